import { call } from './go-functions.ts'
import {
  type GoBlock,
  GoFault,
  type GoNode,
  type GoPipe,
  type GoPlace,
  type GoTerm,
} from './go-syntax.ts'
import { at, type GoType, type GoValue, literal, step } from './go-value.ts'

/** What a name of `{{template}}` stands for. */
export type Defines = ReadonlyMap<string, readonly GoNode[]>

export interface Translation {
  readonly text: string
  /** What could not be said in Handlebars; it is left out. */
  readonly faults: readonly GoFault[]
}

interface Scope {
  /** How many frames are open, and what the innermost one is about. */
  readonly depth: number
  readonly dot: GoValue
  /** What `$` is: what the template was called with. */
  readonly dollar: GoValue
  readonly variables: Map<string, GoValue>
  /** Templates that are being written out, against those that call themselves. */
  readonly within: readonly string[]
}

/**
 * A Go template over prometheus-webhook-dingtalk's data as Handlebars over ours. Named templates are
 * written out where they are called. In a `line`, such as a title, no Markdown acts.
 */
export function toHandlebars(
  nodes: readonly GoNode[],
  defines: Defines,
  place: 'text' | 'line',
): Translation {
  const faults: GoFault[] = []
  const root = at('root', 0, 'this')
  const text = write(nodes, {
    depth: 0,
    dot: root,
    dollar: root,
    variables: new Map(),
    within: [],
  })
  return { text, faults }

  function write(list: readonly GoNode[], scope: Scope): string {
    let out = ''
    for (const node of list) {
      try {
        const piece = node.kind === 'text' ? node.text : one(node, scope, out)
        // A backslash before {{ would be Handlebars' own.
        out += piece.startsWith('{{') ? `${out.endsWith('\\') ? '\\' : ''}${piece}` : piece
      } catch (error) {
        if (!(error instanceof GoFault)) throw error
        faults.push(error)
      }
    }
    return out
  }

  function one(node: Exclude<GoNode, { kind: 'text' }>, scope: Scope, before: string): string {
    switch (node.kind) {
      case 'print':
        return printed(evaluate(node.pipe, scope, node.where), scope, before)
      case 'set':
        scope.variables.set(node.name, evaluate(node.pipe, scope, node.where))
        return ''
      case 'fault':
        throw node.fault
      case 'template':
        return called(node.name, node.pipe, scope, node.where)
      default:
        return block(node, scope)
    }
  }

  function printed(value: GoValue, { depth }: Scope, before: string): string {
    if (value.type === 'calls') return ''
    const code = value.code(depth)
    if (/^["']/.test(code)) return code.slice(1, -1)
    if (/^-?\d/.test(code)) return code
    const isInLink = /\[[^\]\n]*$|\]\([^)\n]*$/.test(before)
    if (place === 'text' && value.type === 'markdown' && !isInLink) return `{{md ${code}}}`
    return `{{${code.startsWith('(') ? code.slice(1, -1) : code}}}`
  }

  function called(name: string, pipe: GoPipe | null, scope: Scope, where: GoPlace): string {
    const body = defines.get(name)
    if (!body) throw new GoFault(`there is no template "${name}"`, where)
    if (scope.within.includes(name)) throw new GoFault(`"${name}" calls itself`, where)
    const within = [...scope.within, name]
    const given = pipe === null ? scope.dot : evaluate(pipe, scope, where)
    const same = given.code(scope.depth) === 'this'
    const inner = same ? scope : framed(given, given.type, scope)
    const text = write(body, { ...inner, dollar: inner.dot, variables: new Map(), within })
    return same ? text : `{{#with ${given.code(scope.depth)}}}${text}{{/with}}`
  }

  function block(node: GoBlock, scope: Scope): string {
    const over = evaluate(node.pipe, scope, node.where)
    if (over.type === 'calls') return write(node.otherwise, scope)
    const head = over.code(scope.depth)
    const [word, inner] = openings(node, over, head, scope)
    const body = write(node.body, inner)
    const otherwise = write(node.otherwise, { ...scope, variables: new Map(scope.variables) })
    const name = /^\{\{#(\w+)/.exec(word)?.[1]
    return `${word}${body}${otherwise === '' ? '' : `{{else}}${otherwise}`}{{/${name}}}`
  }

  function openings(
    { kind, names, where }: GoBlock,
    over: GoValue,
    head: string,
    scope: Scope,
  ): readonly [string, Scope] {
    if (kind === 'if') {
      const variables = new Map(scope.variables)
      if (names[0]) variables.set(names[0], over)
      return [`{{#if ${head}}}`, { ...scope, variables }]
    }
    if (kind === 'with') {
      const inner = framed(over, over.type, scope)
      if (names[0]) inner.variables.set(names[0], inner.dot)
      return [`{{#with ${head}}}`, inner]
    }
    const isPairs = over.type === 'labels' || over.type === 'annotations'
    const inner = framed(over, itemOf(over.type, head, names, where), scope)
    const [first, second] = names
    const frame = inner.depth
    if (second && first) inner.variables.set(first, at('text', frame, isPairs ? '@key' : '@index'))
    const item = second ?? first
    if (item) inner.variables.set(item, inner.dot)
    const list = isPairs && !head.startsWith('(') ? `(without ${head})` : head
    return [`{{#each ${list}}}`, inner]
  }

  function evaluate(pipe: GoPipe, scope: Scope, where: GoPlace): GoValue {
    let piped: GoValue | null = null
    for (const command of pipe) piped = command_(command, piped, scope, where)
    if (!piped) throw new GoFault('there is nothing to print', where)
    return piped
  }

  function command_(
    [head, ...rest]: readonly GoTerm[],
    piped: GoValue | null,
    scope: Scope,
    where: GoPlace,
  ): GoValue {
    if (!head) throw new GoFault('there is nothing to print', where)
    const given = rest.map((term) => term_(term, [], scope, where))
    const args = piped ? [...given, piped] : given
    if (head.kind === 'name' && head.name !== 'now') return call(head.name, args, where)
    return term_(head, args, scope, where)
  }

  function term_(term: GoTerm, args: readonly GoValue[], scope: Scope, where: GoPlace): GoValue {
    switch (term.kind) {
      case 'literal':
        return literal(term.value)
      case 'name':
        if (term.name === 'now') return { type: 'time', place: null, code: () => '@root.now' }
        return call(term.name, args, where)
      case 'dot':
        return follow(scope.dot, term.path, args, where)
      case 'group':
        return follow(evaluate(term.pipe, scope, where), term.path, args, where)
      case 'variable': {
        const value = term.name === '$' ? scope.dollar : scope.variables.get(term.name)
        if (!value) throw new GoFault(`the variable ${term.name} is not set here`, where)
        return follow(value, term.path, args, where)
      }
    }
  }
}

function follow(
  from: GoValue,
  path: readonly string[],
  args: readonly GoValue[],
  where: GoPlace,
): GoValue {
  return path.reduce(
    (value, name, index) => step(value, name, index === path.length - 1 ? args : [], where),
    from,
  )
}

function framed(_over: GoValue, type: GoType, scope: Scope): Scope {
  const depth = scope.depth + 1
  return { ...scope, depth, dot: at(type, depth, 'this'), variables: new Map(scope.variables) }
}

/** What a range goes over; pairs are asked for their name and value, or given both. */
function itemOf(type: GoType, head: string, names: readonly string[], where: GoPlace): GoType {
  if (type === 'alerts') return 'alert'
  if (type === 'list') return 'text'
  if (type === 'labels' || type === 'annotations')
    return head.startsWith('(without') && names.length < 2
      ? 'pair'
      : type === 'annotations'
        ? 'markdown'
        : 'text'
  throw new GoFault('there is no list to range over', where)
}
