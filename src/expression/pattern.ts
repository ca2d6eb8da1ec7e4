import { RE2JS } from 're2js'
import { ExpressionError } from './issue.ts'

/**
 * What a regular expression finds in a text: its first group where it has one, else all of the
 * match, else nothing. RE2: linear in the text, whatever the pattern.
 */
export function findPattern(text: string, pattern: string): string {
  const matcher = compilePattern(pattern).matcher(text)
  if (!matcher.find()) return ''
  return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group(0)) ?? ''
}

/** Throws `ExpressionError` where it is none. */
export function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch {
    throw new ExpressionError(`${JSON.stringify(pattern)} is no regular expression (RE2).`)
  }
}
