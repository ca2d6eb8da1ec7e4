import { expect, test } from 'vitest'
import { createLastFailures, placeOf } from '../../src/telemetry/last-failures.ts'
import { handClock } from '../support/clock.ts'

test('remembers how the last call of a target failed, until one succeeds', () => {
  const clock = handClock()
  const { watch, read } = createLastFailures(clock)
  const place = { receiver: 'sre', target: 'chat' }
  watch({ ...FAILED, ...place })
  watch({ ...FAILED, ...place, detail: 'The robot is not in this group.' })
  watch({ ...FAILED, ...place, receiver: 'dba' })
  expect(read().get(placeOf(place))).toEqual({
    ...{ at: clock.now(), reason: 'config', code: 'robot.unknown' },
    detail: 'The robot is not in this group.',
  })
  watch({ ...FAILED, ...place, outcome: 'sent', reason: null, code: null, detail: null })
  expect([...read().keys()]).toEqual([placeOf({ ...place, receiver: 'dba' })])
})

const FAILED = {
  type: 'attempt.ended',
  delivery: 'd1',
  channel: 'group',
  app: 'ops',
  outcome: 'reject',
  reason: 'config',
  code: 'robot.unknown',
  detail: null,
  tookMs: 5,
} as const
