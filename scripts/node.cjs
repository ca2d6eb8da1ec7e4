// Runs a script, or with `--bin NAME` a development tool, on a Node.js that dingbridge supports.
// Where the machine's own is older, a supported one is taken from the npm registry, once.
// Kept in old syntax on purpose: an old Node.js has to be able to read it.
'use strict'
var childProcess = require('child_process')
var fs = require('fs')
var os = require('os')
var path = require('path')

var WANTED = '24.21.0'
var OLDEST = [24, 15]

run(supportedNode(), process.argv.slice(2))

function run(node, args) {
  var command = args[0] === '--bin' ? [binOf(args[1])].concat(args.slice(2)) : args
  var env = Object.assign({}, process.env, {
    PATH: path.dirname(node) + path.delimiter + process.env.PATH,
  })
  var child = childProcess.spawn(node, command, { stdio: 'inherit', env: env })
  child.on('error', function (error) {
    fail('Could not run ' + node + ': ' + error.message)
  })
  child.on('exit', function (code, signal) {
    process.exit(code === null ? 128 + os.constants.signals[signal] : code)
  })
  ;['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      // A terminal sends Ctrl-C to the child as well; told twice, it would not stop gently.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  })
}

function supportedNode() {
  var have = process.versions.node.split('.').map(Number)
  var tooOld = have[0] < OLDEST[0] || (have[0] === OLDEST[0] && have[1] < OLDEST[1])
  if (!tooOld) return process.execPath
  var name = 'node-' + (process.platform === 'win32' ? 'win' : process.platform) + '-' + process.arch
  var places = homes()
  for (var i = 0; i < places.length; i++) {
    var kept = nodeIn(path.join(places[i], name + '-' + WANTED), name)
    if (fs.existsSync(kept) && isOurs(places[i])) return kept
  }
  for (var j = 0; j < places.length; j++) if (isUsable(places[j])) return fetched(name, places[j])
  return fail('There is no folder to keep a newer Node.js in. Set XDG_CACHE_HOME to one.')
}

// Beside other caches; where that cannot be written (a read-only home), the temporary folder.
function homes() {
  var user = process.getuid ? process.getuid() : 'user'
  var out = [path.join(os.tmpdir(), 'dingbridge-' + user)]
  try {
    out.unshift(path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'dingbridge'))
  } catch (_noHome) {
    // A user without an entry in the user table has no home folder.
  }
  return out
}

function isUsable(home) {
  try {
    fs.mkdirSync(home, { recursive: true, mode: 448 })
    fs.accessSync(home, fs.constants.W_OK)
    return isOurs(home)
  } catch (_unusable) {
    return false
  }
}

// Anybody may make a folder in the temporary one; nothing is run from a stranger's.
function isOurs(home) {
  if (!process.getuid) return true
  var owner = fs.lstatSync(home).uid
  return owner === process.getuid() || owner === 0
}

function nodeIn(folder, name) {
  var exe = process.platform === 'win32' ? 'node.exe' : 'node'
  return path.join(folder, 'node_modules', name, 'bin', exe)
}

function fetched(name, home) {
  say('dingbridge needs Node.js 24.15 or newer; this is ' + process.versions.node + '. ' +
    'Fetching ' + name + '@' + WANTED + ' from the npm registry, once.')
  // Installed beside its final place and moved there whole: two first runs at once do no harm.
  var work = fs.mkdtempSync(path.join(home, 'new-'))
  fs.writeFileSync(path.join(work, 'package.json'), '{"private":true}')
  // npm's own cache may be in the same read-only home.
  var cache = path.join(work, 'cache')
  var got = npm(['install', '--cache', cache, '--no-audit', '--no-fund', '--ignore-scripts', '--no-save',
    '--no-package-lock', '--silent', name + '@' + WANTED], work)
  fs.rmSync(cache, { recursive: true, force: true })
  var works = got.status === 0 && childProcess.spawnSync(nodeIn(work, name), ['--version']).status === 0
  if (!works) {
    fs.rmSync(work, { recursive: true, force: true })
    fail('Could not get a Node.js that runs here. Install Node.js 24.15 or newer and try again.')
  }
  var place = path.join(home, name + '-' + WANTED)
  try {
    fs.renameSync(work, place)
  } catch (error) {
    // Somebody else was first, and theirs is as good.
    if (!fs.existsSync(nodeIn(place, name))) throw error
    fs.rmSync(work, { recursive: true, force: true })
  }
  return nodeIn(place, name)
}

function npm(args, cwd) {
  var options = { cwd: cwd, stdio: ['ignore', 'ignore', 'inherit'], env: withoutNpm(process.env) }
  // Under `npm run` npm says where it is; on Windows only a shell can run npm.cmd.
  var own = process.env.npm_execpath
  if (own && /\.c?js$/.test(own)) return childProcess.spawnSync(process.execPath, [own].concat(args), options)
  options.shell = process.platform === 'win32'
  return childProcess.spawnSync('npm', args, options)
}

// npm hands the settings of the outer command on in the environment; a prefix or a workspace
// among them would send the inner install to the wrong place, `omit` or `dry_run` would spoil it.
function withoutNpm(env) {
  var out = {}
  var outer = /^npm_(config_(prefix|local_prefix|global|location|workspaces?|omit|include|production|dry_run|package_lock_only|save.*)$|package_|lifecycle_)/i
  Object.keys(env).forEach(function (key) {
    if (!outer.test(key)) out[key] = env[key]
  })
  return out
}

// Read from the folder itself: a package may hide its package.json from require.resolve.
function binOf(name) {
  var packages = { biome: '@biomejs/biome', tsc: 'typescript' }
  var home = path.join(__dirname, '..', 'node_modules', packages[name] || name)
  if (!fs.existsSync(home)) fail(name + ' is not installed. Run: npm ci')
  var bin = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8')).bin
  return path.join(home, typeof bin === 'string' ? bin : bin[name])
}

function say(line) {
  process.stderr.write(line + '\n')
}

function fail(line) {
  say(line)
  process.exit(2)
}
