import { FAILURE_ADVICE } from '../../src/domain/failure-advice.ts'
import { FAILURE_REASONS } from '../../src/domain/outcome.ts'
import { TEMPLATE_CODES } from '../../src/expression/issue.ts'
import { type CodeSpace, ERROR_CODES } from '../../src/send/dingtalk/error-table.ts'
import { REMEDIES } from '../../src/send/dingtalk/remedies.ts'
import { PROBLEMS } from '../../src/server/problem.ts'
import { SETTINGS_CODES } from '../../src/settings/issue.ts'
import { code, GENERATED_NOTICE, page, type Row, table } from './markdown.ts'

/** `docs/errors.md`: every code that the bridge says, and what to do about it. */
export const errorsPage = (): string =>
  page(
    `${GENERATED_NOTICE}# Errors`,
    'Every code that the bridge says, what happened, and what to do. Look for the code; each has its own heading, so that a link leads to it.',
    [
      '- [Answers to senders](#answers-to-senders): the `code` of an HTTP answer',
      '- [Why a delivery failed](#why-a-delivery-failed): the `reason` of a delivery, an attempt, a metric',
      '- [Settings](#settings): what `dingbridge check` says',
      '- [Templates](#templates): what it says of Handlebars',
      '- [Codes of DingTalk](#codes-of-dingtalk): what DingTalk itself answered',
    ].join('\n'),
    ...answers(),
    ...failures(),
    ...codes('Settings', SETTINGS, SETTINGS_CODES),
    ...codes('Templates', TEMPLATES, TEMPLATE_CODES),
    ...dingtalk(),
  )

function answers(): readonly string[] {
  const each = Object.entries(PROBLEMS).map(([name, { status, happened, remedy }]) =>
    page(`### ${name}`, `**${status}** · ${happened}`, remedy).trimEnd(),
  )
  const about =
    'A refusal is `{"error":{"code","message","docs"}}`; `docs` leads here. 4xx is only what will never work as it was sent; what may work later is 5xx, which Alertmanager sends again.'
  return ['## Answers to senders', about, ...each]
}

function failures(): readonly string[] {
  const each = FAILURE_REASONS.map((reason) => {
    const { happened, bridge, remedy } = FAILURE_ADVICE[reason]
    return page(
      `### ${reason}`,
      happened,
      [`- **The bridge**: ${bridge}`, `- **You**: ${remedy}`].join('\n'),
    ).trimEnd()
  })
  const about =
    'One word says why a try failed; the detail beside it says what DingTalk answered. It is also the label `reason` of `dingbridge_attempts_total`.'
  return ['## Why a delivery failed', about, ...each]
}

const SETTINGS =
  'Each is said as `file:line:column: code: sentence`, all at once. A warning does not keep the bridge from running; `check --strict` refuses it.'
const TEMPLATES =
  'What can be wrong with a template, with an expression of `map:` or with a templated value. A bridge starts only with templates that compile.'

const codes = (
  title: string,
  about: string,
  table: Readonly<Record<string, string>>,
): readonly string[] => [
  `## ${title}`,
  about,
  ...Object.entries(table).map(([name, text]) => `### ${name}\n\n${text}`),
]

const SPACES: Readonly<Record<CodeSpace, string>> = {
  v1: 'Groups and people (`api.dingtalk…/v1.0`)',
  oapi: 'Work notifications and look-ups (`oapi.dingtalk…/topapi`)',
  robot: 'Custom robots (`oapi.dingtalk…/robot/send`)',
}

function dingtalk(): readonly string[] {
  const about =
    'DingTalk answers with a code of its own, which stands in the detail of an attempt. This is how the bridge takes each. A code that is missing here is judged by its HTTP status, and told with it.'
  const tables = Object.entries(SPACES).flatMap(([space, title]) => [
    `### ${title}`,
    table(['code', 'reason', 'what is behind it'], rowsOf(space as CodeSpace)),
  ])
  return ['## Codes of DingTalk', about, ...tables]
}

const rowsOf = (space: CodeSpace): readonly Row[] =>
  [...ERROR_CODES[space]]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([name, reason]) => [
      code(name),
      reason === 'byText' ? 'by its text' : `[${reason}](#${reason})`,
      Object.hasOwn(REMEDIES, name) ? (REMEDIES[name] ?? '') : '',
    ])
