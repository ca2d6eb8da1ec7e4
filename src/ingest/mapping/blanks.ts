import type { RE2JS } from 're2js'

/** A value that stands for nothing is a word or a macro, never a story. */
const LONGEST = 200

/**
 * Data without the texts that stand for nothing: macros that the sender did not fill in, the word
 * "null". What held one is as if it had not been sent; in a list the others move up.
 */
export function withoutBlanks(value: unknown, blank: RE2JS): unknown {
  if (typeof value === 'string')
    return value.length <= LONGEST && blank.matches(value) ? undefined : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value))
    return value.map((item) => withoutBlanks(item, blank)).filter((item) => item !== undefined)
  const kept = Object.entries(value).map(([name, inner]) => [name, withoutBlanks(inner, blank)])
  return Object.fromEntries(kept.filter(([, inner]) => inner !== undefined))
}
