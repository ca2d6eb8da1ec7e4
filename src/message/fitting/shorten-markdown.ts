import { cut } from '../markdown/clean.ts'

/**
 * Somebody's Markdown in at most `length` characters and the `…` where something is missing. It
 * ends between two characters as people see them, never inside a link, a span of code or an
 * escape; a block of code that was open is closed.
 */
export function shortenMarkdown(text: string, length: number): string {
  if (text.length <= length) return text
  const kept = cut(text, Math.max(1, length))
  const lineStart = kept.lastIndexOf('\n') + 1
  const head = kept.slice(0, lineStart)
  const isInFence = (kept.match(/^\s*```/gm) ?? []).length % 2 === 1
  const line = isInFence ? kept.slice(lineStart) : wholeSpans(kept.slice(lineStart))
  const end = isInFence ? '…\n```' : '…'
  return `${`${head}${line}`.trimEnd()}${end}`
}

/** The beginning of a line up to the first thing in it that is left open. */
function wholeSpans(line: string): string {
  const escaped = line.replace(/\\.?/g, (pair) => (pair.length === 2 ? '  ' : pair))
  const open = [
    escaped.endsWith('\\') ? escaped.length - 1 : -1,
    openCode(escaped),
    openLink(escaped),
  ]
  const at = open.filter((place) => place >= 0)
  return closed(at.length === 0 ? line : line.slice(0, Math.min(...at)))
}

function openCode(line: string): number {
  const ticks = [...line.matchAll(/`/g)]
  return ticks.length % 2 === 1 ? (ticks.at(-1)?.index ?? -1) : -1
}

/** Where `[`, `[words` or `[words](addr` begins that the line does not finish. */
const openLink = (line: string): number => OPEN_LINK.exec(line)?.index ?? -1

/** Each character can be read in one way only: else what does not fit is tried in as many as there are. */
const OPEN_LINK = /!?\[[^[\]]*(?:\](?:\([^()\s]*(?:\([^()]*(?:\)[^()\s]*)?)*)?)?$/

/** Bold that was open is closed. */
function closed(line: string): string {
  const trimmed = line.trimEnd().replace(/\*+$/, '')
  return (trimmed.match(/\*\*/g) ?? []).length % 2 === 1 ? `${trimmed}**` : trimmed
}
