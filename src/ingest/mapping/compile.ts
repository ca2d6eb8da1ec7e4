import type { RE2JS } from 're2js'
import { err, ok, type Result } from '../../domain/result.ts'
import {
  compileExpression,
  type Expression,
  type ExpressionIssue,
} from '../../expression/expression.ts'
import { compilePattern } from '../../expression/pattern.ts'
import type { Mapping, Part } from './mapping.ts'

/** What is wrong with one expression of a mapping; `field` is its place, e.g. `labels.team`. */
export interface MapIssue extends ExpressionIssue {
  readonly field: string
}

export type Named = readonly (readonly [name: string, expression: Expression])[]

/** A part with everything that applies to it: what holds for all events, and what only for it. */
export interface CompiledPart {
  readonly let: Named
  readonly alerts: Path | Expression | null
  readonly kind: Expression | null
  readonly ignore: Expression | null
  readonly fields: Named
  readonly labels: Named
  readonly annotations: Named
  readonly links: Named
  readonly tags: readonly Expression[]
  readonly details: readonly Expression[]
}

/** Steps to a place in the payload, and how they were written. */
export interface Path {
  readonly written: string
  readonly steps: readonly string[]
}

export interface CompiledMapping {
  readonly timezone: string | null
  readonly blank: RE2JS | null
  readonly body: Expression | null
  readonly idempotency: Expression | null
  readonly event: Expression | null
  /** What applies where there are no events. */
  readonly whole: CompiledPart
  readonly events: ReadonlyMap<string, CompiledPart>
}

/** Compiles every expression of a mapping, or says all that is wrong with it. */
export function compileMapping(mapping: Mapping): Result<CompiledMapping, readonly MapIssue[]> {
  const issues: MapIssue[] = []
  const compile = (source: string, field: string): Expression | null => {
    const compiled = compileExpression(source)
    if (compiled.ok) return compiled.value
    issues.push(...compiled.error.map((issue) => ({ ...issue, field })))
    return null
  }
  const maybe = (source: string | null, field: string) =>
    source === null ? null : compile(source, field)
  const named = (sources: Readonly<Record<string, string | undefined>>, above: string): Named =>
    Object.entries(sources).flatMap(([name, source]) => {
      const made = source === undefined ? null : compile(source, `${above}.${name}`)
      return made ? [[name, made] as const] : []
    })
  const partOf = (part: Part, above: string): CompiledPart => ({
    let: named(part.let, `${above}let`),
    alerts: part.alerts === null ? null : listOf(part.alerts, `${above}alerts`),
    kind: maybe(part.kind, `${above}kind`),
    ignore: maybe(part.ignore, `${above}ignore`),
    fields: named(part.fields, `${above}fields`),
    labels: named(part.labels, `${above}labels`),
    annotations: named(part.annotations, `${above}annotations`),
    links: named(part.links, `${above}links`),
    tags: listed(part.tags, `${above}tags`),
    details: listed(part.details, `${above}details`),
  })
  const listed = (sources: readonly string[], field: string): readonly Expression[] =>
    sources.flatMap((source, i) => compile(source, `${field}.${i}`) ?? [])
  const blankOf = (pattern: string): RE2JS | null => {
    try {
      return compilePattern(pattern)
    } catch (error) {
      const { message } = error as Error
      issues.push({ code: 'template_argument', message, line: 1, column: 1, field: 'blank' })
      return null
    }
  }
  const listOf = (written: string, field: string) =>
    written.includes('{{') ? compile(written, field) : { written, steps: written.split('.') }

  const whole = partOf(mapping, '')
  const events = new Map(
    Object.entries(mapping.events).map(([name, part]) => [
      name,
      onTop(whole, partOf(part, `events.${name}.`)),
    ]),
  )
  const compiled = {
    timezone: mapping.timezone,
    blank: mapping.blank === null ? null : blankOf(mapping.blank),
    body: maybe(mapping.body, 'body'),
    idempotency: maybe(mapping.idempotency, 'idempotency'),
    event: maybe(mapping.event, 'event'),
    whole,
    events,
  }
  return issues.length > 0 ? err(issues) : ok(compiled)
}

function onTop(under: CompiledPart, over: CompiledPart): CompiledPart {
  const both = (name: 'fields' | 'labels' | 'annotations' | 'links') => [
    ...new Map([...under[name], ...over[name]]),
  ]
  return {
    // In the order in which they are written: what an event names may build on what all have.
    let: [...under.let, ...over.let],
    alerts: over.alerts ?? under.alerts,
    kind: over.kind ?? under.kind,
    ignore: over.ignore ?? under.ignore,
    fields: both('fields'),
    labels: both('labels'),
    annotations: both('annotations'),
    links: both('links'),
    tags: [...under.tags, ...over.tags],
    details: [...under.details, ...over.details],
  }
}
