import { own } from '../domain/fields.ts'
import { type Labels, labelsOf } from '../domain/labels.ts'
import { hasContent, sizeOf } from './content.ts'
import { pairsOf } from './pairs-of.ts'
import { createFinder } from './pattern.ts'
import { textOf } from './text-of.ts'

type Helpers = Readonly<Record<string, (...args: never[]) => unknown>>

/**
 * Helpers that need nothing but their arguments: the same in templates, mappings and groups. Each
 * expression has its own, which remember the patterns that it looks for.
 */
export function coreHelpers(): Helpers {
  const find = createFinder()
  return {
    ...PLAIN_HELPERS,
    match: (text: unknown, pattern: unknown) => find(textOf(text), textOf(pattern)),
  }
}

const PLAIN_HELPERS: Helpers = {
  default: (...values: unknown[]) => values.find(hasContent) ?? '',
  eq: (a: unknown, b: unknown) => textOf(a) === textOf(b),
  ne: (a: unknown, b: unknown) => textOf(a) !== textOf(b),
  lt: (a: unknown, b: unknown) => Number(textOf(a)) < Number(textOf(b)),
  gt: (a: unknown, b: unknown) => Number(textOf(a)) > Number(textOf(b)),
  and: (...values: unknown[]) => values.every(hasContent),
  or: (...values: unknown[]) => values.some(hasContent),
  not: (value: unknown) => !hasContent(value),
  upper: (text: unknown) => textOf(text).toUpperCase(),
  lower: (text: unknown) => textOf(text).toLowerCase(),
  concat: (...values: unknown[]) => values.map(textOf).join(''),
  trim: (text: unknown) => textOf(text).trim(),
  contains: (text: unknown, part: unknown) =>
    Array.isArray(text)
      ? text.some((item) => textOf(item) === textOf(part))
      : textOf(text).includes(textOf(part)),
  startsWith: (text: unknown, part: unknown) => textOf(text).startsWith(textOf(part)),
  replace: (text: unknown, from: unknown, to: unknown) =>
    textOf(from) === '' ? textOf(text) : textOf(text).replaceAll(textOf(from), () => textOf(to)),
  join: (list: unknown, between: unknown = ', ') =>
    Array.isArray(list) ? list.map(textOf).filter(Boolean).join(textOf(between)) : textOf(list),
  len: (value: unknown) => sizeOf(value),
  truncate: (text: unknown, length: unknown) => truncate(textOf(text), Number(textOf(length))),
  lookup: (container: unknown, name: unknown) => own(container, textOf(name)),
  choose: (value: unknown, ...cases: unknown[]) => choose(textOf(value), cases),
  split: (text: unknown, between: unknown = ',') =>
    Array.isArray(text) ? text : split(textOf(text), textOf(between)),
  first: (list: unknown) => (Array.isArray(list) ? list[0] : list),
  last: (list: unknown) => (Array.isArray(list) ? list.at(-1) : list),
  where: (list: unknown, name: unknown, ...wanted: unknown[]) =>
    itemsOf(list).filter((item) =>
      wanted.some((one) => textOf(own(item, textOf(name))) === textOf(one)),
    ),
  pluck: (list: unknown, name: unknown) => itemsOf(list).map((item) => own(item, textOf(name))),
  slice: (value: unknown, from: unknown, to?: unknown) =>
    (Array.isArray(value) ? value : textOf(value)).slice(
      Number(textOf(from)),
      to === undefined ? undefined : Number(textOf(to)),
    ),
  firstLine: (text: unknown) => textOf(text).trim().split(/\r?\n/, 1)[0],
  plus: (...values: unknown[]) => values.reduce<number>((sum, one) => sum + Number(textOf(one)), 0),
  decodeUri: (text: unknown) => decodeUri(textOf(text)),
  json: (text: unknown) => (typeof text === 'string' ? parsed(text) : text),
  base64: (text: unknown) => Buffer.from(textOf(text), 'base64').toString('utf8'),
  url: (text: unknown) => encodeURIComponent(textOf(text).toWellFormed()),
  without: (names: unknown, ...out: unknown[]) => without(names, out),
  values: (names: unknown) => Object.values(without(names, [])),
  loose: (names: unknown) =>
    typeof names === 'object' && names !== null ? looselyNamed(names) : undefined,
  pairs: (...values: unknown[]) => Object.assign(Object.create(null), ...values.map(pairsOf)),
}

/** Less some, by name or those of another set; in the order in which people read labels. */
function without(names: unknown, out: readonly unknown[]): Labels {
  const gone = new Set(
    out.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.keys(each) : textOf(each),
    ),
  )
  return labelsOf(
    Object.entries(pairsOf(names))
      .filter(([name]) => !gone.has(name))
      .sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1)),
  )
}

const rankOf = (name: string): number => (name === 'alertname' ? 0 : 1)

/** Names as people make them up: `EventName`, `event_name` and `EVENT.NAME` are one. */
function looselyNamed(names: object): Readonly<Record<string, unknown>> {
  const loose: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(names))
    loose[name.toLowerCase().replace(/[\s_.-]+/g, '')] ??= value
  return loose
}

/** The one that stands after what the value reads; an odd one at the end is for all the others. */
function choose(text: string, cases: readonly unknown[]): unknown {
  for (let i = 0; i + 1 < cases.length; i += 2) if (textOf(cases[i]) === text) return cases[i + 1]
  return cases.length % 2 === 1 ? cases.at(-1) : undefined
}

const split = (text: string, between: string): readonly string[] =>
  (between === '' ? [text] : text.split(between)).map((part) => part.trim()).filter(Boolean)

/** Of an object its values: some senders name the items of a list. */
function itemsOf(list: unknown): readonly unknown[] {
  if (Array.isArray(list)) return list
  return typeof list === 'object' && list !== null ? Object.values(list) : []
}

/** Nothing where the text is no JSON: `default` can then say what else. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What is no such encoding stays as it is. */
function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The first `length` characters as people count them, the last of them `…` if any are missing. */
export function truncate(text: string, length: number): string {
  const most = Number.isFinite(length) ? Math.max(1, Math.floor(length)) : Number.POSITIVE_INFINITY
  if (text.length <= most) return text
  // A grapheme may be long (families of emoji), but a bound keeps a hostile text from being walked.
  const head = text.slice(0, Math.min(text.length, most * 16))
  const graphemes: string[] = []
  for (const { segment } of GRAPHEMES.segment(head)) {
    graphemes.push(segment)
    if (graphemes.length > most)
      return `${graphemes
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
  }
  return head.length < text.length ? `${graphemes.slice(0, most - 1).join('')}…` : text
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
