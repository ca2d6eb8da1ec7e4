import { err, ok, type Result } from '../domain/result.ts'
import {
  compileExpression,
  type Expression,
  type ExpressionIssue,
} from '../expression/expression.ts'
import { type Fields, isFields, own } from './fields.ts'
import type { GenericMap } from './source.ts'

/** A user's mapping, ready: the items of a payload, each turned into obvious names. */
export interface CompiledMap {
  /** Null when the payload has nothing at the configured path. */
  items(payload: unknown): readonly unknown[] | null
  apply(item: unknown, payload: unknown): Fields
}

/** What is wrong with one expression of a mapping; `field` is its place, e.g. `labels.team`. */
export interface MapIssue extends ExpressionIssue {
  readonly field: string
}

/** Compiles every expression of a mapping, or says all that is wrong with it. */
export function compileMap(map: GenericMap): Result<CompiledMap, readonly MapIssue[]> {
  const issues: MapIssue[] = []
  const compile = (prefix: string, sources: Readonly<Record<string, string>>) =>
    Object.entries(sources).flatMap(([name, source]): readonly Mapped[] => {
      const compiled = compileExpression(source)
      if (compiled.ok) return [{ name, expression: compiled.value }]
      issues.push(...compiled.error.map((issue) => ({ ...issue, field: `${prefix}${name}` })))
      return []
    })
  const fields = compile('fields.', map.fields)
  const labels = compile('labels.', map.labels)
  const annotations = compile('annotations.', map.annotations)
  if (issues.length > 0) return err(issues)
  return ok({
    items: (payload) => itemsAt(payload, map.alerts),
    apply: (item, payload) => {
      const failed: string[] = []
      const render = (mapped: readonly Mapped[]) => renderAll(mapped, item, payload, failed)
      const made = { ...render(fields), labels: render(labels) }
      const notes = render(annotations)
      return {
        ...made,
        annotations: failed.length === 0 ? notes : { ...notes, mapping_failed: failed.join(', ') },
      }
    },
  })
}

interface Mapped {
  readonly name: string
  readonly expression: Expression
}

/** A path that leads to one object instead of a list is taken as a list of one. */
function itemsAt(payload: unknown, path: string | null): readonly unknown[] | null {
  let found = payload
  for (const step of path === null ? [] : path.split('.'))
    found = typeof found === 'object' && found !== null ? own(found as Fields, step) : undefined
  if (Array.isArray(found)) return found
  return isFields(found) ? [found] : null
}

/**
 * What an expression cannot make is left out and named: an alert with a hole tells more than a
 * refused one. A field that renders empty counts as missing.
 */
function renderAll(
  mapped: readonly Mapped[],
  item: unknown,
  root: unknown,
  failed: string[],
): Record<string, string> {
  const data: Record<string, unknown> = Object.create(null)
  if (isFields(item)) for (const [name, value] of Object.entries(item)) data[name] = value
  data['item'] = item
  data['root'] = root
  const made: Record<string, string> = Object.create(null)
  for (const { name, expression } of mapped) {
    try {
      const text = expression.render(data).trim()
      if (text !== '') made[name] = text
    } catch {
      failed.push(name)
    }
  }
  return made
}
