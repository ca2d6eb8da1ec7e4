import type { Instant } from '../domain/clock.ts'
import { ok, type Result } from '../domain/result.ts'
import { type IntervalIssue, readInterval } from './interval-grammar.ts'
import { openPeriod, type Period } from './period.ts'

/** A named time interval, ready to be asked. */
export interface TimeInterval {
  readonly name: string
  contains(at: Instant): boolean
  /** The first moment after `at` at which it no longer holds; null if it never ends. */
  endsAfter(at: Instant): Instant | null
  /** The first moment at or after `at` at which it holds; null if it never does. */
  startsAfter(at: Instant): Instant | null
}

/**
 * Compiles one entry of `time_intervals:` (plain data, as YAML gives it), which `path` names.
 * `location`: the zone of times that do not name theirs; UTC, as in Alertmanager.
 */
export function compileInterval(
  value: unknown,
  path: string,
  location = 'UTC',
): Result<TimeInterval, readonly IntervalIssue[]> {
  const read = readInterval(value, path, location)
  if (!read.ok) return read
  const { name, rules } = read.value
  return ok(joinPeriods(name, rules.map(openPeriod)))
}

/**
 * Five years of weekdays plus weekends, which is an interval without an end. Everything that does
 * end needs a few dozen.
 */
const MAX_STEPS = 1_000

/** It holds while any of its periods does. */
function joinPeriods(name: string, periods: readonly Period[]): TimeInterval {
  const contains = (at: Instant) => periods.some((period) => period.contains(at))
  return {
    name,
    contains,
    endsAfter(at) {
      let end = at
      for (let step = 0; step < MAX_STEPS; step++) {
        const holding = periods.find((period) => period.contains(end))
        if (!holding) return end
        const next = holding.nextEdge(end)
        if (next === null) return null
        end = next
      }
      return null
    },
    startsAfter(at) {
      const starts = periods.flatMap((period) => firstStart(period, at) ?? [])
      return starts.length === 0 ? null : Math.min(...starts)
    },
  }
}

function firstStart(period: Period, from: Instant): Instant | null {
  let at: Instant | null = from
  for (let step = 0; step < MAX_STEPS && at !== null; step++) {
    if (period.contains(at)) return at
    at = period.nextEdge(at)
  }
  return null
}
