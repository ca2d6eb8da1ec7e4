import * as z from 'zod'
import { placeText, type SettingsIssue } from './issue.ts'
import { suggestion } from './suggestion.ts'
import { dataOf, nodeAt, type Path, placeOf, placeOfKey, type Tree, without } from './yaml/tree.ts'

export interface Parsed<T> {
  /** Null when too much is missing to look any further. */
  readonly value: T | null
  /** What `value` was made of: the places of its values. What had a wrong form is not in it. */
  readonly tree: Tree
  /** Places of maps and lists from which something wrong was taken: they are not complete. */
  readonly damaged: ReadonlySet<string>
  readonly issues: readonly SettingsIssue[]
}

/**
 * A tree to what `schema` makes of it. What has a wrong form is told and taken out, and the rest is parsed again,
 * so that an unknown key does not hide an unknown receiver. A second look finds nothing to tell
 * that is not a consequence.
 */
export function parseForm<S extends z.ZodType>(tree: Tree, schema: S): Parsed<z.output<S>> {
  let rest = tree
  let issues: readonly SettingsIssue[] | null = null
  const damaged = new Set<string>()
  for (;;) {
    const result = schema.safeParse(dataOf(rest), { reportInput: true })
    if (result.success) return { value: result.data, tree: rest, damaged, issues: issues ?? [] }
    const problems = result.error.issues.map(innermost)
    issues ??= problems.flatMap((problem) => told(rest, problem, schema))
    const wrong = problems.flatMap((problem) => blamed(rest, problem)).sort(fromTheEnd)
    for (const path of wrong) damaged.add(placeText(placeOf(rest, path.slice(0, -1))))
    const smaller = wrong.reduce(without, rest)
    if (sizeOf(smaller) === sizeOf(rest)) return { value: null, tree: rest, damaged, issues }
    rest = smaller
  }
}

type Problem = z.core.$ZodIssue

/** Of a choice of forms, the problem in the one that was meant. */
function innermost(problem: Problem): Problem {
  if (problem.code !== 'invalid_union') return problem
  const meant = problem.errors.find((branch) => !branch.some(isWrongKind))
  const [first] = meant ?? []
  return first ? { ...innermost(first), path: [...problem.path, ...first.path] } : problem
}

const isWrongKind = (problem: Problem) =>
  problem.path.length === 0 && (problem.code === 'invalid_type' || problem.code === 'custom')

function told(tree: Tree, problem: Problem, schema: z.ZodType): SettingsIssue[] {
  const path = pathOf(problem)
  if (problem.code === 'unrecognized_keys')
    return problem.keys
      .filter((key) => !key.startsWith('x-'))
      .map((key) => unknownKey(tree, path, key, keysAt(path, schema)))
  if (nodeAt(tree, path) === null || problem.input === undefined)
    return [missing(tree, path, schema)]
  const message = `${nameOf(path)}: ${expectation(problem)}`
  return [{ ...placeOf(tree, path), code: 'invalid_value', message, severity: 'error' }]
}

function expectation(problem: Problem): string {
  if (problem.code === 'custom') return problem.message
  if (problem.code === 'invalid_union')
    return problem.errors
      .flatMap(([first]) => (first ? [expectation(first)] : []))
      .join(' or ')
      .replaceAll(' or expected ', ' or ')
  if (problem.code === 'invalid_type')
    return problem.expected === 'array'
      ? `expected a list${dashHint(problem.input)}`
      : 'expected a map'
  return 'expected another form of value'
}

/** `-group: x` is a key or a text that starts with a dash, not an item. */
function dashHint(input: unknown): string {
  const isMap = typeof input === 'object' && input !== null
  const texts = isMap ? Object.keys(input) : [input]
  const isMeant = texts.some((text) => typeof text === 'string' && /^-[^\s-]/.test(text))
  return isMeant ? '; an item needs a blank after its dash: `- `' : ''
}

function missing(tree: Tree, path: Path, schema: z.ZodType): SettingsIssue {
  const key = String(path.at(-1))
  const about = descriptionAt(path, schema)
  const whole = path.length === 1 ? 'the file' : nameOf(path.slice(0, -1))
  const message = `${whole} needs \`${key}\`${about ? ` (${about})` : ''}`
  return { ...placeOf(tree, path), code: 'missing_key', message, severity: 'error' }
}

