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
  const names = [...plan.sources.keys()].join(', ')
  throw new UsageError(`There is no source "${name}". The settings have: ${names}.`)
}
