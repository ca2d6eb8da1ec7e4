import { oneLine, shorten, shortenBytes } from './markdown/clean.ts'

/** A push shows about 40 characters; DingTalk documents 64 for the strictest of its messages. */
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

/** What is left of a piece that had to give way. */
const LEAST = 12

/**
 * Pieces joined by ` · ` in at most `length` characters. The first say most, so from the last
 * one on each is cut to a word's length, then left out, until it fits.
 */
export function brief(length: number, pieces: readonly string[]): string {
  const most = Number.isFinite(length) ? Math.max(1, length) : TITLE_LENGTH
  let kept = pieces.map((piece) => oneLine(piece.slice(0, 4000))).filter(Boolean)
  const width = () => kept.join(BETWEEN).length
  for (let i = kept.length - 1; i > 0 && width() > most; i--) {
    const room = Math.max(LEAST, (kept[i]?.length ?? 0) - (width() - most))
    kept = kept.with(i, shorten(kept[i] ?? '', room))
  }
  while (kept.length > 2 && width() > most) kept = kept.slice(0, -1)
  return shorten(kept.join(BETWEEN), most)
}

const BETWEEN = ' · '
