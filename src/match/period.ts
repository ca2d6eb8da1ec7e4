import { DAY, type Instant, MINUTE } from '../domain/clock.ts'
import { nextShift, SHIFT_SPAN, type Zone } from '../domain/zone.ts'
import { type Calendar, DAY_MINUTES, minutesOf, reach } from './calendar.ts'

/** A calendar that hangs in one time zone. */
export interface Rule {
  readonly calendar: Calendar
  readonly zone: Zone
}

export interface Period {
  contains(at: Instant): boolean
  /**
   * A moment after `at` up to which `contains` stays as it is at `at`: where it changes, or an
   * earlier one from which to ask again. Null: it never changes.
   */
  nextEdge(at: Instant): Instant | null
}

/**
 * As in Alertmanager it holds when the clock on the wall says so: where clocks are put forward
 * the skipped hour never comes, and where they are put back the repeated one comes twice.
 */
export function openPeriod({ calendar, zone }: Rule): Period {
  const limits = reach(calendar)

  return {
    contains: (at) => holdsAt(at + zone.offsetAt(at)),

    nextEdge(at) {
      const offset = zone.offsetAt(at)
      const wall = at + offset
      const edge = nextWallEdge(wall)
      if (edge !== null && edge - wall <= SHIFT_SPAN) return exactly(at, edge - offset)

      // A long way. Where yesterday and today are all the same no shift of the clocks matters, so
      // all but the last day is skipped at once; else first on to tomorrow, watching the clocks.
      const today = Math.floor(wall / DAY)
      const calm = [today - 1, today].every((day) => sameAllDay(day, holdsAt(wall)))
      if (!calm) return exactly(at, (today + 1) * DAY - offset)
      return edge === null ? null : at + (edge - wall) - DAY
    },
  }

  function exactly(from: Instant, to: Instant): Instant {
    return nextShift(zone, from, to) ?? to
  }

  function holdsAt(wall: number): boolean {
    const day = Math.floor(wall / DAY)
    const minute = Math.floor((wall - day * DAY) / MINUTE)
    return minutesOf(calendar, day).some(({ from, to }) => from <= minute && minute < to)
  }

  function sameAllDay(day: number, holding: boolean): boolean {
    const spans = minutesOf(calendar, day)
    if (!holding) return spans.length === 0
    return spans[0]?.from === 0 && spans[0].to === DAY_MINUTES
  }

  /** On an imagined wall clock that is never shifted. */
  function nextWallEdge(wall: number): number | null {
    const today = Math.floor(wall / DAY)
    const holding = holdsAt(wall)
    // Nothing changes before the first day that dates leave open, nor after the last.
    const first = holding ? today : Math.max(today, limits.from)
    const last = Math.min(limits.to + 1, first + LONGEST_GAP_DAYS)
    for (let day = first; day <= last; day++) {
      for (const edge of edgesOf(day, holding)) if (edge > wall) return edge
    }
    return null
  }

  function edgesOf(day: number, holding: boolean): readonly number[] {
    const spans = minutesOf(calendar, day)
    const at = (minute: number) => day * DAY + minute * MINUTE
    if (!holding) return spans.map(({ from }) => at(from))
    const ends = spans.filter(({ to }) => to < DAY_MINUTES).map(({ to }) => at(to))
    return spans[0]?.from === 0 ? ends : [at(0), ...ends]
  }
}

/** 29 February on a certain weekday comes every 28 years, or 40 around a year like 2100. */
const LONGEST_GAP_DAYS = 41 * 366
