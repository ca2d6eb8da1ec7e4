import { DAY } from '../domain/clock.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Span } from './calendar.ts'

// The ranges of `time_intervals:`, one text each, already in lower case: `monday:friday`, `-3:-1`.

type SpanReading = Result<Span, string>

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

export function readWeekday(text: string): SpanReading {
  return readRange(text, 'a weekday such as monday, or monday:friday', {
    read: (word) => found(WEEKDAYS.indexOf(word)),
    wrong:
      'the week begins on sunday; write a range over its end as two, for instance saturday and sunday:monday',
  })
}

export function readMonth(text: string): SpanReading {
  return readRange(text, 'a month such as may or 5, or march:may', {
    read: (word) => found(MONTHS.indexOf(word)) ?? found(integer(word, 1, 12) - 1),
    wrong: 'the last month is before the first; write a range over the new year as two',
    shift: 1,
  })
}

export function readYear(text: string): SpanReading {
  return readRange(text, 'a year such as 2026, or 2026:2028', {
    read: (word) => found(integer(word, 1, 9999)),
    wrong: 'the last year is before the first',
  })
}

export function readDate(text: string): SpanReading {
  return readRange(text, 'a date such as 2026-10-01, or 2026-10-01:2026-10-07', {
    read: dayNumber,
    wrong: 'the last date is before the first',
  })
}

export function readDayOfMonth(text: string): SpanReading {
  const days = readRange(text, 'a day from 1 to 31 or, from the end, -1 to -31, or a range', {
    read: (word) => (integer(word, -31, 31) === 0 ? null : found(integer(word, -31, 31), -31)),
  })
  if (!days.ok) return days
  const { from, to } = days.value
  if (from < 0 && to > 0) return err('a range that begins at the end of the month must end there')
  // A month has 28 days at least; longer ones are looked at when they come, as in Alertmanager.
  const least = (day: number) => (day < 0 ? 28 + day : day)
  if (least(from) > least(to)) return err('the last day is always before the first')
  return days
}

interface Words {
  readonly read: (word: string) => number | null
  /** Said when the end is before the beginning; without it that may be right. */
  readonly wrong?: string
  readonly shift?: number
}

function readRange(text: string, expected: string, { read, wrong, shift = 0 }: Words): SpanReading {
  const [first = '', second = first, ...more] = text.split(':').map((word) => word.trim())
  const from = read(first)
  const to = read(second)
  if (from === null || to === null || more.length > 0) return err(`expected ${expected}`)
  if (wrong !== undefined && from > to) return err(wrong)
  return ok({ from: from + shift, to: to + shift })
}

/** NaN for everything else than a whole number between the two. */
function integer(word: string, least: number, most: number): number {
  const value = /^-?\d{1,4}$/.test(word) ? Number(word) : Number.NaN
  return least <= value && value <= most ? value : Number.NaN
}

function found(value: number, least = 0): number | null {
  return value >= least ? value : null
}

function dayNumber(word: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(word) ? Date.parse(word) : Number.NaN
  // `2026-02-30` is a date to some engines and none to others: it has to come back as it went in.
  const exists = !Number.isNaN(at) && new Date(at).toISOString().startsWith(word)
  return exists ? at / DAY : null
}
