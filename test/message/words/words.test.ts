import { describe, expect, test } from 'vitest'
import { labelsOf } from '../../../src/domain/labels.ts'
import { DEFAULT_SEVERITY } from '../../../src/message/voice.ts'
import { createCalendar } from '../../../src/message/words/calendar.ts'
import { say, sayDuration } from '../../../src/message/words/locale.ts'
import { readableNumbers } from '../../../src/message/words/number.ts'
import { severityOf, severityWord } from '../../../src/message/words/severity.ts'
import { createSpeech } from '../../../src/message/words/speech.ts'
import { aVoice, NOW } from '../../support/make.ts'

test.each([
  [0, '0 s', '0 秒'],
  [45_000, '45 s', '45 秒'],
  [90_000, '1 min 30 s', '1 分钟 30 秒'],
  [8 * 60_000, '8 min', '8 分钟'],
  [(3 * 60 + 12) * 60_000 + 5000, '3 h 12 min', '3 小时 12 分钟'],
  [2 * 86_400_000 + 60_000, '2 d', '2 天'],
  [50 * 3_600_000, '2 d 2 h', '2 天 2 小时'],
  [-5, '0 s', '0 秒'],
])('%i ms is %s and %s', (ms, en, zh) => {
  expect([sayDuration('en', ms), sayDuration('zh-CN', ms)]).toEqual([en, zh])
})

describe('moments', () => {
  test.each([
    ['2026-11-22T06:02:00Z', '14:02', '14:02'],
    ['2026-11-21T15:59:00Z', '21 Nov 23:59', '11月21日 23:59'],
    ['2025-11-22T06:02:00Z', '2025-11-22 14:02', '2025-11-22 14:02'],
  ])('%s is %s and %s', (iso, en, zh) => {
    const at = Date.parse(iso)
    expect(createCalendar('Asia/Shanghai', 'en').short(at, NOW)).toBe(en)
    expect(createCalendar('Asia/Shanghai', 'zh-CN').short(at, NOW)).toBe(zh)
  })

  test.each([
    ['2026-11-22T06:02:00Z', '2026-11-22T06:25:00Z', '14:02 to 14:25, lasted 23 min'],
    ['2026-11-22T06:02:05Z', '2026-11-22T06:02:25Z', '14:02, lasted 20 s'],
    ['2026-11-20T06:02:00Z', '2026-11-20T06:25:00Z', '20 Nov 14:02 to 14:25, lasted 23 min'],
    ['2026-11-20T06:02:00Z', '2026-11-22T06:02:00Z', '20 Nov 14:02 to 22 Nov 14:02, lasted 2 d'],
    [
      '2025-12-31T15:00:00Z',
      '2026-01-01T15:00:00Z',
      '2025-12-31 23:00 to 2026-01-01 23:00, lasted 1 d',
    ],
  ])('from %s to %s are told as %s', (from, to, expected) => {
    const speech = createSpeech(aVoice({ timezone: 'Asia/Shanghai' }))
    expect(speech.span(Date.parse(from), Date.parse(to))).toBe(expected)
  })

  test('that no calendar has are nothing', () => {
    expect(createCalendar('UTC', 'en').short(Number.NaN, NOW)).toBe('')
    expect(createCalendar('UTC', 'en').format(1e20, 'YYYY')).toBe('')
  })

  test.each([
    ['UTC', 'UTC'],
    ['Asia/Shanghai', 'UTC+8'],
    ['Asia/Kolkata', 'UTC+5:30'],
    ['America/New_York', 'UTC-5'],
    ['Nowhere/None', 'UTC'],
  ])('the zone of %s is %s', (timezone, expected) => {
    expect(createCalendar(timezone, 'en').zone(NOW)).toBe(expected)
  })
})

test.each([
  [{ severity: 'critical' }, 0, '🔴'],
  [{ severity: 'Error' }, 1, '🔴'],
  [{ priority: 'P2' }, 2, '🟠'],
  [{ level: 'info' }, 3, '🔵'],
  [{ severity: 'none' }, 4, '🔔'],
  [{ severity: ' ', level: 'warning' }, 2, '🟠'],
  [{ team: 'a' }, 5, '🔴'],
] as readonly (readonly [Record<string, string>, number, string])[])(
  '%j has rank %i and %s',
  (labels, rank, icon) => {
    const severity = severityOf(labelsOf(Object.entries(labels)), DEFAULT_SEVERITY)
    expect([severity.rank, severity.icon]).toEqual([rank, icon])
  },
)

test('a key that is no word is said as it is, also when objects have it', () => {
  expect(say('en', 'Pay team')).toBe('Pay team')
  expect(say('en', 'constructor')).toBe('constructor')
  expect(say('de', 'firing')).toBe('firing')
})

test.each([
  ['critical', '严重'],
  ['P1', 'P1'],
  ['2', '级别 2'],
  ['none', ''],
  ['', ''],
])('the severity %j is called %j', (value, expected) => {
  const speech = createSpeech(aVoice({ locale: 'zh-CN' }))
  const severity = severityOf(labelsOf([['severity', value]]), DEFAULT_SEVERITY)
  expect(severityWord(severity, speech)).toBe(expected)
})

test('a severity "none" that the scale names is told', () => {
  const scale = { labels: ['severity'], order: [['none']] }
  const severity = severityOf(labelsOf([['severity', 'none']]), scale)
  expect(severityWord(severity, createSpeech(aVoice({ severity: scale })))).toBe('none')
})

test.each([
  ['B=44.23943737541908, C=1', 'B=44.2394, C=1'],
  ['97.31234567%', '97.3123%'],
  ['0.30000000000000004', '0.3'],
  ['-0.000123456789 s', '-0.000123457 s'],
  ['1234567.891234567', '1234567.89'],
  ['1.23456789e-7', '1.23457e-7'],
  ['0.00000000', '0'],
  ['99.9995 %', '99.9995 %'],
  ['1062305.0', '1062305.0'],
  ['10.0.0.12345678', '10.0.0.12345678'],
  ['v1.20261122', 'v1.20261122'],
  ['NaN', 'NaN'],
])('the value %s reads %s', (value, expected) => {
  expect(readableNumbers(value)).toBe(expected)
})
