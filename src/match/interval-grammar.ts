import { type Fields, isFields } from '../domain/fields.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { openZone, type Zone } from '../domain/zone.ts'
import { type Calendar, DAY_MINUTES, type Span } from './calendar.ts'
import { readDate, readDayOfMonth, readMonth, readWeekday, readYear } from './interval-words.ts'
import type { Rule } from './period.ts'

/** What is wrong with an interval, and where: `time_intervals[2].time_intervals[0].weekdays[1]`. */
export interface IntervalIssue {
  readonly path: string
  readonly message: string
}

export interface IntervalReading {
  readonly name: string
  readonly rules: readonly Rule[]
}

const RULE_KEYS = ['times', 'weekdays', 'days_of_month', 'months', 'years', 'dates', 'location']

/**
 * Reads `{ name, time_intervals: [rule, …] }`, or the shorter `{ name, dates: […] }` where one
 * rule is all there is. Says everything that is wrong at once.
 */
export function readInterval(
  value: unknown,
  path: string,
  location: string,
): Result<IntervalReading, readonly IntervalIssue[]> {
  const issues: IntervalIssue[] = []
  const report: Report = (at, message) => void issues.push({ path: at, message })
  const entry = readMapping(value, path, ['name', 'time_intervals', ...RULE_KEYS], report)
  const name = entry?.['name']
  if (entry && (typeof name !== 'string' || name === ''))
    report(`${path}.name`, 'expected a name, which routes then mention')

  const rules: Rule[] = []
  const add = (rule: unknown, at: string) => {
    const read = readRule(rule, at, location, report)
    if (read) rules.push(read)
  }
  const list = entry?.['time_intervals']
  const own = Object.entries(entry ?? {}).filter(([key]) => RULE_KEYS.includes(key))
  if (own.length > 0) add(Object.fromEntries(own), path)
  else if (entry && list === undefined)
    report(path, 'expected time_intervals: with at least one of times, weekdays, dates…')
  if (list !== undefined) readList(list, `${path}.time_intervals`, report, add)

  return issues.length > 0 ? err(issues) : ok({ name: String(name), rules })
}

type Report = (path: string, message: string) => void

function readRule(value: unknown, path: string, location: string, report: Report): Rule | null {
  const rule = readMapping(value, path, [...RULE_KEYS], report)
  if (!rule) return null
  const spans = (key: string, read: (text: string) => Result<Span, string>) =>
    rule[key] === undefined ? null : readSpans(rule[key], `${path}.${key}`, read, report)
  const calendar: Calendar = {
    times: readTimes(rule['times'], `${path}.times`, report),
    weekdays: spans('weekdays', readWeekday),
    daysOfMonth: spans('days_of_month', readDayOfMonth),
    months: spans('months', readMonth),
    years: spans('years', readYear),
    dates: spans('dates', readDate),
  }
  return { calendar, zone: readZone(rule['location'] ?? location, `${path}.location`, report) }
}

function readZone(value: unknown, path: string, report: Report): Zone {
  const zone = typeof value === 'string' ? openZone(value) : null
  if (zone) return zone
  report(path, 'expected the IANA name of a time zone, for instance Asia/Shanghai')
  return { name: '', offsetAt: () => 0 }
}

function readSpans(
  value: unknown,
  path: string,
  read: (text: string) => Result<Span, string>,
  report: Report,
): readonly Span[] {
  const spans: Span[] = []
  readList(value, path, report, (item, at) => {
    // YAML turns `2026` and `-1` into numbers.
    const scalar = typeof item === 'string' || typeof item === 'number'
    if (!scalar) return report(at, 'expected a text')
    const span = read(String(item).trim().toLowerCase())
    if (span.ok) spans.push(span.value)
    else report(at, span.error)
  })
  return spans
}

function readTimes(value: unknown, path: string, report: Report): readonly Span[] {
  if (value === undefined) return [{ from: 0, to: DAY_MINUTES }]
  const spans: Span[] = []
  readList(value, path, report, (item, at) => {
    const range = readMapping(item, at, ['start_time', 'end_time'], report)
    if (!range) return
    const from = readMinute(range['start_time'], `${at}.start_time`, report)
    const to = readMinute(range['end_time'], `${at}.end_time`, report)
    if (from === null || to === null) return
    if (from < to) spans.push({ from, to })
    else report(at, 'end_time must be after start_time; write a night as two: to 24:00, from 00:00')
  })
  return mergeSpans(spans)
}

function readMinute(value: unknown, path: string, report: Report): number | null {
  const [, hour, minute] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(String(value)) ?? []
  const total = Number(hour) * 60 + Number(minute)
  if (total <= DAY_MINUTES) return total
  report(path, 'expected a time of day from 00:00 to 24:00, with two digits each')
  return null
}

function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && span.from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else merged.push(span)
  }
  return merged
}

function readList(
  value: unknown,
  path: string,
  report: Report,
  each: (item: unknown, path: string) => void,
): void {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  if (!Array.isArray(value)) report(path, 'expected a list')
  // To Alertmanager an empty list is "never", to most people "always": neither is written so.
  else if (items.length === 0) report(path, 'an empty list; leave the key out for no restriction')
  for (const [i, item] of items.entries()) each(item, `${path}[${i}]`)
}

function readMapping(
  value: unknown,
  path: string,
  keys: readonly string[],
  report: Report,
): Fields | null {
  if (!isFields(value)) {
    report(path, `expected a mapping with ${keys.join(', ')}`)
    return null
  }
  for (const key of Object.keys(value)) {
    if (keys.includes(key) || key.startsWith('x-')) continue
    report(`${path}.${key}`, `unknown key; known are ${keys.join(', ')}`)
  }
  return { ...value }
}
