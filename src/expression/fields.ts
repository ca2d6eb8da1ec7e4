import { goHint } from './go-slip.ts'
import type { ExpressionIssue } from './issue.ts'
import { suggestion } from './nearest.ts'
import { parseSource } from './syntax.ts'

/** What some data holds, as far as it can be known before there is any. */
export type Shape =
  | { readonly kind: 'value' }
  /** Any name may be there: labels. */
  | { readonly kind: 'names' }
  /** Nothing is known about it. */
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, Shape>> }

/**
 * Finds names that the data can never have (`{{lables.team}}`), following `each`, `with`, `../`,
 * `@root` and names given by `as |x|`. A syntax error is the only issue then.
 */
export function checkFields(source: string, root: Shape): readonly ExpressionIssue[] {
  const parsed = parseSource(source)
  if (!parsed.ok) return parsed.error
  const issues: ExpressionIssue[] = []
  new Walk(root, issues).body(parsed.value, [{ shape: root, names: new Map() }])
  return issues
}

/** One level of context: what `this` is, and the names that its block gave out. */
interface Scope {
  readonly shape: Shape
  readonly names: ReadonlyMap<string, Shape>
}
type Scopes = readonly Scope[]

class Walk {
  readonly #root: Shape
  readonly #issues: ExpressionIssue[]

  constructor(root: Shape, issues: ExpressionIssue[]) {
    this.#root = root
    this.#issues = issues
  }

  body(program: hbs.AST.Program | undefined, scopes: Scopes): void {
    for (const node of program?.body ?? []) {
      if (node.type === 'MustacheStatement') this.#call(node as hbs.AST.MustacheStatement, scopes)
      if (node.type === 'BlockStatement') this.#block(node as hbs.AST.BlockStatement, scopes)
    }
  }

  #call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, scopes: Scopes): void {
    if (node.params.length === 0) this.#expression(node.path, scopes)
    for (const param of node.params) this.#expression(param, scopes)
  }

  #expression(node: hbs.AST.Expression, scopes: Scopes): Shape {
    if (node.type === 'PathExpression') return this.#path(node as hbs.AST.PathExpression, scopes)
    if (node.type === 'SubExpression') this.#call(node as hbs.AST.SubExpression, scopes)
    return node.type === 'SubExpression' ? ANY : VALUE
  }

  #block(node: hbs.AST.BlockStatement, scopes: Scopes): void {
    const name = node.params.length > 0 ? node.path.original : null
    const [first] = node.params.length > 0 ? node.params : [node.path]
    const over = first ? this.#expression(first, scopes) : ANY
    for (const param of node.params.slice(1)) this.#expression(param, scopes)
    const inner = this.#within(name, over, node, scopes)
    this.body(node.program, inner)
    this.body(node.inverse, scopes)
  }

  /** `if` and `unless` keep the context, everything else opens a new one. */
  #within(name: string | null, over: Shape, node: hbs.AST.BlockStatement, scopes: Scopes): Scopes {
    if (name === 'if' || name === 'unless') return scopes
    const shape = name === 'with' ? over : itemOf(over)
    const [given, key] = node.program?.blockParams ?? []
    const names = new Map<string, Shape>()
    if (given) names.set(given, shape)
    if (key) names.set(key, VALUE)
    return [...scopes, { shape, names }]
  }

  #path(path: hbs.AST.PathExpression, scopes: Scopes): Shape {
    const [first, ...rest] = path.parts
    if (path.data) return first === 'root' ? this.#follow(this.#root, rest, path) : ANY
    const open = scopes.slice(0, scopes.length - path.depth)
    const here = open.at(-1)
    if (!here) {
      this.#report(path, 'It goes above the top with ../.')
      return ANY
    }
    if (first === undefined) return here.shape
    const named = /^(?:this\b|\.)/.test(path.original)
      ? undefined
      : open.findLast((scope) => scope.names.has(first))?.names.get(first)
    return named ? this.#follow(named, rest, path) : this.#follow(here.shape, path.parts, path)
  }

  #follow(from: Shape, parts: readonly string[], path: hbs.AST.PathExpression): Shape {
    let shape = from
    for (const part of parts) {
      const next = step(shape, part)
      if (typeof next === 'string') {
        this.#report(path, next)
        return ANY
      }
      shape = next
    }
    return shape
  }

  #report(node: hbs.AST.Node, message: string): void {
    const { line, column } = node.loc.start
    this.#issues.push({ code: 'template_field', message, line, column: column + 1 })
  }
}

const ANY: Shape = { kind: 'any' }
const VALUE: Shape = { kind: 'value' }

function itemOf(shape: Shape): Shape {
  if (shape.kind === 'list') return shape.of
  return shape.kind === 'names' ? VALUE : shape
}

/** The shape one name further, or the sentence that says why there is none. */
function step(shape: Shape, name: string): Shape | string {
  switch (shape.kind) {
    case 'any':
      return ANY
    case 'names':
      return VALUE
    case 'value':
      return name === 'length' ? VALUE : `There is nothing inside a value, so no "${name}".`
    case 'list':
      if (name === 'length') return VALUE
      return /^\d+$/.test(name)
        ? shape.of
        : `"${name}" is asked of a list; go through it with {{#each}}, or take one: list.[0].`
    case 'fields': {
      const found = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined
      if (found) return found
      const names = Object.keys(shape.fields)
      const remedy = goHint(name) || suggestion(name, names) || ` Known: ${names.join(', ')}.`
      return `There is no field "${name}".${remedy}`
    }
  }
}
