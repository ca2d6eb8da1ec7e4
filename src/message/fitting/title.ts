import { oneLine, shorten, shortenBytes } from '../markdown/clean.ts'

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
 * Pieces joined by ` · ` in at most `length` characters. The first say most: the last one is cut
 * if that is enough and leaves a word of it, else left out, and so on.
 */
export function brief(length: number, pieces: readonly string[]): string {
  const most = Number.isFinite(length) ? Math.max(1, length) : TITLE_LENGTH
  let kept = pieces.map((piece) => oneLine(piece.slice(0, 4000))).filter(Boolean)
  for (;;) {
    const over = kept.join(BETWEEN).length - most
    const last = kept.at(-1) ?? ''
    if (over <= 0) return kept.join(BETWEEN)
    if (kept.length < 2) return shorten(last, most)
    const room = last.length - over
    if (room >= LEAST) return [...kept.slice(0, -1), shorten(last, room)].join(BETWEEN)
    if (kept.length === 2) return shorten(kept.join(BETWEEN), most)
    kept = kept.slice(0, -1)
  }
}

const BETWEEN = ' · '
