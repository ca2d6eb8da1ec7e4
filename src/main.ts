#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { stderr, stdin, stdout } from 'node:process'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/*
 * The process: arguments, environment, signals, the real clock and chance, exit codes. The guard
 * comes before everything else is loaded: on an older Node the imports themselves would fail.
 */

const OLDEST = [24, 15]
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(
    `dingbridge needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node}. Install one, or start it with "npm start --", which fetches one.\n`,
  )
  process.exit(2)
}

// `… | head` has read enough: that is no fault, and the answer of the command stays what it is. A
// bridge whose log nobody takes any more goes on telling.
for (const stream of [stdout, stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

const { run } = await import('./process.ts')
process.exitCode = await run(process.argv.slice(2), {
  version: JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
  builtInTemplates: fileURLToPath(new URL('../templates', import.meta.url)),
  readInput: (path) => (path === '-' ? buffer(stdin) : readFile(path)),
  print: (text) => stdout.write(text),
})
