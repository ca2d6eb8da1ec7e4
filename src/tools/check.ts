import { formatIssues, type IssueFormat } from '../settings/format-issues.ts'
import type { SettingsIssue } from '../settings/issue.ts'
import type { Bench, ExitCode } from './bench.ts'
import { checkOnline, type OnlineFinding } from './check-online.ts'

export interface CheckOptions {
  readonly config: string
  readonly format: IssueFormat
  readonly strict?: boolean
  /** Asks DingTalk too, once the settings themselves are right. */
  readonly online?: boolean
}

/** Every problem at once, each with its place; the same code refuses them at start and reload. */
export async function check(options: CheckOptions, bench: Bench): Promise<ExitCode> {
  const { config, format, strict, online } = options
  const loaded = bench.load(config)
  const issues = loaded.ok ? loaded.value.warnings : loaded.error
  const errors = issues.filter(({ severity }) => severity === 'error').length
  const warnings = issues.length - errors
  const isFine = errors === 0 && !(strict && warnings > 0)
  const findings = online && loaded.ok ? await checkOnline(loaded.value.plan, bench) : null
  bench.print(
    format === 'json' && findings
      ? `${JSON.stringify({ issues, online: findings }, null, 2)}\n`
      : formatIssues(
          findings ? [...issues, ...issuesOf(findings, config, format)] : issues,
          format,
        ),
  )
  if (format === 'text') {
    if (findings) bench.print(findings.map(lineOf).join(''))
    const counted = [count(errors, 'error'), count(warnings, 'warning')].filter(Boolean).join(', ')
    bench.complain(`${config}: ${isFine ? 'ok' : 'refused'}${counted ? ` (${counted})` : ''}\n`)
    if (online) bench.complain(findings ? summaryOf(findings) : NOT_ASKED)
  }
  return isFine && !findings?.some(isUnproven) ? 0 : 1
}

/** Wrong, or not known although it could be: a gate must not open by itself while the network is down. */
const isUnproven = ({ verdict, unanswered }: OnlineFinding): boolean =>
  verdict === 'wrong' || unanswered === true

const NOT_ASKED = 'DingTalk was not asked: mend the settings first.\n'

const MARKS = { right: 'ok     ', wrong: 'WRONG  ', unclear: 'unclear' } as const

function lineOf({ verdict, about, app, targets, detail }: OnlineFinding): string {
  const by = app === null ? '' : ` (app ${app})`
  const why = detail === '' ? '' : `: ${detail}`
  const whose = targets.length > 0 && verdict !== 'right' ? ` [${targets.join(', ')}]` : ''
  return `${MARKS[verdict]} ${about}${by}${whose}${why}\n`
}

function summaryOf(findings: readonly OnlineFinding[]): string {
  const of = (wanted: OnlineFinding['verdict']) =>
    findings.filter(({ verdict }) => verdict === wanted).length
  const silent = findings.filter(({ unanswered }) => unanswered).length
  const again = silent === 0 ? '' : `; ${silent} not answered, so not proven: ask again`
  return `DingTalk was asked and nothing was sent: ${of('right')} right, ${of('wrong')} wrong, ${of('unclear')} unclear${again}\n`
}

/** What has no line of its own is said of the file. Text has lines of another form. */
function issuesOf(
  findings: readonly OnlineFinding[],
  file: string,
  format: IssueFormat,
): readonly SettingsIssue[] {
  if (format !== 'github') return []
  return findings.filter(isUnproven).map(({ about, targets, detail }) => ({
    file,
    line: 1,
    column: 1,
    code: 'online',
    message: `${about}${targets.length > 0 ? ` of ${targets.join(', ')}` : ''}: ${detail}`,
    severity: 'error',
  }))
}

const count = (n: number, what: string): string =>
  n === 0 ? '' : `${n} ${what}${n === 1 ? '' : 's'}`
