import { expect, test } from 'vitest'
import type { Clock } from '../../src/domain/clock.ts'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { createSharedTraffic } from '../../src/telemetry/shared-traffic.ts'
import { createTraffic, STEP_MS, trafficOf } from '../../src/telemetry/traffic.ts'
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

function aTraffic(clock: Clock) {
  const { watch, record } = createTraffic(clock)
  return { watch, read: () => trafficOf([record()], clock.now()) }
}

test('counts by source and receiver what happened', () => {
  const clock = handClock()
  const { watch, read } = aTraffic(clock)
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

test('shows six hours in steps of five minutes, and forgets what is older', () => {
  const clock = handClock()
  const { watch, read } = aTraffic(clock)
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

test('replicas show the same, and a new process what the one before it counted', async () => {
  const clock = handClock()
  const kept = new Map<string, string>()
  const store = {
    remember: async (key: string, value: string) => void kept.set(key, value),
    recallAll: async () => [...kept.values()],
  }
  const [one, other] = ['a', 'b'].map((id) => createSharedTraffic({ clock, store, id }))
  one?.watch(came())
  other?.watch(came())
  clock.advance(1)
  other?.watch({ ...came(), source: '__proto__' } as BridgeEvent)
  for (const each of [one, other]) each?.watch(ended('sent'))
  await one?.settle()
  const seen = await other?.read()
  expect(await one?.read()).toEqual(seen)
  const next = createSharedTraffic({ clock, store, id: 'c' })
  expect(await next.read()).toEqual(seen)
  expect(kept.size).toBe(2)
  expect(seen?.sources.get('prod')).toMatchObject({ accepted: 2, alerts: 4 })
  expect(seen?.sources.get('__proto__')).toMatchObject({ accepted: 1, lastAt: clock.now() })
  expect(seen?.receivers.get('sre')).toEqual({ told: 2, dead: 0 })
  expect(seen?.steps.at(-1)).toMatchObject({ alerts: 6, told: 2 })
})
