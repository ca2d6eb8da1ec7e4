import { RE2JS } from 're2js'
import { ExpressionError } from './issue.ts'

/**
 * What a regular expression finds in a text: its first group where it has one, else all of the
 * match, else nothing. RE2: linear in the text, whatever the pattern. Of a very long text the
 * beginning is looked at.
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
    const matcher = compiled(pattern).matcher(text.slice(0, LONGEST))
    if (!matcher.find()) return ''
    return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group(0)) ?? ''
  }
}

const MOST = 20

/**
 * Linear in the text is still seconds for one of megabytes, in which everybody else waits. No
 * message of DingTalk holds a third of this.
 */
const LONGEST = 65_536

/** Throws `ExpressionError` where it is none. */
export function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch {
    throw new ExpressionError(`${JSON.stringify(pattern)} is no regular expression (RE2).`)
  }
}
