import { goHint } from './go-slip.ts'
import type { ExpressionIssue, TemplateCode } from './issue.ts'
import { suggestion } from './nearest.ts'

type Call = hbs.AST.MustacheStatement | hbs.AST.SubExpression | hbs.AST.BlockStatement

/** Blocks that Handlebars brings and that are kept. */
const BLOCKS = ['if', 'unless', 'each', 'with']

/**
 * Checks a tree and makes it ready, in place:
 * - every `{{x}}` goes through `%escape` and every `{{{x}}}` through `%print`, because
 *   Handlebars knows one escaping for all instances, which is HTML's;
 * - a name without arguments is made a field, so that `{{url}}` of some payload is the payload's
 *   and no helper of that name;
 * - what could reach further than the data (partials, decorators, unknown helpers) is refused.
 */
export function prepare(
  program: hbs.AST.Program,
  helpers: readonly string[],
): readonly ExpressionIssue[] {
  const issues: ExpressionIssue[] = []
  const refuse = (node: hbs.AST.Node, code: TemplateCode, message: string): void => {
    issues.push({
      code,
      message,
      line: node.loc.start.line,
      column: node.loc.start.column + 1,
    })
  }

  function body(program: hbs.AST.Program | undefined, locals: readonly string[]): void {
    if (!program) return
    const known = [...locals, ...(program.blockParams ?? [])]
    for (const node of program.body) statement(node, known)
  }

  function statement(node: hbs.AST.Statement, locals: readonly string[]): void {
    switch (node.type) {
      case 'MustacheStatement':
        mustache(node as hbs.AST.MustacheStatement, locals)
        break
      case 'BlockStatement':
        block(node as hbs.AST.BlockStatement, locals)
        break
      case 'PartialStatement':
      case 'PartialBlockStatement':
        refuse(node, 'template_partial', 'Partials ({{> …}}) are not available; write it out.')
        break
      case 'Decorator':
      case 'DecoratorBlock':
        refuse(node, 'template_decorator', 'Decorators ({{* …}}) are not available.')
        break
      default: // text and comments
    }
  }

  function mustache(node: hbs.AST.MustacheStatement, locals: readonly string[]): void {
    const value = takesArguments(node)
      ? ({ ...node, type: 'SubExpression' } as unknown as hbs.AST.SubExpression)
      : asField(node.path as hbs.AST.PathExpression, locals)
    if (value.type === 'SubExpression') call(value as hbs.AST.SubExpression, helpers, locals)
    node.path = pathTo(node.escaped ? '%escape' : '%print', node.loc)
    node.params = [value]
    Reflect.deleteProperty(node, 'hash')
    node.escaped = false
  }

  function block(node: hbs.AST.BlockStatement, locals: readonly string[]): void {
    if (takesArguments(node)) call(node, BLOCKS, locals)
    else node.path = asField(node.path, locals)
    body(node.program, locals)
    body(node.inverse, locals)
  }

  function call(node: Call, known: readonly string[], locals: readonly string[]): void {
    const name = String((node.path as hbs.AST.PathExpression).original)
    if (!known.includes(name)) refuseCall(node, name, known)
    for (const pair of node.hash?.pairs ?? []) {
      if (name === 'if' || name === 'unless') continue
      refuse(pair, 'template_argument', `"${name}" takes no named arguments such as ${pair.key}=.`)
    }
    for (const param of node.params) {
      if (param.type !== 'SubExpression') continue
      const inner = param as hbs.AST.SubExpression
      if (takesArguments(inner)) call(inner, helpers, locals)
      else refuseCall(inner, inner.path.original, helpers)
    }
  }

  function refuseCall(node: Call, name: string, known: readonly string[]): void {
    const kind = node.type === 'BlockStatement' ? 'block' : 'helper'
    const wrongPlace = kind === 'block' ? helpers.includes(name) : BLOCKS.includes(name)
    const message = wrongPlace
      ? kind === 'block'
        ? `"${name}" is no block; write {{#if (${name} …)}} or {{${name} …}}.`
        : `"${name}" is a block; write {{#${name} …}} … {{/${name}}}.`
      : `There is no ${kind} "${name}".${goHint(name) || suggestion(name, known)}`
    refuse(node.path, 'template_helper', message)
  }

  body(program, [])
  return issues
}

const takesArguments = (node: Call): boolean => node.params.length > 0 || node.hash !== undefined

/** `this.name` is never taken for a helper; what a block named itself must stay as it is. */
function asField(path: hbs.AST.PathExpression, locals: readonly string[]): hbs.AST.PathExpression {
  const [first] = path.parts ?? []
  if (path.type !== 'PathExpression' || path.data || path.depth > 0) return path
  if (first === undefined || locals.includes(first)) return path
  return { ...path, original: `this.${path.original}` }
}

function pathTo(name: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc }
}
