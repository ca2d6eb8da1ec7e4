import { clean, shorten } from './clean.ts'
import { escapeLine, quietMentions } from './escape.ts'
import { encodeValue, type LinkRewrite, openOutside, safeUrl } from './link.ts'

/**
 * How a value must be escaped depends on where it stands, and only the finished text knows.
 * So values go into a text between two marks (noncharacters, which `clean` takes out of every
 * value), and `placeValues` escapes each where it finds it.
 */
const OPEN = '\ufdd0'
const CLOSE = '\ufdd1'
const VALUE = `${OPEN}[^${CLOSE}]*${CLOSE}`

/** No channel carries more than 20 000 bytes; what is longer is shortened before it is read. */
const LONGEST_VALUE = 30_000

export const markValue = (value: string): string =>
  `${OPEN}${clean(value.slice(0, LONGEST_VALUE))}${CLOSE}`

/** `[label](address "title")`, where label and address may hold values; or a value by itself. */
const LINK = new RegExp(
  `${VALUE}|(!?)\\[((?:${VALUE}|[^[\\]\\n${OPEN}])*)\\]\\(<?((?:${VALUE}|[^()<>\\s${OPEN}])*)>?(?:\\s+"(?:${VALUE}|[^"\\n${OPEN}])*")?\\)`,
  'g',
)

/** Text with marks to DingTalk Markdown. What stands outside of marks is the template's own. */
export function placeValues(marked: string, rewrites: readonly LinkRewrite[] = []): string {
  const withLinks = marked.replace(
    LINK,
    (whole, image: string | undefined, label: string | undefined, target: string | undefined) =>
      label === undefined || target === undefined
        ? whole
        : placeLink(image === '!', label, target, rewrites),
  )
  const writer = new Writer(rewrites)
  const pieces = withLinks.split(new RegExp(`(${VALUE})`))
  for (const [index, piece] of pieces.entries()) {
    if (piece.startsWith(OPEN)) writer.value(piece.slice(1, -1), nextChar(pieces, index))
    else writer.literal(piece)
  }
  return writer.text()
}

/** The address that a template's text with marks stands for; null when it may not be a link. */
export function placeUrl(marked: string, rewrites: readonly LinkRewrite[] = []): string | null {
  return safeUrl(joinUrl(marked), rewrites)
}

/** A value at the beginning is an address itself; further on it is a part of one. */
function joinUrl(marked: string): string {
  return marked
    .trim()
    .replace(new RegExp(VALUE, 'g'), (value, offset: number) =>
      offset === 0 ? value.slice(1, -1) : encodeValue(value.slice(1, -1)),
    )
}

/** What may not be a link is shown, but as a hint and not at any length. */
const LONGEST_REFUSED = 200

function placeLink(
  image: boolean,
  label: string,
  target: string,
  rewrites: readonly LinkRewrite[],
): string {
  const raw = joinUrl(target)
  const url = safeUrl(raw, rewrites)
  if (url === null) {
    const text = raw.trim() === '' ? '' : ` (${markValue(shorten(raw, LONGEST_REFUSED))})`
    return `${label}${text}`
  }
  const words = label.replace(new RegExp(VALUE, 'g'), (value) =>
    escapeLine(value.slice(1, -1).replace(/\s+/g, ' ').trim(), {
      before: '',
      after: '',
      inLink: true,
      atLineStart: false,
    }),
  )
  return image ? `![${words}](${url})` : `[${words}](${openOutside(url)})`
}

function nextChar(pieces: readonly string[], index: number): string {
  for (const piece of pieces.slice(index + 1, index + 4)) {
    const char = piece.startsWith(OPEN) ? piece[1] : piece[0]
    if (char !== undefined && char !== CLOSE) return char
  }
  return ''
}

/** Walks over the text and remembers what the current line is. */
class Writer {
  readonly #rewrites: readonly LinkRewrite[]
  readonly #out: string[] = []
  #line = ''
  #inFence = false

  constructor(rewrites: readonly LinkRewrite[]) {
    this.#rewrites = rewrites
  }

  text(): string {
    return this.#out.join('')
  }

  literal(text: string): void {
    for (const line of `${this.#line}${text}`.split('\n').slice(0, -1)) {
      if (/^\s*```/.test(line)) this.#inFence = !this.#inFence
    }
    this.#append(text)
  }

  value(value: string, after: string): void {
    this.#append(this.#placed(value, after))
  }

  #placed(value: string, after: string): string {
    const line = this.#line
    if (this.#inFence) return quietMentions(value.replaceAll('```', "'''"))
    const active = activeOf(line)
    const target = /\]\(([^)]*)$/.exec(active)
    if (target) return this.#target(value, target[1] === '')
    if (count(active, /`/g) % 2 === 1) {
      return quietMentions(value.replaceAll('`', "'").replace(/\s+/g, ' '))
    }
    return escapeValue(value, line, after)
  }

  /** In a link that is written too unusually for `LINK`, a value still makes no address. */
  #target(value: string, first: boolean): string {
    return first ? (safeUrl(value, this.#rewrites) ?? '') : encodeValue(value)
  }

  #append(text: string): void {
    this.#out.push(text)
    const end = text.lastIndexOf('\n')
    this.#line = end === -1 ? this.#line + text : text.slice(end + 1)
  }
}

/** Beginning of a line after which a block may still begin: quotes and list items. */
const PREFIX = /^\s*(?:>\s*|[-*+]\s+|\d+[.)]\s+)*$/

function escapeValue(value: string, line: string, after: string): string {
  const inHeading = /^\s*#{1,6}\s/.test(line)
  const inBold = count(activeOf(line), /\*\*/g) % 2 === 1
  const oneLine = inHeading || inBold || /^\s*\|/.test(line)
  const lines = (oneLine ? [value.replace(/\s+/g, ' ')] : value.split('\n')).map((it) =>
    it.replace(/^\s+|\s+$/g, ' '),
  )
  const kept = lines.length > 1 ? lines.map((it) => it.trim()).filter(Boolean) : lines
  if (inBold && kept[0] !== undefined) kept[0] = kept[0].trim()
  const between = `  \n${continuation(line)}`
  return kept
    .map((text, index) =>
      escapeLine(text, {
        before: index === 0 ? (line.at(-1) ?? '') : '',
        after: index === kept.length - 1 ? after : '',
        atLineStart: index > 0 || PREFIX.test(line),
        inLink: false,
      }),
    )
    .join(between)
}

/** What a second line must begin with to stay in the quote or list item of the first. */
function continuation(line: string): string {
  const quote = /^\s*(?:>\s*)+/.exec(line)?.[0].trim()
  if (quote) return `${quote} `
  const item = /^\s*(?:[-*+]|\d+[.)])\s+/.exec(line)?.[0]
  return item ? ' '.repeat(item.length) : ''
}

/** A line without what is escaped in it: earlier values must not open anything for later ones. */
const activeOf = (line: string): string => line.replace(/\\./g, '')

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
