import { type Instant, MINUTE } from '../domain/clock.ts'
import { momentOf, UTC, type Zone } from '../domain/zone.ts'

/** What a field that should hold a time says: `null` is an honest "no time". */
export type TimeReading =
  | { readonly kind: 'time'; readonly at: Instant }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }

const NONE: TimeReading = { kind: 'none' }
const UNREADABLE: TimeReading = { kind: 'unreadable' }

/**
 * Reads a time as senders write it: RFC 3339 with any fraction and offset, the same with blanks,
 * dots or slashes, in ISO's basic form, as HTTP, Unix `date` or Java write it. Without a zone it is
 * local to `zone`. Go's zero time (year 1) means none.
 */
export function readTime(text: string, zone: Zone = UTC): TimeReading {
  const written = text.trim()
  const match = FORM.exec(written) ?? BASIC.exec(written)
  if (!match) return readNamedMonth(written, zone)
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match
  return reading(
    [year, month, day, hour, minute, second].map(Number),
    Number(fraction.padEnd(3, '0').slice(0, 3)),
    offset,
    zone,
  )
}

const FORM =
  /^(\d{4})[-./](\d\d?)[-./](\d\d?)(?:(?:[T ]|, )(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?: [A-Z]{3,5})?(?: m=[+-][\d.]+)?)?$/i
const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?$/

function reading(
  parts: readonly number[],
  milliseconds: number,
  offset: string | undefined,
  zone: Zone,
): TimeReading {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  if (year <= 1) return NONE
  const inRange = month >= 1 && month <= 12 && day >= 1 && day <= 31
  if (!inRange || hour > 24 || minute > 59 || second > 60) return UNREADABLE
  const wall = Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds
  return { kind: 'time', at: offset ? wall - offsetOf(offset) : momentOf(zone, wall) }
}

/** Reads Unix time: seconds, or milliseconds and finer when the number is too large for them. */
export function readEpoch(value: number): TimeReading {
  if (!Number.isFinite(value) || value < 0) return UNREADABLE
  if (value === 0) return NONE
  let at = value
  if (at < 1e11) at *= 1_000
  while (at >= 1e14) at /= 1_000
  return { kind: 'time', at: Math.round(at) }
}

function offsetOf(offset: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(offset)
  if (!match) return 0
  const ms = (Number(match[2]) * 60 + Number(match[3])) * MINUTE
  return match[1] === '-' ? -ms : ms
}

/**
 * `Sat, 21 Nov 2026 15:10:00 GMT`, `Sat Oct 26 23:20:39 UTC 2024`, `Sep 1, 2017 4:12:29 PM`: the
 * pieces are known by their form, so their order does not matter.
 */
function readNamedMonth(text: string, zone: Zone): TimeReading {
  const clock = /\b(\d\d?):(\d\d)(?::(\d\d))?(?:[.,](\d+))?\s*([AP]M)?\b/i.exec(text)
  const rest = text.replace(clock?.[0] ?? '', ' ')
  const month = MONTHS.findIndex((name) => new RegExp(`\\b${name}[a-z]*\\b`, 'i').test(rest)) + 1
  const year = /\b\d{4}\b(?!\d)/.exec(rest.replace(/[+-]\d{4}\b/, ' '))?.[0]
  const day = /(?<![\d+-])\b(\d\d?)\b(?!\d)/.exec(rest)?.[1]
  if (!clock || month === 0 || year === undefined || day === undefined) return UNREADABLE
  const [, hour, minute, second = '0', fraction = '', half] = clock
  const twelve = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour)
  const offset = /\b(?:UTC|GMT|Z)\b|[+-]\d\d:?\d\d\b/.exec(rest)?.[0]
  return reading(
    [Number(year), month, Number(day), twelve, Number(minute), Number(second)],
    Number(fraction.padEnd(3, '0').slice(0, 3)),
    offset,
    zone,
  )
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
