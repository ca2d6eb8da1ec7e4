import { textOf } from './text-of.ts'

/** Helpers that need nothing but their arguments: the same in templates, mappings and groups. */
export const CORE_HELPERS: Readonly<Record<string, (...args: never[]) => unknown>> = {
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
}

/** What counts as there: not an empty text, an empty list, an empty object, zero or false. */
function hasContent(value: unknown): boolean {
  if (value === 0 || value === false) return false
  if (typeof value === 'object' && value !== null) return sizeOf(value) > 0
  return textOf(value) !== ''
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length
  if (typeof value === 'object' && value !== null) return Object.keys(value).length
  return [...textOf(value)].length
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

function own(container: unknown, name: string): unknown {
  if (typeof container !== 'object' || container === null) return undefined
  return Object.hasOwn(container, name) ? (container as Record<string, unknown>)[name] : undefined
}
