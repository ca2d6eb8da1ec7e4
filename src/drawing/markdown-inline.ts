import { anchor, escapeHtml, hrefOf } from './links.ts'

/** Deeper nesting is shown as it is written. */
const MAX_DEPTH = 6
const PUNCTUATION = /[\p{P}\p{S}]/u

/** Renders one run of text; a line feed in it is a hard break. Returns safe HTML. */
export function renderInline(text: string, depth = 0): string {
  if (depth > MAX_DEPTH) return escapeHtml(text)
  let out = ''
  let at = 0
  while (at < text.length) {
    const piece = readPiece(text, at, depth)
    out += piece?.html ?? escapeHtml(text.charAt(at))
    at = piece?.end ?? at + 1
  }
  return out
}

interface Piece {
  readonly html: string
  /** Index of the first character behind it. */
  readonly end: number
}

function readPiece(text: string, at: number, depth: number): Piece | null {
  switch (text[at]) {
    case '\n':
      return { html: '<br>', end: at + 1 }
    case '\\':
      return readEscape(text, at)
    case '&':
      return readSpace(text, at)
    case '!':
      return text[at + 1] === '[' ? readImage(text, at) : null
    case '[':
      return readLink(text, at, depth)
    case '*':
      return text[at + 1] === '*' ? readStrong(text, at, depth) : readEmphasis(text, at, depth)
    default:
      return null
  }
}

function readEscape(text: string, at: number): Piece | null {
  const next = text[at + 1] ?? ''
  return /[!-/:-@[-`{-~]/.test(next) ? { html: escapeHtml(next), end: at + 2 } : null
}

/** The only entities that DingTalk documents are those of a space. */
function readSpace(text: string, at: number): Piece | null {
  const entity = ['&nbsp;', '&#160;'].find((name) => text.startsWith(name, at))
  return entity ? { html: '&nbsp;', end: at + entity.length } : null
}

/** A box in the image's place: a sandbox asks no other host for anything. */
function readImage(text: string, at: number): Piece | null {
  const parts = readBrackets(text, at + 1)
  if (!parts || hrefOf(parts.url) === null) return null
  const name = parts.label || parts.url
  return {
    html: anchor(parts.url, `<span class="image-name">${escapeHtml(name)}</span>`, 'image'),
    end: parts.end,
  }
}

function readLink(text: string, at: number, depth: number): Piece | null {
  const parts = readBrackets(text, at)
  if (!parts || parts.label === '' || hrefOf(parts.url) === null) return null
  return { html: anchor(parts.url, renderInline(parts.label, depth + 1)), end: parts.end }
}

/** `[label](url)` from the opening bracket. */
function readBrackets(
  text: string,
  at: number,
): { readonly label: string; readonly url: string; readonly end: number } | null {
  const close = findClose(text, at, '[', ']')
  if (close === null || text[close + 1] !== '(') return null
  const end = findClose(text, close + 1, '(', ')')
  if (end === null) return null
  const url = text.slice(close + 2, end)
  return /\s/.test(url) ? null : { label: text.slice(at + 1, close), url, end: end + 1 }
}

function findClose(text: string, from: number, open: string, close: string): number | null {
  let level = 0
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '\\') at += 1
    else if (sign === open) level += 1
    else if (sign === close) {
      level -= 1
      if (level === 0) return at
    }
  }
  return null
}

const readStrong = (text: string, at: number, depth: number): Piece | null =>
  readBetween(text, at, '**', 'strong', depth)

const readEmphasis = (text: string, at: number, depth: number): Piece | null =>
  readBetween(text, at, '*', 'em', depth)

function readBetween(
  text: string,
  at: number,
  mark: string,
  tag: string,
  depth: number,
): Piece | null {
  if (!opens(text, at, mark.length)) return null
  const from = at + mark.length
  for (let end = from + 1; end <= text.length - mark.length; end += 1) {
    if (text[end - 1] === '\\') continue
    if (text.startsWith(mark, end) && closes(text, end, mark.length)) {
      const inner = renderInline(text.slice(from, end), depth + 1)
      return { html: `<${tag}>${inner}</${tag}>`, end: end + mark.length }
    }
  }
  return null
}

const isSpace = (sign: string | undefined): boolean => sign === undefined || /\s/.test(sign)
const isPunctuation = (sign: string | undefined): boolean => PUNCTUATION.test(sign ?? '')

/** Stars open before a word and close behind one, so that `2 * 3` stays a sum. */
function opens(text: string, at: number, length: number): boolean {
  const [before, after] = [text[at - 1], text[at + length]]
  return !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before))
}

function closes(text: string, at: number, length: number): boolean {
  const [before, after] = [text[at - 1], text[at + length]]
  return !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after))
}
