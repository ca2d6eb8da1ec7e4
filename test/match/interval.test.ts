import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, type Instant, MINUTE } from '../../src/domain/clock.ts'
import { compileInterval, type TimeInterval } from '../../src/match/interval.ts'

const at = (text: string): Instant => Date.parse(text)
const iso = (instant: Instant | null) => (instant === null ? null : new Date(instant).toISOString())

function interval(...rules: readonly object[]): TimeInterval {
  const compiled = compileInterval({ name: 'it', time_intervals: rules }, 'time_intervals[0]')
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
  return compiled.value
}

const nights = {
  times: [
    { start_time: '22:00', end_time: '24:00' },
    { start_time: '00:00', end_time: '06:00' },
  ],
}

describe('contains', () => {
  test.each<[object, string, boolean]>([
    [{ times: [{ start_time: '09:00', end_time: '17:00' }] }, '2026-03-02T09:00:00Z', true],
    [{ times: [{ start_time: '09:00', end_time: '17:00' }] }, '2026-03-02T16:59:59.999Z', true],
    [{ times: [{ start_time: '09:00', end_time: '17:00' }] }, '2026-03-02T17:00:00Z', false],
    [{ ...nights, location: 'Asia/Shanghai' }, '2026-03-02T14:00:00Z', true],
    [{ ...nights, location: 'Asia/Shanghai' }, '2026-03-02T13:59:00Z', false],
    [{ weekdays: ['monday:friday'] }, '2026-03-01T12:00:00Z', false],
    [{ weekdays: ['Monday:Friday'] }, '2026-03-02T12:00:00Z', true],
    [{ weekdays: ['saturday', 'sunday'] }, '2026-03-01T12:00:00Z', true],
    [{ days_of_month: ['1:5', '-3:-1'] }, '2028-02-27T12:00:00Z', true],
    [{ days_of_month: ['1:5', '-3:-1'] }, '2026-02-25T12:00:00Z', false],
    [{ days_of_month: ['31'] }, '2026-04-30T12:00:00Z', false],
    [{ days_of_month: ['25:31'] }, '2026-04-30T12:00:00Z', true],
    [{ days_of_month: [-1] }, '2026-04-30T12:00:00Z', true],
    [{ months: ['march:may', 8] }, '2026-08-30T12:00:00Z', true],
    [{ months: ['3:5'] }, '2026-06-01T00:00:00Z', false],
    [{ years: ['2024:2026'] }, '2027-01-01T00:00:00Z', false],
    [{ years: [2026] }, '2026-12-31T23:59:00Z', true],
    [{ dates: ['2026-10-01:2026-10-07'], location: 'Asia/Shanghai' }, '2026-09-30T16:00:00Z', true],
    [
      { dates: ['2026-10-01:2026-10-07'], location: 'Asia/Shanghai' },
      '2026-10-07T16:00:00Z',
      false,
    ],
    [{ dates: ['2026-10-01'] }, '2026-10-01T23:59:59Z', true],
    [{ dates: ['2026-10-01'], weekdays: ['monday'] }, '2026-10-01T12:00:00Z', false],
    [{}, '2026-10-01T12:00:00Z', true],
  ])('%j at %s: %s', (rule, moment, expected) => {
    expect(interval(rule).contains(at(moment))).toBe(expected)
  })
})

