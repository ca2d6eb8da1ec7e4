import { expect, test } from 'vitest'
import type { TimeInterval } from '../../src/match/interval.ts'
import { muteAt } from '../../src/match/mute.ts'
import { anInterval } from './make.ts'

const weekends = anInterval('weekends', { weekdays: ['saturday', 'sunday'] })
const nights = anInterval('nights', {
  times: [
    { start_time: '20:00', end_time: '24:00' },
    { start_time: '00:00', end_time: '07:00' },
  ],
})
const office = anInterval('office', {
  weekdays: ['monday:friday'],
  times: [{ start_time: '09:00', end_time: '17:00' }],
})
const holidays = anInterval('holidays', { dates: ['2026-03-06:2026-03-10'] })
const always = anInterval('always', {})
const past = anInterval('past', { years: [2020] })

type Sketch = readonly [mute: readonly TimeInterval[], active: readonly TimeInterval[]]

test.each<[string, readonly Sketch[], string, { until: string | null; by: string[] } | null]>([
  ['nothing is muted without intervals', [[[], []]], '2026-03-07T12:00:00Z', null],
  [
    'an interval that does not hold mutes nothing',
    [[[weekends], []]],
    '2026-03-06T12:00:00Z',
    null,
  ],
  ['inside of active', [[[], [office]]], '2026-03-06T12:00:00Z', null],
  [
    'a weekend',
    [[[weekends], []]],
    '2026-03-07T12:00:00Z',
    { until: '2026-03-09T00:00:00.000Z', by: ['weekends'] },
  ],
  [
    'a night after a weekend',
    [[[weekends, nights], []]],
    '2026-03-07T12:00:00Z',
    { until: '2026-03-09T07:00:00.000Z', by: ['weekends'] },
  ],
  [
    'outside of active',
    [[[], [office]]],
    '2026-03-06T18:00:00Z',
    { until: '2026-03-09T09:00:00.000Z', by: ['outside office'] },
  ],
  [
    'outside of one active interval, inside of another',
    [[[], [office, weekends]]],
    '2026-03-07T18:00:00Z',
    null,
  ],
  [
    'the route and its target together',
    [
      [[holidays], []],
      [[], [office]],
    ],
    '2026-03-07T12:00:00Z',
    { until: '2026-03-11T09:00:00.000Z', by: ['holidays', 'outside office'] },
  ],
  [
    'the same interval on both is named once',
    [
      [[weekends], []],
      [[weekends], []],
    ],
    '2026-03-07T12:00:00Z',
    { until: '2026-03-09T00:00:00.000Z', by: ['weekends'] },
  ],
  [
    'a mute without end',
    [[[always, weekends], []]],
    '2026-03-07T12:00:00Z',
    { until: null, by: ['always', 'weekends'] },
  ],
  [
    'an active interval that is over',
    [[[], [past]]],
    '2026-03-07T12:00:00Z',
    { until: null, by: ['outside past'] },
  ],
  [
    'intervals that leave no gap',
    [[[weekends], [weekends]]],
    '2026-03-07T12:00:00Z',
    { until: null, by: ['weekends'] },
  ],
])('%s', (_, sketches, moment, expected) => {
  const schedules = sketches.map(([mute, active]) => ({ mute, active }))
  const mute = muteAt(schedules, Date.parse(moment))
  const until = mute?.until == null ? null : new Date(mute.until).toISOString()
  expect(mute && { until, by: mute.by }).toEqual(expected)
})

test('what a mute without end holds back waits a day', () => {
  const now = Date.parse('2026-03-07T12:00:00Z')
  const heldUntil = (mute: readonly TimeInterval[]) =>
    muteAt([{ mute, active: [] }], now)?.heldUntil
  expect([always, weekends].map((interval) => heldUntil([interval]))).toEqual([
    Date.parse('2026-03-08T12:00:00Z'),
    Date.parse('2026-03-09T00:00:00Z'),
  ])
})
