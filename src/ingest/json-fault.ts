import { unreachable } from '../domain/result.ts'

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
  const { offset, expected } = new Scanner(text).fault()
  const before = text.slice(0, offset)
  return {
    line: before.split('\n').length,
    column: offset - before.lastIndexOf('\n'),
    problem: `expected ${expected}, found ${describe(text, offset)}${surplus(before, text[offset])}`,
  }
}

const SPACE = /[ \t\n\r]*/y
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const PLAIN = /[^"\\\x00-\x1f]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

type Want = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'next'

/** Walks the grammar step by step with a list for a stack, so that no depth can overflow it. */
class Scanner {
  readonly #text: string
  readonly #open: ('}' | ']')[] = []
  #offset = 0
  #expected = 'the end of the body'

  constructor(text: string) {
    this.#text = text
  }

  fault(): { readonly offset: number; readonly expected: string } {
    let want: Want | null = 'value'
    while (want !== null) {
      this.#take(SPACE)
      want = this.#step(want, this.#text[this.#offset])
    }
    return { offset: this.#offset, expected: this.#expected }
  }

  /** Reads what is wanted and answers what comes after it; null where the text goes wrong or ends. */
  #step(want: Want, char: string | undefined): Want | null {
    switch (want) {
      case 'value':
        return this.#value(char)
      case 'value or end':
        return char === ']' ? this.#close() : this.#value(char)
      case 'key':
        return this.#key(char)
      case 'key or end':
        return char === '}' ? this.#close() : this.#key(char)
      case 'colon':
        return char === ':' ? this.#skip('value') : this.#missing('`:`')
      case 'next':
        return this.#next(char)
      default:
        return unreachable(want)
    }
  }

  #value(char: string | undefined): Want | null {
    if (char === '{') {
      this.#open.push('}')
      return this.#skip('key or end')
    }
    if (char === '[') {
      this.#open.push(']')
      return this.#skip('value or end')
    }
    if (char === '"') return this.#string('next')
    return this.#take(SCALAR) ? 'next' : this.#missing('a value')
  }

  #key(char: string | undefined): Want | null {
    return char === '"' ? this.#string('colon') : this.#missing('a key in double quotes')
  }

  #next(char: string | undefined): Want | null {
    const end = this.#open.at(-1)
    if (end === undefined) return null
    if (char === end) return this.#close()
    if (char === ',') return this.#skip(end === '}' ? 'key' : 'value')
    return this.#missing(`\`,\` or \`${end}\``)
  }

  #string(after: Want): Want | null {
    this.#offset++
    do this.#take(PLAIN)
    while (this.#take(ESCAPE))
    return this.#text[this.#offset] === '"'
      ? this.#skip(after)
      : this.#missing('the end of a string')
  }

  #close(): Want {
    this.#open.pop()
    return this.#skip('next')
  }

  #skip(after: Want): Want {
    this.#offset++
    return after
  }

  #missing(expected: string): null {
    this.#expected = expected
    return null
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#offset
    const found = pattern.exec(this.#text)
    if (found) this.#offset += found[0].length
    return found !== null
  }
}

/** The commonest slip of all: a list or an object whose last item has a comma behind it. */
const surplus = (before: string, found: string | undefined): string =>
  (found === '}' || found === ']') && /,\s*$/.test(before) ? '; remove the comma before it' : ''

function describe(text: string, offset: number): string {
  const point = text.codePointAt(offset)
  if (point === undefined) return 'the end of the body'
  if (point === 0x0a || point === 0x0d) return 'a line break'
  if (point <= 0x20 || point === 0x7f)
    return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  return `\`${String.fromCodePoint(point)}\``
}
