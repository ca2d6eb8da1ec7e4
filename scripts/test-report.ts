import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Ended } from './tasks.ts'

export interface Counts {
  readonly passed: number
  readonly failed: number
  /** Full names. */
  readonly skipped: readonly string[]
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/**
 * What vitest's JSON reports in `folder` say, one file a project, and a failure for each run that
 * failed without one: for a file that cannot be loaded, or an error outside every test. A test that
 * is skipped in a project that `mayNotSkip` is one that failed.
 */
export async function countTests(
  folder: string,
  ended: readonly Ended[],
  mayNotSkip: readonly string[],
): Promise<Counts> {
  const failedRuns = ended.filter((end) => !end.passed && end.task.command.includes('vitest'))
  let [passed, failed] = [0, 0]
  const skipped: string[] = []
  for (const name of await readdir(folder)) {
    const report: Report = JSON.parse(await readFile(join(folder, name), 'utf8'))
    const left = skippedIn(report)
    const isFailure = mayNotSkip.includes(basename(name, '.json'))
    passed += report.numPassedTests
    failed += report.numFailedTests + (isFailure ? left.length : 0)
    skipped.push(...left)
  }
  return { passed, failed: Math.max(failed, failedRuns.length), skipped }
}

const skippedIn = (report: Report): readonly string[] =>
  report.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
    .map(({ fullName }) => fullName)
