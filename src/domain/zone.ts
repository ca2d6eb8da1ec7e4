import { DAY, type Instant, SECOND } from './clock.ts'

/** What the clocks on the wall show in one time zone. */
export interface Zone {
  readonly name: string
  /** Milliseconds to add to UTC for the wall clock's time. */
  offsetAt(at: Instant): number
}

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0 }

/** The moment at which clocks in the zone show what `wall` shows as UTC. */
export function momentOf(zone: Zone, wall: number): Instant {
  const guess = wall - zone.offsetAt(wall)
  return wall - zone.offsetAt(guess)
}

/** Null: no such zone. `Local` is the machine's own, as in Alertmanager. */
export function openZone(name: string): Zone | null {
  try {
    const timeZone = name === 'Local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : name
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    if (/^(?:UTC|Etc\/UTC|GMT)$/i.test(timeZone)) return { name, offsetAt: () => 0 }
    return { name, offsetAt: (at) => offsetOf(format, at) }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function offsetOf(format: Intl.DateTimeFormat, at: Instant): number {
  const whole = Math.floor(at / SECOND) * SECOND
  const fields: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(whole)) fields[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}

/**
 * The first moment after `from`, at the latest `to`, from which the offset is another than at
 * `from`; null if there is none. Right as long as the span holds one change at most: no zone
 * has moved its clocks twice within two days.
 */
export function nextShift(zone: Zone, from: Instant, to: Instant): Instant | null {
  const before = zone.offsetAt(from)
  if (zone.offsetAt(to) === before) return null
  // Changes fall on whole seconds, so the search does too.
  let low = Math.floor(from / SECOND)
  let high = Math.ceil(to / SECOND)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.offsetAt(middle * SECOND) === before) low = middle
    else high = middle
  }
  return high * SECOND
}

/** Longest span in which one change of the clocks is the most there can be. */
export const SHIFT_SPAN = 2 * DAY
