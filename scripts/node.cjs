// Runs a script, or with `--bin NAME` a development tool, on a Node.js that dingbridge supports.
// Where the machine's own is older, a supported one is taken from the npm registry, once.
// Kept in old syntax on purpose: an old Node.js has to be able to read it.
'use strict'
var path = require('path')
var childProcess = require('child_process')

var WANTED = '24.21.0'
var OLDEST = [24, 15]

var have = process.versions.node.split('.').map(Number)
var tooOld = have[0] < OLDEST[0] || (have[0] === OLDEST[0] && have[1] < OLDEST[1])
var args = process.argv.slice(2)

var fs = require('fs')
var os = require('os')

function supportedNode() {
  if (!tooOld) return process.execPath
  var name = 'node-' + (process.platform === 'win32' ? 'win' : process.platform) + '-' + process.arch
  var exe = process.platform === 'win32' ? 'node.exe' : 'node'
  var home = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'dingbridge')
  var found = path.join(home, name + '-' + WANTED, 'node_modules', name, 'bin', exe)
  if (fs.existsSync(found)) return found
  process.stderr.write('dingbridge needs Node.js 24.15 or newer; this is ' + process.versions.node + '. Fetching ' + name + '@' + WANTED + ' from the npm registry, once.\n')
  // Installed beside its final place and moved there whole: two first runs at once do no harm.
  fs.mkdirSync(home, { recursive: true })
  var work = fs.mkdtempSync(path.join(home, 'new-'))
  fs.writeFileSync(path.join(work, 'package.json'), '{"private":true}')
  var npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  var got = childProcess.spawnSync(npm, ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--silent', name + '@' + WANTED], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'], env: withoutNpm(process.env), shell: process.platform === 'win32' })
  if (got.status !== 0) {
    process.stderr.write('Could not fetch it. Install Node.js 24.15 or newer and run this again.\n')
    process.exit(2)
  }
  try {
    fs.renameSync(work, path.join(home, name + '-' + WANTED))
  } catch (error) {
    if (!fs.existsSync(found)) throw error
  }
  return found
}

// npm hands the settings of the outer command on in the environment; a prefix or a workspace
// among them would send the inner install to the wrong place.
function withoutNpm(env) {
  var out = {}
  Object.keys(env).forEach(function (key) {
    if (!/^npm_(config_(prefix|local_prefix|global|workspace|omit|include|production)|package_|lifecycle_)/i.test(key)) out[key] = env[key]
  })
  return out
}

function binOf(name) {
  var packages = { biome: '@biomejs/biome', tsc: 'typescript', vitest: 'vitest', knip: 'knip' }
  var home = path.dirname(require.resolve((packages[name] || name) + '/package.json', { paths: [path.join(__dirname, '..')] }))
  var bin = require(path.join(home, 'package.json')).bin
  return path.join(home, typeof bin === 'string' ? bin : bin[name])
}

var node = supportedNode()
var command = args[0] === '--bin' ? [binOf(args[1])].concat(args.slice(2)) : args
var env = Object.assign({}, process.env, { PATH: path.dirname(node) + path.delimiter + process.env.PATH })
var child = childProcess.spawn(node, command, { stdio: 'inherit', env: env })
;['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
  process.on(signal, function () {
    child.kill(signal)
  })
})
child.on('exit', function (code, signal) {
  process.exit(code === null ? (signal === 'SIGINT' ? 130 : 1) : code)
})
