const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
const LINE_BREAKS = /\r\n?|[\u2028\u2029\u0085\v\f]/g
/** Controls, what turns the direction of text, and noncharacters, two of which are our marks. */
const INVISIBLE =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff]/g

/** A value without what a person cannot see but a client or a terminal obeys. */
export function clean(text: string): string {
  if (!/[^ -~\n]/.test(text)) return text
  return text
    .replace(ANSI, '')
    .replace(LINE_BREAKS, '\n')
    .replaceAll('\t', ' ')
    .replace(INVISIBLE, '')
    .toWellFormed()
}

/** For places that have one line and no Markdown: titles, buttons, values of templates. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim()

/**
 * The longest beginning of at most `length` UTF-16 units that ends between two characters as
 * people see them. Looks at a window only: the text may be megabytes.
 */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const from = Math.max(0, length - WINDOW)
  const window = GRAPHEMES.segment(text.slice(from, length + WINDOW))
  const at = window.containing(length - from)
  return text.slice(0, from + (at?.index ?? length - from))
}

/** As `cut`, with `…` where something is missing. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${cut(text, Math.max(0, length - 1)).trimEnd()}…`
}

/** As `shorten`, counted in UTF-8 bytes. */
export function shortenBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let low = 0
  let high = Math.min(text.length, bytes)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (Buffer.byteLength(shorten(text, middle)) <= bytes) low = middle
    else high = middle - 1
  }
  return shorten(text, low)
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const WINDOW = 64
