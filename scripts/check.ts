import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runTasks, type Task } from './tasks.ts'
import { countTests } from './test-report.ts'

/*
 * `npm run check`: what should hold before each commit, in seconds. `npm test` (`--all`): everything.
 * The last line counts, so that a log shows at a glance what ran.
 */

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } })
const reports = await mkdtemp(join(tmpdir(), 'dingbridge-check-'))
try {
  process.exitCode = (await check(values.all)) ? 0 : 1
} finally {
  await rm(reports, { recursive: true, force: true })
}

async function check(all: boolean): Promise<boolean> {
  const print = (text: string) => process.stdout.write(text)
  // The longest first; the others take turns beside it, and are done before it.
  const quick: Task[] = [
    { name: 'unit tests', command: vitest('unit') },
    { name: 'format and lint', command: ['--bin', 'biome', 'ci', '--error-on-warnings', '.'] },
    { name: 'types', command: ['--bin', 'tsc', '-p', '.'] },
    { name: 'unused files, exports and packages', command: ['--bin', 'knip'] },
  ]
  // One after the other: they measure time, and share the machine with nobody.
  const thorough: Task[] = [
    { name: 'tests with real parts', command: vitest('parts') },
    { name: 'stories', command: vitest('story') },
    { name: 'shortened ordeals', command: vitest('ordeal') },
    { name: 'browser tests', command: vitest('browser') },
  ]
  const ended = [
    ...(await runTasks(quick, 2, print)),
    ...(all ? await runTasks(thorough, 1, print) : []),
  ]
  const checks = ended.filter(({ task }) => !task.command.includes('vitest'))
  // Where a browser is promised, its tests may not be left out.
  const mayNotSkip = process.env['DINGBRIDGE_REQUIRE_BROWSER'] === '1' ? ['browser'] : []
  const tests = await countTests(reports, ended, mayNotSkip)
  for (const name of tests.skipped) print(`skipped: ${name}\n`)
  const passed = tests.passed + checks.filter((end) => end.passed).length
  const failed = tests.failed + checks.filter((end) => !end.passed).length
  const skipped = tests.skipped.length > 0 ? `, ${tests.skipped.length} skipped` : ''
  print(`${passed} passed, ${failed} failed${skipped}\n`)
  return failed === 0
}

function vitest(project: string): readonly string[] {
  const report = join(reports, `${project}.json`)
  return `--bin vitest run --project ${project} --reporter=minimal --reporter=json`
    .split(' ')
    .concat(`--outputFile.json=${report}`)
}
