import { expect, test } from 'vitest'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { createTraffic, placeOf, STEP_MS } from '../../src/telemetry/traffic.ts'
import { handClock } from '../support/clock.ts'

const came = (duplicate = false): BridgeEvent => ({
  type: 'webhook.accepted',
  source: 'prod',
  webhook: 'w1',
  deliveries: ['d1'],
  duplicate,
  alerts: ['firing', 'resolved'],
  tookMs: 1,
  storeMs: 1,
})
const ended = (state: 'sent' | 'folded' | 'dead' | 'held'): BridgeEvent => ({
  type: 'delivery.ended',
  delivery: 'd1',
  source: 'prod',
  about: 'DiskFull',
  receiver: 'sre',
  target: 'chat',
  channel: 'group',
  state,
  reason: null,
  detail: null,
  seconds: 1,
})

test('counts by source and receiver what happened since the start', () => {
  const clock = handClock()
  const { watch, read } = createTraffic(clock)
  const since = clock.now()
  clock.advance(1_000)
  const refused = { type: 'webhook.refused', status: 400, message: '' } as const
  watch(came())
  watch(came(true))
  watch({ ...refused, source: 'prod', code: 'bad_json' })
  watch({ ...refused, source: '-', code: 'unknown_source' })
  for (const state of ['sent', 'folded', 'dead', 'held'] as const) watch(ended(state))
  const { sources, receivers, steps } = read()
  expect([...sources]).toEqual([
    [
      'prod',
      {
        accepted: 2,
        duplicates: 1,
        alerts: 2,
        refused: 1,
        lastAt: since + 1_000,
        lastRefusal: { at: since + 1_000, code: 'bad_json', message: '' },
      },
    ],
  ])
  expect([...receivers]).toEqual([['sre', { told: 2, dead: 1 }]])
  expect(steps.at(-1)).toMatchObject({ alerts: 2, told: 2, dead: 1 })
})

test('remembers how the last call of a target failed, until one succeeds', () => {
  const clock = handClock()
  const { watch, read } = createTraffic(clock)
  const place = { receiver: 'sre', target: 'chat' }
  watch({ ...FAILED, ...place })
  watch({ ...FAILED, ...place, detail: 'The robot is not in this group.' })
  watch({ ...FAILED, ...place, receiver: 'dba' })
  expect(read().failures.get(placeOf(place))).toEqual({
    ...{ at: clock.now(), reason: 'config', code: 'robot.unknown' },
    detail: 'The robot is not in this group.',
  })
  watch({ ...FAILED, ...place, outcome: 'sent', reason: null, code: null, detail: null })
  expect([...read().failures.keys()]).toEqual([placeOf({ ...place, receiver: 'dba' })])
})

const FAILED = {
  type: 'attempt.ended',
  delivery: 'd1',
  channel: 'group',
  outcome: 'reject',
  reason: 'config',
  code: 'robot.unknown',
  detail: null,
  tookMs: 5,
} as const

test('shows six hours in steps of five minutes, and forgets what is older', () => {
  const clock = handClock()
  const { watch, read } = createTraffic(clock)
  watch(came())
  clock.advance(3 * STEP_MS)
  watch(came())
  expect(read().steps).toHaveLength(72)
  expect(read().steps.filter(({ alerts }) => alerts > 0)).toHaveLength(2)
  clock.advance(70 * STEP_MS)
  watch(ended('sent'))
  expect(
    read()
      .steps.map(({ alerts }) => alerts)
      .filter(Boolean),
  ).toEqual([2])
})
