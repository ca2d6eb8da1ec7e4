import Handlebars from 'handlebars'
import { err, ok, type Result } from '../domain/result.ts'
import { goHint } from './go-slip.ts'
import type { ExpressionIssue } from './issue.ts'

type Program = hbs.AST.Program

/** Source to tree, or one issue with the place and a sentence a person can act on. */
export function parseSource(source: string): Result<Program, readonly ExpressionIssue[]> {
  try {
    return ok(Handlebars.parse(source))
  } catch (error) {
    return err([issueOf(error as Error, source)])
  }
}

interface HandlebarsException extends Error {
  readonly lineNumber?: number
  readonly column?: number
}

function issueOf(error: HandlebarsException, source: string): ExpressionIssue {
  const code = 'template_syntax'
  if (error.lineNumber !== undefined) {
    const opened = { line: error.lineNumber, column: (error.column ?? 0) + 1 }
    const closed = wrongClose(source)
    const place = closed === null ? opened : placeOf(source, closed)
    return { code, ...place, message: explainMismatch(error.message) }
  }
  const offset = offsetOf(error.message, source)
  return { code, ...placeOf(source, offset), message: explainToken(error.message, source, offset) }
}

function explainMismatch(message: string): string {
  const pair = /^(\S+) doesn't match (\S+) - /.exec(message)
  if (pair) return `{{#${pair[1]}}} is closed by {{/${pair[2]}}}; it needs {{/${pair[1]}}}.`
  return `${message.replace(/ - \d+:\d+$/, '')}.`
}

function explainToken(message: string, source: string, offset: number): string {
  const got = /got '(\w+)'/.exec(message)?.[1]
  const open = openBlock(source.slice(0, offset))
  switch (got) {
    case 'EOF':
      return open ? `{{#${open}}} is never closed; it needs {{/${open}}}.` : 'It ends too early.'
    case 'OPEN_ENDBLOCK':
      return 'This closes a block that was never opened.'
    case 'INVERSE':
    case 'OPEN_INVERSE':
    case 'OPEN_INVERSE_CHAIN':
      return '{{else}} stands outside of a block such as {{#if}} or {{#each}}.'
    case 'CLOSE':
    case 'CLOSE_UNESCAPED':
      return 'The braces do not fit: a name or value is missing, or {{{ is closed by }}.'
    default:
      return `This is not Handlebars: a name, a "quoted text" or closing braces are expected here.${goHint(source.slice(offset))}`
  }
}

/**
 * The parser shows the text around the fault, without line breaks and at most 20 characters of
 * it before, and only the line's number: the column has to be found again in the source.
 */
function offsetOf(message: string, source: string): number {
  const [, shown = '', pointer = ''] = message.split('\n')
  const line = Number(/on line (\d+)/.exec(message)?.[1] ?? 1)
  const before = shown.slice(0, pointer.length - 1).replace(/^\.\.\./, '')
  const after = shown.slice(pointer.length - 1).replace(/\.\.\.$/, '')
  const flat = source.replaceAll('\n', '')
  const lineStart = source
    .split('\n')
    .slice(0, line - 1)
    .join('').length
  const found = flat.indexOf(before + after, Math.max(0, lineStart - before.length))
  return unflatten(source, found === -1 ? lineStart : found + before.length)
}

/** The offset in the source of an offset in the source without line breaks. */
function unflatten(source: string, flat: number): number {
  let seen = 0
  for (let i = 0; i < source.length; i++) {
    if (source[i] === '\n') continue
    if (seen === flat) return i
    seen += 1
  }
  return source.length
}

function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Where the first block is closed by another name: that is what has to be mended, not its begin. */
function wrongClose(source: string): number | null {
  const open: string[] = []
  for (const { 1: sign, 2: name = '', index } of source.matchAll(BLOCK)) {
    if (sign !== '/') open.push(name)
    else if (open.pop() !== name) return index
  }
  return null
}

const BLOCK = /\{\{~?([#/^])\s*([\w.-]+)/g

/** The innermost block that is open at the end of the text. */
function openBlock(text: string): string | undefined {
  const open: string[] = []
  for (const [, sign, name] of text.matchAll(BLOCK)) {
    if (sign === '/') open.pop()
    else if (name) open.push(name)
  }
  return open.at(-1)
}
