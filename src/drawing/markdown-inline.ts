import { anchor, escapeHtml, hrefOf } from './links.ts'

/** Deeper nesting is shown as it is written. */
const MAX_DEPTH = 6
const PUNCTUATION = /[\p{P}\p{S}]/u

/** Renders one run of text; a line feed in it is a hard break. Returns safe HTML. */
export function renderInline(text: string, depth = 0): string {
  if (depth > MAX_DEPTH) return escapeHtml(text)
  const run: Run = { text, depth, partners: partnersIn(text), endless: new Set() }
  let out = ''
  let at = 0
  while (at < text.length) {
    const piece = readPiece(run, at)
    out += piece?.html ?? escapeHtml(text.charAt(at))
    at = piece?.end ?? at + 1
  }
  return out
}

/** What is known of a text at large: to look for it from each of thousands of signs takes seconds. */
interface Run {
  readonly text: string
  readonly depth: number
  readonly partners: ReadonlyMap<number, number>
  /** Marks that no later one of their kind closes. */
  readonly endless: Set<string>
}

interface Piece {
  readonly html: string
  /** Index of the first character behind it. */
  readonly end: number
}

function readPiece(run: Run, at: number): Piece | null {
  const { text } = run
  switch (text[at]) {
    case '\n':
      return { html: '<br>', end: at + 1 }
    case '\\':
      return readEscape(text, at)
    case '&':
      return readSpace(text, at)
    case '!':
      return text[at + 1] === '[' ? readImage(run, at) : null
    case '[':
      return readLink(run, at)
    case '*':
      return text[at + 1] === '*'
        ? readBetween(run, at, '**', 'strong')
        : readBetween(run, at, '*', 'em')
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
function readImage(run: Run, at: number): Piece | null {
  const parts = readBrackets(run, at + 1)
  if (!parts || hrefOf(parts.url) === null) return null
  const name = parts.label || parts.url
  return {
    html: anchor(parts.url, `<span class="image-name">${escapeHtml(name)}</span>`, 'image'),
    end: parts.end,
  }
}

function readLink(run: Run, at: number): Piece | null {
  const parts = readBrackets(run, at)
  if (!parts || parts.label === '' || hrefOf(parts.url) === null) return null
  return { html: anchor(parts.url, renderInline(parts.label, run.depth + 1)), end: parts.end }
}

/** `[label](url)` from the opening bracket. */
function readBrackets(
  { text, partners }: Run,
  at: number,
): { readonly label: string; readonly url: string; readonly end: number } | null {
  const close = partners.get(at)
  if (close === undefined || text[close + 1] !== '(') return null
  const end = partners.get(close + 1)
  if (end === undefined) return null
  const url = text.slice(close + 2, end)
  return /\s/.test(url) ? null : { label: text.slice(at + 1, close), url, end: end + 1 }
}

/** Where each bracket is closed; round ones and square ones do not mind each other. */
function partnersIn(text: string): ReadonlyMap<number, number> {
  const partners = new Map<number, number>()
  const open: Readonly<Record<string, number[]>> = { ']': [], ')': [] }
  for (const { 0: sign, index } of text.matchAll(/\\.|[[\]()]/gs)) {
    if (sign === '[') open[']']?.push(index)
    else if (sign === '(') open[')']?.push(index)
    const opened = open[sign]?.pop()
    if (opened !== undefined) partners.set(opened, index)
  }
  return partners
}

function readBetween(run: Run, at: number, mark: string, tag: string): Piece | null {
  const { text, depth, endless } = run
  if (endless.has(mark) || !opens(text, at, mark.length)) return null
  const from = at + mark.length
  for (let end = from + 1; end <= text.length - mark.length; end += 1) {
    if (text[end - 1] === '\\') continue
    if (text.startsWith(mark, end) && closes(text, end, mark.length)) {
      const inner = renderInline(text.slice(from, end), depth + 1)
      return { html: `<${tag}>${inner}</${tag}>`, end: end + mark.length }
    }
  }
  endless.add(mark)
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
