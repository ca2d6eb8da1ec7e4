import type { Instant } from '../domain/clock.ts'

/** What a field that should hold a time says: `null` is an honest "no time". */
export type TimeReading =
  | { readonly kind: 'time'; readonly at: Instant }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }

const NONE: TimeReading = { kind: 'none' }
const UNREADABLE: TimeReading = { kind: 'unreadable' }

/**
 * Reads a time as senders write it: RFC 3339 with any fraction and offset, the same with blanks,
 * without a zone (then UTC), or as HTTP writes it. Go's zero time (year 1) means none.
 */
export function readTime(text: string): TimeReading {
  const match = FORM.exec(text.trim())
  if (!match) return readNamedDay(text.trim())
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  if (Number(year) <= 1) return NONE
  const at =
    Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    ) +
    Number(fraction.padEnd(3, '0').slice(0, 3)) -
    offsetOf(zone)
  const inRange =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= 31 &&
    Number(hour) <= 24 &&
    Number(minute) < 60 &&
    Number(second) <= 60
  return inRange ? { kind: 'time', at } : UNREADABLE
}

const FORM =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?: [A-Z]{3,5})?(?: m=[+-][\d.]+)?)?$/i

/** Reads Unix time: seconds, or milliseconds and finer when the number is too large for them. */
export function readEpoch(value: number): TimeReading {
  if (!Number.isFinite(value) || value < 0) return UNREADABLE
  if (value === 0) return NONE
  let at = value
  if (at < 1e11) at *= 1_000
  while (at >= 1e14) at /= 1_000
  return { kind: 'time', at: Math.round(at) }
}

const MINUTE_MS = 60_000

function offsetOf(zone: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '')
  if (!match) return 0
  const ms = (Number(match[2]) * 60 + Number(match[3])) * MINUTE_MS
  return match[1] === '-' ? -ms : ms
}

/** `Sat, 21 Nov 2026 15:10:00 GMT`: only with a zone, because without one it is local to nobody. */
function readNamedDay(text: string): TimeReading {
  if (!/^[A-Za-z]{3}, .*(?:GMT|UTC|[+-]\d{4})$/.test(text)) return UNREADABLE
  const at = Date.parse(text)
  return Number.isNaN(at) ? UNREADABLE : { kind: 'time', at }
}
