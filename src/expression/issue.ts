/** Every code, with what it means and what to do; a table of `docs/errors.md`. */
export const TEMPLATE_CODES = {
  template_syntax: 'It is not Handlebars. Most often a brace, a quote or a closing tag is missing.',
  template_field: 'It reads a name that its data do not have, so it would always be empty.',
  template_helper: 'It calls a helper that does not exist. Mend the name.',
  template_argument: 'A helper is called with arguments that it does not take.',
  template_partial: 'It includes another template, which is not possible. Write the text itself.',
  template_decorator: 'It uses a decorator, which is not possible. Leave it out.',
  template_front_matter: 'The part between the --- lines is not YAML with keys and values.',
  template_key: 'The front matter has a key that does not exist.',
  template_value: 'A value of the front matter has the wrong form. The message says which.',
  template_buttons: 'It has more buttons than its `msg_key` has room for.',
} as const

export type TemplateCode = keyof typeof TEMPLATE_CODES

/** Why a piece of Handlebars cannot be used; line and column count from 1 within its source. */
export interface ExpressionIssue {
  readonly code: TemplateCode
  readonly message: string
  readonly line: number
  readonly column: number
}

/** A render that was stopped: a bound was passed, or a helper refused its argument. */
export class ExpressionError extends Error {
  override name = 'ExpressionError' as const
}
