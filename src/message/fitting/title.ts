import { oneLine, shorten, shortenBytes } from '../markdown/clean.ts'

/** DingTalk documents 64 for the strictest of its messages. */
const TITLE_LENGTH = 64
const TITLE_BYTES = 200
const BUTTON_LENGTH = 20

/** Any text as a title: plain, one line, never empty, bounded. */
export function asTitle(text: string, otherwise: string): string {
  const line = oneLine(text.slice(0, 4000)) || oneLine(otherwise.slice(0, 4000)) || '🔔'
  return shortenBytes(shorten(line, TITLE_LENGTH), TITLE_BYTES)
}

export const asButtonTitle = (text: string): string =>
  shorten(oneLine(text.slice(0, 1000)), BUTTON_LENGTH)

/** What a push shows of a title, in characters as a person counts them. */
const PUSHED = 40

/** A title that kept to what a push shows still does with the mark of its part before it. */
export function markedTitle(mark: string, title: string): string {
  const room = shown(title) <= PUSHED ? PUSHED - shown(mark) - 1 : TITLE_LENGTH
  return asTitle(`${mark} ${shortenShown(title, room)}`, '')
}

/** A text is left out rather than cut to less than this; of a place half of it says something. */
const LEAST = 12
const LEAST_PLACE = 6

/** How much longer it may be for the sake of the second piece, a name: half of one names nothing. */
const GRACE = 0.2

interface Piece {
  readonly words: readonly string[]
  readonly isList: boolean
}

/**
 * Pieces joined by ` · ` in at most `length` characters. The first say most: the last one gives
 * way, then the one before it. A list of places gives way from its end, a host loses its domain
 * first, anything else is cut if that leaves enough of it. What was just said is not repeated.
 */
export function brief(length: number, pieces: readonly (string | readonly string[])[]): string {
  const most = Number.isFinite(length) ? Math.max(1, length) : TITLE_LENGTH
  // Words of a list that no title can hold go at once: to try without each of thousands takes minutes.
  let kept = pieces.map(asPiece).filter(isNews).map(firstWords(most))
  for (;;) {
    const over = shown(joined(kept)) - most
    const last = kept.at(-1)
    if (over <= 0 || last === undefined) return joined(kept)
    const before = kept.slice(0, -1)
    if (last.words.length > 1) {
      kept = [...before, { ...last, words: last.words.slice(0, -1) }]
      continue
    }
    if (before.length === 1 && !last.isList && over <= most * GRACE) return joined(kept)
    const cut = before.length === 0 ? '' : cutWord(last, over)
    if (cut !== '') return joined([...before, { ...last, words: [cut] }])
    if (before.length <= 1) return shortenShown(joined(kept), most)
    kept = before
  }
}

function asPiece(piece: string | readonly string[]): Piece {
  const isText = typeof piece === 'string'
  const words = (isText ? [piece] : piece).map((word) => oneLine(word.slice(0, 4000)))
  return { words: words.filter(Boolean), isList: !isText }
}

const firstWords =
  (most: number) =>
  (piece: Piece): Piece => ({ ...piece, words: piece.words.slice(0, most) })

function isNews({ words }: Piece, index: number, all: readonly Piece[]): boolean {
  const text = words.join(' ')
  const before = all[index - 1]?.words.join(' ') ?? ''
  return text !== '' && before !== text && !before.endsWith(` ${text}`)
}

const joined = (pieces: readonly Piece[]): string =>
  pieces.map(({ words }) => words.join(' ')).join(' · ')

/** The only word of a piece without its last `over` characters; nothing if that says nothing. */
function cutWord({ words: [word = ''], isList }: Piece, over: number): string {
  const room = shown(word) - over
  const host = isList ? /^[a-z0-9-]*[a-z][a-z0-9-]*(?=\.)/i.exec(word)?.[0] : undefined
  if (host !== undefined && host.length <= room) return host
  return room >= (isList ? LEAST_PLACE : LEAST) ? shortenShown(word, room) : ''
}

/** How many characters a person sees. */
const shown = (text: string): number =>
  /^[ -~]*$/.test(text) ? text.length : [...GRAPHEMES.segment(text)].length

function shortenShown(text: string, length: number): string {
  if (shown(text) <= length) return text
  const kept = [...GRAPHEMES.segment(text)].slice(0, Math.max(0, length - 1))
  return `${kept
    .map(({ segment }) => segment)
    .join('')
    .trimEnd()}…`
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
