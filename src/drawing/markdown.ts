import { renderInline } from './markdown-inline.ts'

/**
 * Draws the part of Markdown that DingTalk documents: headings, quotes, bold, italic, links,
 * images and lists. Everything else (tables, fences, rules, HTML) stays visible as it was
 * written, and so does a list or quote without its blank line: what looks wrong here may look
 * wrong on a phone. Returns safe HTML.
 */
export function renderMarkdown(text: string): string {
  return renderLines(text.split(/\r?\n/), 0)
}

const HEADING = /^ {0,3}(#{1,6}) +(\S.*)$/
const QUOTE = /^ {0,3}> ?/
const ITEM = /^( {0,8})(?:(-)|(\d{1,9})\.) +(?=\S)/

function renderLines(lines: readonly string[], depth: number): string {
  let out = ''
  let at = 0
  while (at < lines.length) {
    const block = readBlock(lines, at, depth)
    out += block.html
    at = block.end
  }
  return out
}

interface Block {
  readonly html: string
  /** Index of the first line behind it. */
  readonly end: number
}

function readBlock(lines: readonly string[], at: number, depth: number): Block {
  const line = lines[at] ?? ''
  if (line.trim() === '') return { html: '', end: at + 1 }
  const [, signs, words] = HEADING.exec(line) ?? []
  if (signs && words) {
    // A message uses them for their size: to a screen reader they are no part of the page's outline.
    const tag = `h${signs.length}`
    const html = `<${tag} role="presentation">${renderInline(words.trim())}</${tag}>`
    return { html, end: at + 1 }
  }
  if (QUOTE.test(line) && depth < 3) return readQuote(lines, at, depth)
  if (ITEM.test(line)) return readList(lines, at)
  return readParagraph(lines, at)
}

function readQuote(lines: readonly string[], at: number, depth: number): Block {
  let end = at
  while (QUOTE.test(lines[end] ?? '')) end += 1
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''))
  return { html: `<blockquote>${renderLines(inner, depth + 1)}</blockquote>`, end }
}

/** One flat list; deeper items are set in by their spaces. */
function readList(lines: readonly string[], at: number): Block {
  const ordered = ITEM.exec(lines[at] ?? '')?.[2] === undefined
  const items: string[] = []
  let end = at
  while (end < lines.length) {
    const [mark, indent = '', , number] = ITEM.exec(lines[end] ?? '') ?? []
    if (mark === undefined || (number !== undefined) !== ordered) break
    const item = readText(lines, end, mark.length)
    const level = Math.min(3, Math.floor(indent.length / 2))
    const value = number === undefined ? '' : ` value="${Number(number)}"`
    items.push(`<li class="l${level}"${value}>${item.html}</li>`)
    end = skipBlank(lines, item.end)
  }
  const tag = ordered ? 'ol' : 'ul'
  return { html: `<${tag}>${items.join('')}</${tag}>`, end }
}

/** A blank line between two items does not end their list. */
function skipBlank(lines: readonly string[], from: number): number {
  let at = from
  while (at < lines.length && lines[at]?.trim() === '') at += 1
  return ITEM.test(lines[at] ?? '') ? at : from
}

function readParagraph(lines: readonly string[], at: number): Block {
  const text = readText(lines, at, 0)
  return { html: `<p>${text.html}</p>`, end: text.end }
}

/** Lines up to a blank one, a heading or, inside a list, the next item. */
function readText(lines: readonly string[], at: number, skip: number): Block {
  let text = (lines[at] ?? '').slice(skip)
  let end = at + 1
  while (end < lines.length) {
    const line = lines[end] ?? ''
    if (line.trim() === '' || HEADING.test(line) || (skip > 0 && ITEM.test(line))) break
    // Two spaces before the line feed break the line; without them the words run on.
    text = text.trimEnd() + (/ {2}$/.test(text) ? '\n' : ' ') + line.trimStart()
    end += 1
  }
  return { html: renderInline(text.trim()), end }
}
