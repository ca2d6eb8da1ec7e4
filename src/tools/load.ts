import { ok } from '../domain/result.ts'
import type { Recognise } from '../ingest/recognise.ts'
import type { Source } from '../ingest/source.ts'
import { formatIssues } from '../settings/format-issues.ts'
import type { Plan } from '../settings/plan.ts'
import { type Bench, UsageError } from './bench.ts'

/** The plan, or null after saying on stderr why there is none. */
export function loadOrComplain(config: string, bench: Bench): Plan | null {
  const loaded = bench.load(config)
  if (loaded.ok) return loaded.value.plan
  bench.complain(formatIssues(loaded.error, 'text'))
  return null
}

export function sourceNamed(name: string, plan: Plan): Source {
  const source = plan.sources.get(name)
  if (source) return source
  throw new UsageError(noSuchSource(name, plan))
}

/**
 * Which source reads what comes to `/webhook/NAME`: by its name, or with `auto` by what came. Null
 * where the settings have none of that name.
 */
export function readerAt(name: string, { sources, recognise }: Plan): Recognise | null {
  if (name === 'auto') return recognise
  const source = sources.get(name)
  return source ? () => ok(source) : null
}

export function readerNamed(name: string, plan: Plan): Recognise {
  const reader = readerAt(name, plan)
  if (reader) return reader
  throw new UsageError(noSuchSource(name, plan))
}

export const noSuchSource = (name: string, { sources }: Plan): string =>
  `There is no source "${name.slice(0, 60)}". The settings have: ${[...sources.keys()].join(', ')}.`
