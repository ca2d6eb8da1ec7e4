import { DAY, MINUTE } from '../domain/clock.ts'

/** Both ends belong to it. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** When something holds, in the words of a wall calendar. A null list does not restrict. */
export interface Calendar {
  /** Minutes of the day; here `to` does not belong to it. Sorted, apart from each other. */
  readonly times: readonly Span[]
  /** 0 is Sunday. */
  readonly weekdays: readonly Span[] | null
  /** -1 is the last day of the month. */
  readonly daysOfMonth: readonly Span[] | null
  /** 1 is January. */
  readonly months: readonly Span[] | null
  readonly years: readonly Span[] | null
  /** Days since 1970-01-01. */
  readonly dates: readonly Span[] | null
}

export const DAY_MINUTES = DAY / MINUTE

const NEVER: readonly Span[] = []

/** The minutes of a day (counted from 1970-01-01) at which the calendar holds. */
export function minutesOf(calendar: Calendar, day: number): readonly Span[] {
  const date = new Date(day * DAY)
  const holds =
    within(calendar.weekdays, date.getUTCDay()) &&
    within(calendar.dates, day) &&
    within(calendar.years, date.getUTCFullYear()) &&
    within(calendar.months, date.getUTCMonth() + 1) &&
    withinMonth(calendar.daysOfMonth, date)
  return holds ? calendar.times : NEVER
}

function within(spans: readonly Span[] | null, value: number): boolean {
  return spans === null || spans.some(({ from, to }) => from <= value && value <= to)
}

/** Days that a short month does not have are left out, as in Alertmanager. */
function withinMonth(spans: readonly Span[] | null, date: Date): boolean {
  if (spans === null) return true
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  const fromStart = (day: number) => (day < 0 ? last + day + 1 : day)
  return spans.some(({ from, to }) => {
    const day = date.getUTCDate()
    return fromStart(from) <= day && day <= fromStart(to)
  })
}

/** The first and the last day that years and dates leave open; infinite where they do not. */
export function reach(calendar: Calendar): Span {
  const years = calendar.years?.map(({ from, to }) => ({
    from: dayOf(from),
    to: dayOf(to + 1) - 1,
  }))
  const bounds = [years, calendar.dates].filter((spans) => spans != null)
  return {
    from: Math.max(...bounds.map((spans) => Math.min(...spans.map(({ from }) => from))), -Infinity),
    to: Math.min(...bounds.map((spans) => Math.max(...spans.map(({ to }) => to))), Infinity),
  }
}

function dayOf(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1) / DAY
}
