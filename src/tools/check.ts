import { formatIssues, type IssueFormat } from '../settings/format-issues.ts'
import type { Bench, ExitCode } from './bench.ts'

export interface CheckOptions {
  readonly config: string
  readonly format: IssueFormat
  readonly strict?: boolean
}

/** Every problem at once, each with its place; the same code refuses them at start and reload. */
export function check({ config, format, strict }: CheckOptions, bench: Bench): ExitCode {
  const loaded = bench.load(config)
  const issues = loaded.ok ? loaded.value.warnings : loaded.error
  const errors = issues.filter(({ severity }) => severity === 'error').length
  const warnings = issues.length - errors
  const isFine = errors === 0 && !(strict && warnings > 0)
  bench.print(formatIssues(issues, format))
  if (format === 'text') {
    const counted = [count(errors, 'error'), count(warnings, 'warning')].filter(Boolean).join(', ')
    bench.complain(`${config}: ${isFine ? 'ok' : 'refused'}${counted ? ` (${counted})` : ''}\n`)
  }
  return isFine ? 0 : 1
}

const count = (n: number, what: string): string =>
  n === 0 ? '' : `${n} ${what}${n === 1 ? '' : 's'}`
