import { DAY, type Instant } from '../domain/clock.ts'
import type { TimeInterval } from './interval.ts'

/** A route's or a target's time intervals: quiet in any of `mute`, and outside all of `active`. */
export interface Schedule {
  readonly mute: readonly TimeInterval[]
  /** Empty: no restriction. */
  readonly active: readonly TimeInterval[]
}

export interface Mute {
  /** The first moment at which nothing keeps it quiet any more; null if none can be found. */
  readonly until: Instant | null
  /** When what waits is told: `until`, or without an end a day later, as settings change. */
  readonly heldUntil: Instant
  /** Why, for people: `weekends`, `outside office`. */
  readonly by: readonly string[]
}

/** Null: it may be said now. */
export function muteAt(schedules: readonly Schedule[], now: Instant): Mute | null {
  const by = schedules.flatMap((schedule) => [
    ...schedule.mute.filter((interval) => interval.contains(now)).map(({ name }) => name),
    ...(isOutside(schedule, now) ? schedule.active.map(({ name }) => `outside ${name}`) : []),
  ])
  if (by.length === 0) return null
  const until = reopensAfter(schedules, now)
  return { until, heldUntil: until ?? now + DAY, by: [...new Set(by)] }
}

/** Intervals that never leave a gap (active on weekends, muted on weekends) end the search. */
const MAX_STEPS = 500

function reopensAfter(schedules: readonly Schedule[], now: Instant): Instant | null {
  let at = now
  for (let step = 0; step < MAX_STEPS; step++) {
    const quiet = schedules.flatMap((schedule) => quietUntil(schedule, at))
    if (quiet.length === 0) return at
    const ends = quiet.filter((end) => end !== null)
    // One that never ends decides: then none of the others can open it.
    if (ends.length < quiet.length) return null
    at = Math.max(...ends)
  }
  return null
}

/** When each thing that keeps it quiet at this moment stops to do so. */
function quietUntil(schedule: Schedule, at: Instant): readonly (Instant | null)[] {
  const ends = schedule.mute
    .filter((interval) => interval.contains(at))
    .map((interval) => interval.endsAfter(at))
  if (!isOutside(schedule, at)) return ends
  const starts = schedule.active.flatMap((interval) => interval.startsAfter(at) ?? [])
  return [...ends, starts.length > 0 ? Math.min(...starts) : null]
}

function isOutside(schedule: Schedule, at: Instant): boolean {
  return schedule.active.length > 0 && !schedule.active.some((interval) => interval.contains(at))
}