/** Words of Alertmanager's own configuration that mean something else here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  match: '; write matchers: [\'label="value"\']',
  match_re: '; write matchers: [\'label=~"a|b"\']',
  group_by: '; grouping stays with the sender: alerts come grouped',
  group_wait: '; waiting stays with the sender',
  group_interval: '; waiting stays with the sender',
  repeat_interval: '; repeating stays with the sender',
}

function unknownKey(tree: Tree, path: Path, key: string, valid: readonly string[]): SettingsIssue {
  const all = [...valid, ...valid.map((each) => `${each}_file`)]
  const [word = ''] = /^[\w.-]*/.exec(key) ?? []
  const near = suggestion(word, valid) || suggestion(word, all) || (ELSEWHERE[key] ?? '')
  const known = valid.length < 16 ? `; known here are ${valid.join(', ')}` : ''
  const at = [...path, key]
  // Where a colon was forgotten, the "key" is the value too: it may be a secret.
  const isWord = word === key && key.length <= 40
  const isKey = isWord && (near !== '' || !isEmpty(nodeAt(tree, at)))
  const shown = isKey ? `unknown key \`${key}\`` : 'an unknown key (is a colon missing?)'
  const remedy =
    near || known || (isKey ? '; mend it, or start it with `x-` if it is your own' : '')
  const message = `${shown} in ${nameOf(path)}${remedy}`
  return { ...placeOfKey(tree, at), code: 'unknown_key', message, severity: 'error' }
}

const isEmpty = (node: Tree | null) => node?.kind === 'leaf' && node.value === null

/** What must go before the rest can be parsed: the value, or what cannot do without it. */
function blamed(tree: Tree, problem: Problem): Path[] {
  const path = pathOf(problem)
  if (problem.code === 'unrecognized_keys') return problem.keys.map((key) => [...path, key])
  let end = path
  while (end.length > 0 && nodeAt(tree, end) === null) end = end.slice(0, -1)
  return [end]
}

/** Later list items first, so that the numbers of those before them stay right. */
function fromTheEnd(a: Path, b: Path): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]]
    if (x === y) continue
    if (typeof x === 'number' && typeof y === 'number') return y - x
    if (x === undefined || y === undefined) return b.length - a.length
    return 0
  }
  return 0
}

function sizeOf(tree: Tree): number {
  if (tree.kind === 'leaf') return 1
  const below =
    tree.kind === 'list' ? tree.items : [...tree.entries.values()].map(({ node }) => node)
  return below.reduce((sum, node) => sum + sizeOf(node), 1)
}

const pathOf = (problem: Problem): Path =>
  problem.path.map((step) => (typeof step === 'symbol' ? '' : step))

/** `receivers[0].targets[1]`, as people write it. */
export function nameOf(path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
  return steps.join('').replace(/^\./, '') || 'the settings'
}

function keysAt(path: Path, schema: z.ZodType): readonly string[] {
  const at = schemaAt(path, schema)
  const inner = at && bare(at)
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
}

function descriptionAt(path: Path, schema: z.ZodType): string | null {
  const at = schemaAt(path, schema)
  return (at && z.globalRegistry.get(at)?.description) ?? null
}

function schemaAt(path: Path, schema: z.ZodType): z.core.$ZodType | null {
  let at: z.core.$ZodType | null = schema
  for (const step of path) at = at && below(at, step)
  return at
}

function below(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | null {
  const at = bare(schema)
  if (at instanceof z.ZodObject) return (at.shape as z.ZodRawShape)[step] ?? null
  if (at instanceof z.ZodArray) return at.element
  return at instanceof z.ZodRecord ? at.valueType : null
}

/** Without what stands around it: optional, default, a choice between `none` and a map. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault)
    return bare(schema.unwrap())
  if (!(schema instanceof z.ZodUnion)) return schema
  return schema.options.map(bare).find((each) => each instanceof z.ZodObject) ?? schema
}
