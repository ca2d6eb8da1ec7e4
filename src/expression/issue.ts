/** Why a piece of Handlebars cannot be used; line and column count from 1 within its source. */
export interface ExpressionIssue {
  readonly code: string
  readonly message: string
  readonly line: number
  readonly column: number
}

/** A render that was stopped: a bound was passed, or a helper refused its argument. */
export class ExpressionError extends Error {
  override name = 'ExpressionError' as const
}
