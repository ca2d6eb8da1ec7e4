import Handlebars from 'handlebars'
import { err, ok, type Result } from '../domain/result.ts'
import { createBounds, DEFAULT_BOUNDS, type Limits } from './bounds.ts'
import { coreHelpers } from './core-helpers.ts'
import { ExpressionError, type ExpressionIssue } from './issue.ts'
import { prepare } from './prepare.ts'
import { parseSource } from './syntax.ts'
import { textOf, Verbatim } from './text-of.ts'

/** A piece of Handlebars, compiled: what users write in templates, mappings and group names. */
export interface Expression {
  readonly source: string
  /** Throws `ExpressionError` when a bound is passed or a helper refuses its argument. */
  render(data: object): string
  /**
   * What it comes to, for those that go on with it: an expression that is one `{{…}}` and nothing
   * else keeps its value, a list or an object too; any other is the text that it renders, trimmed.
   */
  value(data: object): unknown
}

export { ExpressionError, type ExpressionIssue }

export interface ExpressionOptions {
  /** What `{{x}}` does to a value; `{{{x}}}` never escapes. Default: nothing. */
  readonly escape?: (value: string) => string
  /**
   * Called with the positional arguments; `this` is the root of the data. They come on top of
   * the core helpers. A name without arguments is always a field, never a helper.
   */
  readonly helpers?: Readonly<Record<string, (...args: never[]) => unknown>>
  readonly limits?: Limits
}

export function compileExpression(
  source: string,
  options: ExpressionOptions = {},
): Result<Expression, readonly ExpressionIssue[]> {
  const parsed = parseSource(source)
  if (!parsed.ok) return parsed
  const helpers = { ...coreHelpers(), ...options.helpers }
  const issues = prepare(parsed.value, Object.keys(helpers))
  if (issues.length > 0) return err(issues)

  const bounds = createBounds(options.limits ?? DEFAULT_BOUNDS)
  const engine = Handlebars.create()
  engine.unregisterHelper('log')
  engine.unregisterDecorator('inline')
  engine.registerHelper('each', bounds.each)
  for (const [name, helper] of Object.entries(helpers)) {
    engine.registerHelper(name, bounds.helper(helper as (...args: unknown[]) => unknown))
  }
  const inPlace = options.escape ?? ((value: string) => value)
  let last: unknown
  engine.registerHelper('%escape', (value: unknown) => {
    last = value
    return bounds.print(value instanceof Verbatim ? value.text : inPlace(textOf(value)))
  })
  engine.registerHelper('%print', (value: unknown) => {
    last = value
    return bounds.print(textOf(value))
  })

  const template = engine.compile(parsed.value, {
    noEscape: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(Object.keys(engine.helpers).map((name) => [name, true])),
  } as CompileOptions)
  const render = (data: object): string => {
    bounds.reset()
    try {
      return bounds.whole(template(data, OWN_PROPERTIES_ONLY))
    } catch (error) {
      if (error instanceof ExpressionError) throw error
      throw new ExpressionError((error as Error).message, { cause: error })
    }
  }
  const isOneValue = isSingle(parsed.value)
  return ok({
    source,
    render,
    value(data) {
      last = undefined
      const text = render(data)
      return isOneValue ? last : text.trim()
    },
  })
}

/** Whether it is one `{{…}}`, with nothing but blanks around it. */
function isSingle(program: hbs.AST.Program): boolean {
  const parts = program.body.filter(
    (node) =>
      node.type !== 'ContentStatement' || (node as hbs.AST.ContentStatement).value.trim() !== '',
  )
  return parts.length === 1 && parts[0]?.type === 'MustacheStatement'
}

/** Said outright, because Handlebars prints a warning to the console where it is left open. */
const OWN_PROPERTIES_ONLY = {
  allowProtoPropertiesByDefault: false,
  allowProtoMethodsByDefault: false,
}
