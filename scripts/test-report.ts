import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ended } from './tasks.ts'

interface Counts {
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

/** What vitest's JSON reports in `folder` say, and a failure for each run that failed without one. */
export async function countTests(folder: string, ended: readonly Ended[]): Promise<Counts> {
  const reports: Report[] = []
  for (const name of await readdir(folder)) {
    reports.push(JSON.parse(await readFile(join(folder, name), 'utf8')))
  }
  const failed = reports.reduce((sum, report) => sum + report.numFailedTests, 0)
  const failedRuns = ended.filter((end) => !end.passed && end.task.command.includes('vitest'))
  return {
    passed: reports.reduce((sum, report) => sum + report.numPassedTests, 0),
    // A file that cannot be loaded, or an error outside every test, fails the run without a test.
    failed: Math.max(failed, failedRuns.length),
    skipped: reports.flatMap((report) =>
      report.testResults
        .flatMap((file) => file.assertionResults)
        .filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
        .map(({ fullName }) => fullName),
    ),
  }
}
