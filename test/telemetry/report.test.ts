import { expect, test } from 'vitest'
import { reportOf } from '../../src/telemetry/report.ts'
import { NOON } from '../support/make.ts'

test.each([
  ['en', 'the robot is not in this group, or was removed: add it again; DingTalk says: no robot'],
  ['zh-CN', '机器人不在群里，或已被移除：请重新添加；钉钉的原话：no robot'],
])('in %s people hear in their words why a target is unhealthy', (locale, description) => {
  const detail =
    'the robot is not in this group, or was removed: add it again; DingTalk says: no robot'
  const event = { type: 'target.unhealthy', receiver: 'sre', target: 'chat' } as const
  expect(
    reportOf({ ...event, detail, isOfApp: false }, locale, NOON)?.annotations['description'],
  ).toBe(description)
})

test('an app that is refused as a whole is told once, not for each of its targets', () => {
  const of = { receiver: 'sre', target: 'chat', isOfApp: true } as const
  expect(reportOf({ type: 'target.unhealthy', ...of, detail: 'x' }, 'en', NOON)).toBeNull()
  expect(reportOf({ type: 'target.recovered', ...of }, 'en', NOON)).toBeNull()
  const firing = reportOf({ type: 'app.unhealthy', app: 'ops', detail: 'x' }, 'en', NOON)
  const resolved = reportOf({ type: 'app.recovered', app: 'ops' }, 'en', NOON)
  expect([firing?.labels['app'], firing?.status, resolved?.status]).toEqual([
    'ops',
    'firing',
    'resolved',
  ])
  expect(resolved?.fingerprint).toBe(firing?.fingerprint)
})
