import Handlebars from 'handlebars'
import { err, ok, type Result } from '../domain/result.ts'

/** A piece of Handlebars, compiled: what users write in templates, mappings and group names. */
export interface Expression {
  readonly source: string
  /** Throws `ExpressionError` when a bound is passed or a helper refuses its argument. */
  render(data: object): string
}

/** Why a piece of Handlebars cannot be used; line and column count from 1 within its source. */
export interface ExpressionIssue {
  readonly code: string
  readonly message: string
  readonly line: number
  readonly column: number
}

export class ExpressionError extends Error {
  override name = 'ExpressionError' as const
}

export interface ExpressionOptions {
  /** What `{{x}}` does to a value; `{{{x}}}` never escapes. Default: nothing. */
  readonly escape?: (value: string) => string
  readonly helpers?: Readonly<Record<string, (...args: never[]) => unknown>>
}

export function compileExpression(
  source: string,
  options: ExpressionOptions = {},
): Result<Expression, readonly ExpressionIssue[]> {
  const engine = Handlebars.create()
  for (const [name, helper] of Object.entries(options.helpers ?? {})) {
    engine.registerHelper(name, helper as Handlebars.HelperDelegate)
  }
  try {
    Handlebars.parse(source)
    const template = engine.compile(source, { noEscape: options.escape === undefined })
    return ok({ source, render: (data) => template(data) })
  } catch (error) {
    return err([{ code: 'template_syntax', message: (error as Error).message, line: 1, column: 1 }])
  }
}
