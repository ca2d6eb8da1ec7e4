/** Where a text stops being JSON; line and column count from 1. */
export interface JsonFault {
  readonly line: number
  readonly column: number
  /** `expected …, found …`: at most one character of the text itself, which may hold secrets. */
  readonly problem: string
}

/**
 * Finds the first place at which `text` is not JSON. Only called for a text that `JSON.parse`
 * refused: the engine's own words quote the body and often name no line.
 */
export function findJsonFault(text: string): JsonFault {
  const at = new Scanner(text).fault()
  const before = text.slice(0, at.offset)
  const line = before.split('\n').length
  return {
    line,
    column: at.offset - before.lastIndexOf('\n'),
    problem: `expected ${at.expected}, found ${describe(text, at.offset)}`,
  }
}

interface Fault {
  readonly offset: number
  readonly expected: string
}

const SPACE = /[ \t\n\r]*/y
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const STRING_START = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y

/** Walks the grammar with a list for a stack, so that no depth can overflow it. */
class Scanner {
  readonly #text: string
  #offset = 0

  constructor(text: string) {
    this.#text = text
  }

  fault(): Fault {
    const open: ('}' | ']')[] = []
    let expected = this.#value(open)
    while (expected === null && open.length > 0) expected = this.#next(open)
    this.#take(SPACE)
    return { offset: this.#offset, expected: expected ?? 'the end of the body' }
  }

  /** Reads a scalar, or the start of a list or object. Answers what was missing, or null. */
  #value(open: ('}' | ']')[]): string | null {
    this.#take(SPACE)
    const char = this.#text[this.#offset]
    if (char === '{' || char === '[') {
      this.#offset++
      return this.#enter(open, char)
    }
    if (char === '"') return this.#string()
    return this.#take(SCALAR) ? null : 'a value'
  }

  #enter(open: ('}' | ']')[], bracket: '{' | '['): string | null {
    const end = bracket === '{' ? '}' : ']'
    this.#take(SPACE)
    if (this.#text[this.#offset] === end) {
      this.#offset++
      return null
    }
    open.push(end)
    return bracket === '{' ? this.#member(open) : this.#value(open)
  }

  #member(open: ('}' | ']')[]): string | null {
    this.#take(SPACE)
    if (this.#text[this.#offset] !== '"') return 'a key in double quotes'
    const missing = this.#string()
    if (missing) return missing
    this.#take(SPACE)
    if (this.#text[this.#offset] !== ':') return '`:`'
    this.#offset++
    return this.#value(open)
  }

  /** After a value inside a list or object: a comma and the next one, or the closing bracket. */
  #next(open: ('}' | ']')[]): string | null {
    const end = open.at(-1) ?? ']'
    this.#take(SPACE)
    const char = this.#text[this.#offset]
    if (char === end) {
      this.#offset++
      open.pop()
      return null
    }
    if (char !== ',') return `\`,\` or \`${end}\``
    this.#offset++
    return end === '}' ? this.#member(open) : this.#value(open)
  }

  #string(): string | null {
    if (this.#take(STRING)) return null
    this.#take(STRING_START)
    return 'the end of a string'
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#offset
    const found = pattern.exec(this.#text)
    if (found) this.#offset += found[0].length
    return found !== null
  }
}

function describe(text: string, offset: number): string {
  const point = text.codePointAt(offset)
  if (point === undefined) return 'the end of the body'
  if (point === 0x0a || point === 0x0d) return 'a line break'
  if (point <= 0x20 || point === 0x7f)
    return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  return `\`${String.fromCodePoint(point)}\``
}
