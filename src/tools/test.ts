import { formatIssues, type IssueFormat } from '../settings/format-issues.ts'
import { placeText } from '../settings/issue.ts'
import { type Bench, type ExitCode, UsageError } from './bench.ts'
import { type Difference, type Known, runTestCase } from './test-case.ts'
import { readTestFile, type TestCase } from './test-file.ts'
import { visible } from './visible.ts'

export interface TestOptions {
  readonly config: string
  /** The command line or the environment names the settings: that goes before the files. */
  readonly isConfigGiven: boolean
  readonly format: IssueFormat
}

interface Ended {
  readonly file: string
  readonly test: TestCase
  readonly differences: readonly Difference[]
}

/** Payloads with expectations, for the user's own CI. 0: everything is as expected. */
export async function test(
  files: readonly string[],
  options: TestOptions,
  bench: Bench,
): Promise<ExitCode> {
  const { format } = options
  const ended: Ended[] = []
  let isBroken = false
  for (const file of files) {
    const source = Buffer.from(await bench.readInput(file)).toString('utf8')
    const read = readTestFile(file, source, bench.env)
    const config = (!options.isConfigGiven && read.ok && read.value.config) || options.config
    const loaded = read.ok ? bench.load(config) : read
    if (!read.ok || !loaded.ok) {
      isBroken = true
      const issues = read.ok ? (loaded.ok ? [] : loaded.error) : read.error
      if (format === 'github') bench.print(formatIssues(issues, format))
      else bench.complain(formatIssues(issues, 'text'))
      continue
    }
    const known: Known = new Map()
    for (const each of read.value.cases) {
      const body = await bodyOf(each, bench)
      // The words may name the time: all cases of a run have the same.
      const differences =
        body instanceof UsageError
          ? [{ ...each.place(), message: body.message }]
          : runTestCase(each, body, loaded.value.plan, bench.now(), known)
      const end = { file, test: each, differences }
      ended.push(end)
      bench.print(visible(lineOf(end, format)))
    }
  }
  const failed = ended.filter(({ differences }) => differences.length > 0).length
  const passed = ended.length - failed
  if (format === 'json') bench.print(jsonOf(ended))
  else if (ended.length > 0) bench.complain(`${passed} passed, ${failed} failed\n`)
  else if (!isBroken) bench.complain(`There are no tests in ${files.join(', ')}.\n`)
  return failed === 0 && !isBroken ? 0 : 1
}

/** A payload that is not there fails its own test, and hides no other. */
async function bodyOf({ payload }: TestCase, bench: Bench): Promise<Uint8Array | UsageError> {
  if (payload.kind !== 'file') return Buffer.from(payload.body)
  try {
    return await bench.readInput(payload.path)
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
}

function lineOf({ file, test, differences }: Ended, format: IssueFormat): string {
  switch (format) {
    case 'json':
      return ''
    case 'github':
      return formatIssues(
        differences.map(({ message, ...place }) => ({
          ...place,
          code: test.name,
          message,
          severity: 'error',
        })),
        format,
      )
    case 'text': {
      if (differences.length === 0) return `ok    ${file}: ${test.name}\n`
      const about = differences.flatMap(({ message, ...place }) => {
        const [first = '', ...rest] = message.split('\n')
        return [`${placeText(place)}: ${first}`, ...rest.map((line) => `  ${line}`)]
      })
      return `FAIL  ${file}: ${test.name}\n${about.map((line) => `      ${line}\n`).join('')}`
    }
  }
}

function jsonOf(ended: readonly Ended[]): string {
  const tests = ended.map(({ file, test, differences }) => {
    const { line, column } = test.place()
    const passed = differences.length === 0
    return { file, line, column, name: test.name, passed, differences }
  })
  const failed = tests.filter(({ passed }) => !passed).length
  return `${JSON.stringify({ passed: tests.length - failed, failed, tests }, null, 2)}\n`
}
