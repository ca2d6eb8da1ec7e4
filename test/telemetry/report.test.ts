import { expect, test } from 'vitest'
import { reportOf } from '../../src/telemetry/report.ts'
import { NOON } from '../support/make.ts'

test.each([
  ['en', 'the robot is not in this group, or was removed: add it again; DingTalk says: no robot'],
  ['zh-CN', '机器人不在群里，或已被移除：请重新添加；钉钉的原话：no robot'],
])('in %s people hear in their words why a target is unhealthy', (locale, description) => {
  const detail =
    'the robot is not in this group, or was removed: add it again; DingTalk says: no robot'
  const event = { type: 'target.unhealthy', receiver: 'sre', target: 'chat', detail } as const
  expect(reportOf(event, locale, NOON)?.annotations['description']).toBe(description)
})
