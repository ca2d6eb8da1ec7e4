import { RE2JS } from 're2js'
import { ExpressionError } from './issue.ts'

/**
 * What a regular expression finds in a text: its first group where it has one, else all of the
 * match, else nothing. RE2: linear in the text, whatever the pattern.
 */
export function createFinder(): (text: string, pattern: string) => string {
  // Compiling takes a hundred times as long as looking. A pattern may come from data, so there is a
  // bound to what is kept.
  const known = new Map<string, RE2JS>()
  const compiled = (pattern: string): RE2JS => {
    const found = known.get(pattern) ?? compilePattern(pattern)
    if (known.size < MOST) known.set(pattern, found)
    return found
  }
  return (text, pattern) => {
    const matcher = compiled(pattern).matcher(text)
    if (!matcher.find()) return ''
    return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group(0)) ?? ''
  }
}

const MOST = 20

/** Throws `ExpressionError` where it is none. */
export function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch {
    throw new ExpressionError(`${JSON.stringify(pattern)} is no regular expression (RE2).`)
  }
}