describe('where it ends and begins', () => {
  const berlin = (start_time: string, end_time: string) => ({
    times: [{ start_time, end_time }],
    location: 'Europe/Berlin',
  })

  test.each<[string, readonly object[], string, string | null]>([
    ['a night goes over midnight', [nights], '2026-03-02T23:00:00Z', '2026-03-03T06:00:00.000Z'],
    [
      'a moment outside is its own end',
      [nights],
      '2026-03-02T12:00:30Z',
      '2026-03-02T12:00:30.000Z',
    ],
    [
      'rules that touch are one',
      [{ weekdays: ['saturday'] }, { weekdays: ['sunday'] }],
      '2026-03-07T12:00:00Z',
      '2026-03-09T00:00:00.000Z',
    ],
    [
      'an hour is lost in spring',
      [berlin('01:00', '04:00')],
      '2026-03-29T00:30:00Z',
      '2026-03-29T02:00:00.000Z',
    ],
    [
      'an end that the clock skips is when it skips',
      [berlin('01:00', '02:30')],
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'an hour is won in autumn',
      [berlin('01:00', '04:00')],
      '2026-10-24T23:30:00Z',
      '2026-10-25T03:00:00.000Z',
    ],
    [
      'the repeated hour comes twice',
      [berlin('01:00', '02:30')],
      '2026-10-24T23:30:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'twice is twice',
      [berlin('01:00', '02:30')],
      '2026-10-25T01:10:00Z',
      '2026-10-25T01:30:00.000Z',
    ],
    [
      'a holiday ends with its last day there',
      [{ dates: ['2026-10-01:2026-10-07'], location: 'Asia/Shanghai' }],
      '2026-10-03T00:00:00Z',
      '2026-10-07T16:00:00.000Z',
    ],
    [
      'a decade ends',
      [{ years: ['2020:2029'], location: 'America/New_York' }],
      '2026-01-01T12:00:00Z',
      '2030-01-01T05:00:00.000Z',
    ],
    ['no restriction never ends', [{}], '2026-01-01T12:00:00Z', null],
    [
      'weekdays and weekends never end',
      [
        { weekdays: ['monday:friday'] },
        { weekdays: ['saturday', 'sunday'], location: 'Europe/Berlin' },
        { weekdays: ['sunday:monday', 'friday:saturday'] },
      ],
      '2026-01-01T12:00:00Z',
      null,
    ],
  ])('%s', (_, rules, from, expected) => {
    expect(iso(interval(...rules).endsAfter(at(from)))).toBe(expected)
  })

  test.each<[string, readonly object[], string, string | null]>([
    [
      'a moment inside is its own start',
      [nights],
      '2026-03-02T23:00:30Z',
      '2026-03-02T23:00:30.000Z',
    ],
    [
      'the nearest rule counts',
      [{ months: ['may'] }, { weekdays: ['friday'] }],
      '2026-03-02T12:00:00Z',
      '2026-03-06T00:00:00.000Z',
    ],
    [
      'a date far away',
      [{ dates: ['2031-05-06'], location: 'Asia/Kolkata' }],
      '2026-03-02T12:00:00Z',
      '2031-05-05T18:30:00.000Z',
    ],
    ['a date that is over', [{ dates: ['2021-05-06'] }], '2026-03-02T12:00:00Z', null],
    [
      'a Sunday on 29 February',
      [{ weekdays: ['sunday'], months: ['february'], days_of_month: ['29'] }],
      '2026-03-02T12:00:00Z',
      '2032-02-29T00:00:00.000Z',
    ],
    [
      'a day that does not exist',
      [{ months: ['february'], days_of_month: ['30'] }],
      '2026-03-02T12:00:00Z',
      null,
    ],
    [
      'the second time of a repeated half hour',
      [{ ...berlin('02:00', '02:30'), dates: ['2026-10-25'] }],
      '2026-10-25T00:40:00Z',
      '2026-10-25T01:00:00.000Z',
    ],
    [
      'a date on the other side of a shift',
      [{ dates: ['2026-07-01'], location: 'Europe/Berlin' }],
      '2026-03-02T12:00:00Z',
      '2026-06-30T22:00:00.000Z',
    ],
    [
      'a skipped minute comes the day after',
      [berlin('02:10', '02:20')],
      '2026-03-28T12:00:00Z',
      '2026-03-30T00:10:00.000Z',
    ],
    [
      'a day that a country skipped',
      [{ dates: ['2011-12-30:2011-12-31'], location: 'Pacific/Apia' }],
      '2011-12-30T00:00:00Z',
      '2011-12-30T10:00:00.000Z',
    ],
  ])('%s', (_, rules, from, expected) => {
    expect(iso(interval(...rules).startsAfter(at(from)))).toBe(expected)
  })
})

const time = fc
  .integer({ min: 0, max: 96 })
  .map(
    (quarter) =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  )
const times = fc
  .array(
    fc.tuple(time, time).filter(([a, b]) => a !== b),
    { minLength: 1, maxLength: 3 },
  )
  .map((pairs) =>
    pairs
      .map((pair) => [...pair].sort())
      .map(([start_time, end_time]) => ({ start_time, end_time })),
  )
const rule = fc.record(
  {
    times,
    weekdays: fc.subarray(['sunday', 'monday', 'tuesday', 'friday:saturday'], { minLength: 1 }),
    days_of_month: fc.subarray(['1:3', '-2:-1', '24:29'], { minLength: 1 }),
    location: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/Havana',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
    ),
  },
  { requiredKeys: [] },
)
// Days around changes of the clocks in these zones, where mistakes would be.
const moment = fc
  .tuple(
    fc.constantFrom(
      '2026-03-28',
      '2026-10-24',
      '2026-03-07',
      '2026-10-31',
      '2026-04-04',
      '2026-10-03',
      '2026-02-14',
      '2026-06-10',
    ),
    fc.integer({ min: 0, max: 3 * 24 * 60 }),
  )
  .map(([day, minute]) => at(day) + minute * MINUTE)

function scan(it: TimeInterval, from: Instant, holding: boolean): Instant | null {
  for (let moment = from; moment < from + 4 * DAY; moment += 15 * MINUTE)
    if (it.contains(moment) === holding) return moment
  return null
}

