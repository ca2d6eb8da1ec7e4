/** What the texts need of the API's answers; see `web/api/delivery-view.ts`. */
export interface Row {
  readonly id: string
  readonly state: string
  readonly receiver: string
  readonly target: string
  readonly channel: string
  readonly source: string
  readonly title: string
  readonly alerts: number
  readonly accepted_at: string
  readonly told_at: string | null
  readonly told_by?: string
  readonly reason?: string
}

export interface Detail extends Row {
  readonly detail: string | null
  readonly muted_until: string | null
  readonly expires_at: string
  readonly redrives: number
  readonly told_again_at: string | null
  readonly webhook: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly words: Said | null
  readonly tried: readonly Said[]
  readonly refused: readonly { readonly user: string; readonly because: string }[]
  readonly attempt_list: readonly {
    readonly at: string
    readonly took_ms: number
    readonly part: number
    readonly outcome: string
    readonly reason: string | null
    readonly code: string | null
    readonly detail: string | null
    readonly receipt: string | null
    readonly wording?: string
  }[]
}

interface Said {
  readonly wording: string
  readonly form: string
  readonly outcome: string
  readonly stand_with?: string
  readonly parts: readonly { readonly title: string; readonly text: string }[]
}

/** One delivery a line, in columns; the title comes last, because it may be wide. */
export function tableText(rows: readonly Row[]): string {
  const head = ['ID', 'STATE', 'WHY', 'ACCEPTED', 'RECEIVER', 'TARGET', 'ALERTS', 'TITLE']
  const lines = rows.map((row) => [
    row.id,
    row.state,
    row.reason ?? (row.told_by ? 'digest' : ''),
    timeText(row.accepted_at),
    row.receiver,
    row.target,
    String(row.alerts),
    row.title,
  ])
  if (lines.length === 0) return ''
  const all = [head, ...lines]
  const widths = head.map((_, column) =>
    Math.max(...all.map((cells) => widthOf(cells[column] ?? ''))),
  )
  return all
    .map((cells) => cells.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

const padded = (cell: string, width: number): string =>
  cell + ' '.repeat(Math.max(0, width - widthOf(cell)))

/** Columns of a terminal, in which a Chinese character takes two. */
const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0)

const WIDE = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303F\uFF01-\uFF60]/gu

export function detailText(one: Detail): string {
  const reason = one.reason ? ` (${one.reason})` : ''
  const said = [...one.tried, ...(one.words ? [one.words] : [])]
  const isFirst = one.state !== 'sent' || one.told_again_at !== null
  const lines = [
    one.title,
    '',
    ...pair('id', one.id),
    ...pair('state', `${one.state}${reason}`),
    ...pair('why', one.detail),
    ...pair('told by', one.told_by),
    ...pair('to', `${one.receiver} → ${one.target} (${one.channel})`),
    ...pair('from', one.webhook ? `${one.source}, webhook ${one.webhook}` : one.source),
    ...pair('alerts', String(one.alerts)),
    ...pair('labels', labelsText(one.labels)),
    ...pair('accepted', timeText(one.accepted_at)),
    ...pair(isFirst ? 'first told' : 'told', one.told_at && timeText(one.told_at)),
    ...pair('told again', one.told_again_at && timeText(one.told_again_at)),
    ...pair('muted until', one.muted_until && timeText(one.muted_until)),
    ...pair('given up at', one.state === 'waiting' ? timeText(one.expires_at) : null),
    ...pair('sent again', one.redrives > 0 ? timesText(one.redrives) : null),
    ...one.refused.flatMap(({ user, because }) => pair('not told', `${user}: ${because}`)),
    ...one.attempt_list.flatMap(({ at, took_ms, part, wording, outcome, ...why }) => {
      const answer = [outcome, why.reason, why.code, why.detail, why.receipt].filter(Boolean)
      const words = numberOf(wording)
      const call = `${timeText(at)} part ${part + 1}${words && `, ${words}`}, ${took_ms} ms`
      return pair('attempt', `${call}: ${answer.join(' ')}`)
    }),
  ]
  const words = said.flatMap((each) => [
    ...(said.length > 1 ? [''] : []),
    ...wordsLines(one, each, numberOf(each.wording)),
    ...each.parts.flatMap(({ title, text }) => ['', `── ${title}`, text]),
  ])
  return `${[...lines, ...words].join('\n')}\n`

  /** The words are numbered where there are several. */
  function numberOf(wording: string | undefined): string {
    const at = said.findIndex((each) => each.wording === wording)
    return said.length > 1 && at >= 0 ? `words ${at + 1}` : ''
  }
}

const pair = (name: string, value: string | null | undefined): string[] =>
  value ? [`${name.padEnd(12)} ${value}`] : []

/** Whose words stand below, and whether people have read them, where that is not plain. */
function wordsLines({ id, state }: Detail, words: Said, number: string): string[] {
  const { form, outcome, stand_with } = words
  const whose =
    stand_with === undefined
      ? ''
      : stand_with === id
        ? 'of a digest that is gone'
        : `of one message with others, which stands with ${stand_with}`
  const second = form === 'plain' ? 'in the plain second form' : ''
  const next = state === 'waiting' && outcome === 'not_told' ? 'the next try makes others' : ''
  const isPlain = outcome === 'open' || (outcome === 'told' && number === '')
  const said = isPlain ? [whose] : [whose, OUTCOMES[outcome] ?? outcome, second, next]
  const line = said.filter(Boolean).join(', ')
  return number === '' && line === '' ? [] : pair(number || 'words', line || 'as they stand')
}

const OUTCOMES: Readonly<Record<string, string>> = {
  ...{ told: 'told', not_told: 'not taken', unknown: 'perhaps told' },
}

const timesText = (count: number): string => (count === 1 ? 'once' : `${count} times`)

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ')

const timeText = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z')
