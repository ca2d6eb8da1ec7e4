import type { AlertKind, AlertLinks } from '../../domain/alert.ts'
import { type Fields, isFields, own } from '../../domain/fields.ts'
import { type Labels, labelsOf, mergeLabels } from '../../domain/labels.ts'
import { mapInSteps, type Steps } from '../../domain/steps.ts'
import { hasContent } from '../../expression/content.ts'
import type { Expression } from '../../expression/expression.ts'
import { pairsOf } from '../../expression/pairs-of.ts'
import { textOf } from '../../expression/text-of.ts'
import { misfit } from '../fields.ts'
import { withoutBlanks } from './blanks.ts'
import type { CompiledMapping, CompiledPart, Named } from './compile.ts'

/** What a mapping makes of one item, before times and words are understood. */
export interface Made {
  /** Where the item stands in the payload, for what is said of it. */
  readonly path: string
  readonly kind: AlertKind
  readonly fields: Labels
  readonly labels: Labels
  /** Labels as well, where nothing else says them. */
  readonly tags: Labels
  readonly annotations: Labels
  readonly links: AlertLinks
  /** The event it belongs to; null for a mapping without events. */
  readonly event: string | null
}

/** A request as expressions see it. */
export interface MappingInput {
  readonly body: unknown
  readonly headers: Fields
  readonly query: Fields
}

const KINDS: readonly AlertKind[] = ['alert', 'ci', 'deploy', 'vcs', 'message']

/**
 * All items that are to be told; those that the mapping ignores are not among them. What fits
 * nowhere is refused with `misfit`.
 */
export function* applyMapping(
  mapping: CompiledMapping,
  input: MappingInput,
): Steps<readonly Made[]> {
  const around = { headers: input.headers, query: input.query }
  const sent = mapping.blank ? withoutBlanks(input.body, mapping.blank) : input.body
  const root = mapping.body ? bodyOf(mapping.body, { ...input, body: sent }) : sent
  const top = contextOf(root, root, around)
  const event = mapping.event ? textAfter(mapping.event, top).trim() : null
  const part = event === null ? mapping.whole : partFor(mapping, event)
  if (event !== null) Object.assign(around, { event })
  name(part.let, top)
  const { items, path } = itemsOf(part, top, root)
  const made = yield* mapInSteps(items, (item, i) => {
    const context = contextOf(item, root, around)
    name(part.let, context)
    if (part.ignore && isTrue(valueAfter(part.ignore, context))) return null
    return make(part, context, path === null ? '' : `${path}[${i}]`, event)
  })
  return made.filter((each) => each !== null)
}

/** What the sender calls this request, or null: a repeat is known by what it says, or by its bytes. */
export function idempotencyKeyOf(mapping: CompiledMapping, input: MappingInput): string | null {
  if (mapping.idempotency === null) return null
  const around = { headers: input.headers, query: input.query }
  const context = contextOf(input.body, input.body, around)
  return textAfter(mapping.idempotency, context).trim() || null
}

function bodyOf(expression: Expression, input: MappingInput): unknown {
  const top = contextOf(input.body, input.body, { headers: input.headers, query: input.query })
  const found = valueAfter(expression, top)
  return hasContent(found) ? found : misfit('', 'it does not hold what this source reads')
}

function partFor(mapping: CompiledMapping, event: string): CompiledPart {
  const part = mapping.events.get(event) ?? (event === '' ? undefined : mapping.events.get('*'))
  if (part) return part
  const names = [...mapping.events.keys()].filter((each) => each !== '*')
  const known = names.length > MANY ? [...names.slice(0, MANY), '…'] : names
  const what = event === '' ? 'it names no event' : 'an unknown event'
  return misfit('', `${what}; known: ${known.join(', ')}`)
}

/** An answer that is read; the docs of the source have them all. */
const MANY = 8

type Context = Record<string, unknown>

function contextOf(item: unknown, root: unknown, around: object): Context {
  // In a block, Handlebars compares what it is about with what is around it, also a text with this.
  const context: Context = Object.create(null, { [Symbol.toPrimitive]: { value: () => '' } })
  if (isFields(item)) for (const [field, value] of Object.entries(item)) context[field] = value
  return Object.assign(context, around, { item, root })
}

/** Gives the names of `let` to those that come after. What cannot be made stays away. */
function name(names: Named, context: Context): void {
  for (const [each, expression] of names) context[each] = valueAfter(expression, context)
}

/** A path that leads to one object instead of a list is taken as a list of one. */
function itemsOf(
  part: CompiledPart,
  top: Context,
  root: unknown,
): { items: readonly unknown[]; path: string | null } {
  const { alerts } = part
  if (alerts === null && !Array.isArray(root)) return { items: [root], path: null }
  const found =
    alerts === null
      ? root
      : 'steps' in alerts
        ? follow(root, alerts.steps)
        : valueAfter(alerts, top)
  const path = alerts !== null && 'steps' in alerts ? alerts.written : ''
  if (Array.isArray(found)) return { items: found, path }
  return isFields(found)
    ? { items: [found], path }
    : misfit(path, 'expected a list or an object, as `map:` says')
}

function follow(root: unknown, steps: readonly string[]): unknown {
  let found = root
  for (const step of steps) found = own(found, step)
  return found
}

/**
 * What an expression cannot make is left out and named: an alert with a hole tells more than a
 * refused one. A field that comes out empty counts as missing.
 */
function make(part: CompiledPart, context: Context, path: string, event: string | null): Made {
  const failed: string[] = []
  const render = (names: Named): Labels =>
    labelsOf(
      names.flatMap(([each, expression]) => {
        const text = textAfter(expression, context, () => failed.push(each)).trim()
        return text === '' ? [] : [[each, text] as const]
      }),
    )
  const kind = part.kind ? textAfter(part.kind, context).trim() : ''
  const made = {
    path,
    event,
    kind: KINDS.find((each) => each === kind) ?? 'alert',
    fields: render(part.fields),
    labels: render(part.labels),
    tags: pairsIn(part.tags, context),
    links: render(part.links),
  } as const
  const annotations = mergeLabels(pairsIn(part.details, context), render(part.annotations))
  return {
    ...made,
    annotations:
      failed.length === 0
        ? annotations
        : labelsOf([...Object.entries(annotations), ['mapping_failed', failed.join(', ')]]),
  }
}

const pairsIn = (expressions: readonly Expression[], context: Context): Labels =>
  labelsOf(expressions.flatMap((each) => Object.entries(pairsOf(valueAfter(each, context)))))

function textAfter(expression: Expression, context: Context, failed?: () => void): string {
  try {
    return expression.render(context)
  } catch {
    failed?.()
    return ''
  }
}

function valueAfter(expression: Expression, context: Context): unknown {
  try {
    return expression.value(context)
  } catch {
    return undefined
  }
}

const isTrue = (value: unknown): boolean => hasContent(value) && textOf(value) !== 'false'
