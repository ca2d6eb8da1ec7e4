import type { Condition } from './matcher-grammar.ts'

/**
 * Reads Alertmanager's older grammar, or null where the text is none. A value needs no quotes
 * whatever is in it, a backslash counts only before `"`, `n` and another backslash, and one brace
 * may be missing. Users' files are full of matchers that only this one reads: `path=~/api/.*`,
 * `team=~"\d+"`, `team=~(db|infra)`.
 */
export function readClassicConditions(text: string): readonly Condition[] | null {
  if (text.trim() === '') return null
  const start = text.startsWith('{') ? 1 : 0
  const pieces = split(text, start, Math.max(start, text.length - (text.endsWith('}') ? 1 : 0)))
  const conditions: Condition[] = []
  for (const piece of pieces) {
    const condition = readOne(piece)
    if (!condition) return null
    conditions.push(condition)
  }
  return conditions
}

interface Piece {
  readonly text: string
  readonly offset: number
}

/** Cuts at the commas outside of quotes; nothing after the last comma is no piece. */
function split(text: string, from: number, to: number): readonly Piece[] {
  const pieces: Piece[] = []
  let quoted = false
  let escaped = false
  let start = from
  for (let at = from; at < to; at++) {
    const char = text[at]
    if (char === ',' && !quoted) {
      pieces.push({ text: text.slice(start, at), offset: start })
      start = at + 1
    }
    if (char === '"' && !escaped) quoted = !quoted
    escaped = char === '\\' && !escaped
  }
  const rest = text.slice(start, to)
  return rest.trim() === '' ? pieces : [...pieces, { text: rest, offset: start }]
}

const HEAD = /^\s*([a-zA-Z_:][\w:]*)\s*(=~|=|!=|!~)\s*/

function readOne(piece: Piece): Condition | null {
  const head = HEAD.exec(piece.text)
  if (!head) return null
  const [all, name = '', op] = head
  const raw = piece.text.slice(all.length).trimEnd()
  if (op === '=' && raw.startsWith('=')) return null
  const value = unquote(raw)
  if (value === null) return null
  return {
    name,
    op: op as Condition['op'],
    value,
    text: piece.text.trim(),
    offset: piece.offset + all.length,
  }
}

function unquote(raw: string): string | null {
  const quoted = /^"((?:[^"\\]|\\[\s\S])*)"$/.exec(raw)
  const inner = quoted ? quoted[1] : raw
  if (inner === undefined || (!quoted && /(?<!\\)(?:\\\\)*"/.test(raw))) return null
  return inner.replace(/\\(["\\n])/g, (_, char) => (char === 'n' ? '\n' : char))
}