test('the end and the start are where a walk minute by minute finds them', () => {
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), moment, (rules, anywhere) => {
      const it = interval(...rules)
      const from = anywhere - (anywhere % (15 * MINUTE))
      for (const [found, holding] of [
        [it.endsAfter(from), false],
        [it.startsAfter(from), true],
      ] as const) {
        const expected = scan(it, from, holding)
        if (expected !== null) expect(iso(found)).toBe(iso(expected))
        else if (found !== null) expect(found).toBeGreaterThanOrEqual(from + 4 * DAY)
      }
    }),
    { numRuns: 300 },
  )
})

test('an end is an end: it holds just before and no longer then', () => {
  fc.assert(
    fc.property(rule, moment, fc.integer({ min: 0, max: 3_000 }), (one, moment, days) => {
      const it = interval(one)
      const from = moment + days * DAY + HOUR / 7
      const end = it.endsAfter(from)
      if (end === null || end === from) return
      expect([it.contains(from), it.contains(end - 1), it.contains(end)]).toEqual([
        true,
        true,
        false,
      ])
    }),
  )
})

test('a rule may stand beside the name', () => {
  const compiled = compileInterval(
    { name: 'holidays', dates: ['2026-10-01'], location: 'Asia/Shanghai' },
    't[0]',
  )
  expect(compiled.ok && compiled.value.name).toBe('holidays')
  expect(compiled.ok && compiled.value.contains(at('2026-10-01T15:59:00Z'))).toBe(true)
  expect(compiled.ok && compiled.value.contains(at('2026-10-01T16:00:00Z'))).toBe(false)
})

test.each<[unknown, readonly (readonly [string, string])[]]>([
  ['weekends', [['', 'expected a mapping with']]],
  [{ name: 'x' }, [['', 'expected time_intervals:']]],
  [
    { name: '', time_intervals: [] },
    [
      ['.name', 'expected a name'],
      ['.time_intervals', 'an empty list'],
    ],
  ],
  [
    { name: 'x', weekends: true, dates: ['2026-01-01'] },
    [['.weekends', 'unknown key; known are name, time_intervals']],
  ],
  [
    { name: 'x', time_intervals: [{ weekdays: [] }] },
    [['.time_intervals[0].weekdays', 'an empty list']],
  ],
  [
    { name: 'x', time_intervals: [{ weekdays: 'monday' }] },
    [['.time_intervals[0].weekdays', 'expected a list']],
  ],
  [
    { name: 'x', weekdays: ['mon', 'saturday:sunday'] },
    [
      ['.weekdays[0]', 'expected a weekday such as monday'],
      ['.weekdays[1]', 'the week begins on sunday'],
    ],
  ],
  [
    { name: 'x', times: [{ start_time: '22:00', end_time: '06:00' }] },
    [['.times[0]', 'end_time must be after start_time']],
  ],
  [
    { name: 'x', times: [{ start_time: '9:00', end_time: '24:01' }] },
    [
      ['.times[0].start_time', 'expected a time of day'],
      ['.times[0].end_time', 'expected a time of day'],
    ],
  ],
  [
    { name: 'x', times: ['09:00'] },
    [['.times[0]', 'expected a mapping with start_time, end_time']],
  ],
  [
    { name: 'x', days_of_month: ['0', '32', '-1:1', '5:3', '1:2:3'] },
    [
      ['.days_of_month[0]', 'expected a day'],
      ['.days_of_month[1]', 'expected a day'],
      ['.days_of_month[2]', 'a range that begins at the end'],
      ['.days_of_month[3]', 'the last day is always before'],
      ['.days_of_month[4]', 'expected a day'],
    ],
  ],
  [
    { name: 'x', months: ['13', 'june:may'] },
    [
      ['.months[0]', 'expected a month'],
      ['.months[1]', 'the last month is before'],
    ],
  ],
  [{ name: 'x', years: ['2027:2026'] }, [['.years[0]', 'the last year is before']]],
  [
    { name: 'x', dates: ['2026-02-30', '2026-10-07:2026-10-01', {}] },
    [
      ['.dates[0]', 'expected a date'],
      ['.dates[1]', 'the last date is before'],
      ['.dates[2]', 'expected a text'],
    ],
  ],
  [
    { name: 'x', dates: ['2026-02-03'], location: 'Mars/Olympus' },
    [['.location', 'expected the IANA name']],
  ],
])('%j is refused with its place', (value, expected) => {
  const compiled = compileInterval(value, 'time_intervals[3]')
  const issues = compiled.ok ? [] : compiled.error
  expect(issues.map(({ path }) => path)).toEqual(
    expected.map(([path]) => `time_intervals[3]${path}`),
  )
  for (const [i, [, message]] of expected.entries()) expect(issues[i]?.message).toContain(message)
})
