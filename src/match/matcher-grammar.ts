import { err, ok, type Result } from '../domain/result.ts'

/** A matcher as it is written, before its regular expression is compiled. */
export interface Condition {
  readonly name: string
  readonly op: '=' | '!=' | '=~' | '!~'
  readonly value: string
  readonly text: string
  /** Where the value begins in the whole text. */
  readonly offset: number
}

/** Why a matcher cannot be read. */
export interface MatcherIssue {
  readonly message: string
  /** Counted in UTF-16 code units from the start of the text. */
  readonly offset: number
}

/**
 * Reads Alertmanager's newer grammar: names and values either bare, without any of
 * `{}!=~,\"'` and the backtick, or in double quotes with the escapes of the Go language.
 */
export function readConditions(text: string): Result<readonly Condition[], MatcherIssue> {
  const scanned = scan(text)
  if (!scanned.ok) return scanned
  const tokens = [...scanned.value]
  const conditions: Condition[] = []
  const braced = accept('{')
  if (!braced && next().kind === 'end') return err({ message: 'an empty matcher', offset: 0 })

  while (next().kind !== '}' && next().kind !== 'end') {
    const name = accept('word')
    if (!name) return expected('a label name')
    const op = accept('op')
    if (!op) return expected('one of = != =~ !~')
    if (next().value === '=' && next().start === op.end) return expected('a value after a single =')
    const value = accept('word')
    if (!value) return expected('a value; the empty one is ""')
    conditions.push({
      name: name.value,
      op: op.value as Condition['op'],
      value: value.value,
      text: text.slice(name.start, value.end),
      offset: value.start,
    })
    if (!accept(',')) break
  }

  if (braced && !accept('}')) return expected(', or }')
  if (next().kind !== 'end') return expected(braced ? 'the end' : 'a comma or the end')
  return ok(conditions)

  function next(): Token {
    return tokens[0] ?? { kind: 'end', value: '', start: text.length, end: text.length }
  }
  function accept(kind: Token['kind']): Token | null {
    return next().kind === kind ? (tokens.shift() ?? null) : null
  }
  function expected(what: string): Result<never, MatcherIssue> {
    const { kind, start, end } = next()
    const found = kind === 'end' ? 'the end' : text.slice(start, end)
    return err({ message: `expected ${what}, found ${found}`, offset: start })
  }
}

interface Token {
  readonly kind: 'word' | 'op' | '{' | '}' | ',' | 'end'
  /** Words: without quotes and escapes. */
  readonly value: string
  readonly start: number
  readonly end: number
}

const TOKEN = /\s*(?:([{},])|([=!]~|!=|=)|"((?:[^"\\\n]|\\[\s\S])*)"|([^\s{}!=~,\\"'`]+))/y

function scan(text: string): Result<readonly Token[], MatcherIssue> {
  const tokens: Token[] = []
  const length = text.trimEnd().length
  let at = 0
  while (at < length) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (!found) return err(explainStray(text, at))
    at = TOKEN.lastIndex
    const [whole, mark, op, quoted, bare] = found
    const start = at - whole.trimStart().length
    if (quoted === undefined) {
      const kind = (mark as '{' | '}' | ',' | undefined) ?? (op ? 'op' : 'word')
      tokens.push({ kind, value: mark ?? op ?? bare ?? '', start, end: at })
      continue
    }
    const value = unquote(quoted)
    if (!value.ok) return err({ message: value.error, offset: start })
    tokens.push({ kind: 'word', value: value.value, start, end: at })
  }
  return ok([...tokens, { kind: 'end', value: '', start: length, end: length }])
}

function explainStray(text: string, from: number): MatcherIssue {
  const offset = from + (text.slice(from).search(/\S/) || 0)
  const stray = String.fromCodePoint(text.codePointAt(offset) ?? 0x20)
  if (stray === '"') return { message: 'a double quote that is never closed', offset }
  if (stray === "'" || stray === '`')
    return { message: `unexpected ${stray}: quote with double quotes`, offset }
  return { message: `unexpected ${stray}: put it in double quotes`, offset }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

const ESCAPE =
  /((?:\\x[\da-fA-F]{2}|\\[0-3][0-7]{2})+)|\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})|\\([\s\S])/g

function unquote(quoted: string): Result<string, string> {
  let problem: string | null = null
  const value = quoted.replace(ESCAPE, (whole, bytes, short, long, letter) => {
    if (bytes !== undefined) return decodeBytes(bytes) ?? refuse(whole)
    if (letter !== undefined) return ESCAPES[letter] ?? refuse(whole)
    const point = Number.parseInt(short ?? long, 16)
    const exists = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
    return exists ? String.fromCodePoint(point) : refuse(whole)
  })
  return problem === null ? ok(value) : err(problem)

  function refuse(unknown: string): string {
    problem ??= `${unknown} is no escape that double quotes know; for a backslash write \\\\`
    return ''
  }
}

function decodeBytes(escapes: string): string | null {
  const bytes = [...escapes.matchAll(/\\(?:x(..)|(\d{3}))/g)].map(([, hex, octal]) =>
    hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16),
  )
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    return null
  }
}
