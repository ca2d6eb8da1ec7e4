import { expect, test } from 'vitest'
import { readEpoch, readTime } from '../../src/ingest/time.ts'

const iso = (text: string) => {
  const reading = readTime(text)
  return reading.kind === 'time' ? new Date(reading.at).toISOString() : reading.kind
}

test.each([
  ['2026-11-21T15:10:00Z', '2026-11-21T15:10:00.000Z'],
  ['2026-11-21T23:08:34.238687123Z', '2026-11-21T23:08:34.238Z'],
  ['2024-02-29T23:59:59.1+08:00', '2024-02-29T15:59:59.100Z'],
  ['2023-01-01T00:00:00-03:30', '2023-01-01T03:30:00.000Z'],
  ['2017-09-19T09:58:11+1000', '2017-09-18T23:58:11.000Z'],
  ['2016-08-12 15:23:28 UTC', '2016-08-12T15:23:28.000Z'],
  ['2021-04-28 21:50:00 +0200', '2021-04-28T19:50:00.000Z'],
  ['2020-01-02 03:04:05.6 +0800 CST m=+0.01', '2020-01-01T19:04:05.600Z'],
  ['2026-11-21 15:10:00', '2026-11-21T15:10:00.000Z'],
  ['2026-11-21T15:10', '2026-11-21T15:10:00.000Z'],
  ['2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['Sat, 21 Nov 2026 15:10:00 GMT', '2026-11-21T15:10:00.000Z'],
  ['0001-01-01T00:00:00Z', 'none'],
  ['2026-13-01T00:00:00Z', 'unreadable'],
  ['yesterday', 'unreadable'],
  ['21/11/2026', 'unreadable'],
])('%s is %s', (text, expected) => {
  expect(iso(text)).toBe(expected)
})

test.each([
  [1_795_302_427, 1_795_302_427_000],
  [1_795_302_427.25, 1_795_302_427_250],
  [1_795_302_427_680, 1_795_302_427_680],
  [1_795_302_427_680_123, 1_795_302_427_680],
  [1.7953024276801e18, 1_795_302_427_680],
])('Unix time %d is %d ms', (value, at) => {
  expect(readEpoch(value)).toEqual({ kind: 'time', at })
})

test('zero is no time, and what is no number is unreadable', () => {
  expect([readEpoch(0), readEpoch(-1), readEpoch(Number.NaN)].map((r) => r.kind)).toEqual([
    'none',
    'unreadable',
    'unreadable',
  ])
})
