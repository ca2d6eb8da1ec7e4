import { describe, expect, test } from 'vitest'
import type { Alert } from '../src/domain/alert.ts'
import type { BridgeEvent } from '../src/domain/event.ts'
import { StoreUnavailable } from '../src/domain/store-unavailable.ts'
import type { Heartbeat } from '../src/match/heartbeat.ts'
import { parseMatchers } from '../src/match/matcher.ts'
import type { Plan } from '../src/settings/plan.ts'
import { OWN_SOURCE } from '../src/telemetry/report.ts'
import { createWatchman } from '../src/watchman.ts'
import { handClock } from './support/clock.ts'
import { aNotification, anAlert } from './support/make.ts'

const MINUTE = 60_000

describe('what the bridge reports', () => {
  test.each([
    ['a dead letter', { state: 'dead' } as const, ['DeliveryDead']],
    ['a held delivery', { state: 'held' } as const, ['DeliveryHeld']],
    ['nothing of what was told', { state: 'sent' } as const, []],
    ['nothing of its own reports', { state: 'dead', source: OWN_SOURCE } as const, []],
  ])('%s', (_, over, names) => {
    const { watchman, told } = aWatchman()
    watchman.hear({ ...ENDED, ...over })
    expect(told.map(({ alert }) => alert.labels['alertname'])).toEqual(names)
  })

  test('an unhealthy target once, and that it is healthy again as the end of the same alert', () => {
    const { watchman, told } = aWatchman()
    const target = { receiver: 'dba', target: 'dba/1', isOfApp: false }
    watchman.hear({ type: 'target.unhealthy', ...target, detail: 'The robot is not in the group.' })
    watchman.hear({ type: 'target.recovered', ...target })
    const [down, up] = told.map(({ alert }) => alert)
    expect([down?.status, up?.status]).toEqual(['firing', 'resolved'])
    expect(up?.fingerprint).toBe(down?.fingerprint)
    expect(down?.annotations['description']).toBe('The robot is not in the group.')
  })

  test('nothing where the settings name nobody, and nothing of that receiver about itself', () => {
    const target = { type: 'target.unhealthy', target: 'x/1', detail: '', isOfApp: false } as const
    const silent = aWatchman({ reportTo: null })
    silent.watchman.hear({ ...target, receiver: 'dba' })
    const self = aWatchman({ reportTo: 'sre' })
    self.watchman.hear({ ...target, receiver: 'sre' })
    expect([...silent.told, ...self.told]).toEqual([])
  })
})

describe('a heartbeat', () => {
  const watchdog = anAlert({ labels: { alertname: 'Watchdog' } })
  const other = anAlert({ labels: { alertname: 'Down' } })
  const reading = (...alerts: Alert[]) => ({
    ...aNotification([watchdog]),
    group: aNotification([watchdog]).group,
    alerts,
    ignored: false,
  })

  test('is swallowed, and what came with it is told', async () => {
    const { watchman } = aWatchman()
    const rest = await watchman.listen('prod', 'alertmanager', reading(watchdog, other))
    expect(rest.alerts).toEqual([other])
  })

  test('of another source is an alert like any other', async () => {
    const { watchman } = aWatchman()
    const rest = await watchman.listen('dev', 'alertmanager', reading(watchdog))
    expect(rest.alerts).toEqual([watchdog])
  })

  test('that stays away is told once, and that it is back once', async () => {
    const { watchman, told, clock, lookFor } = aWatchman()
    await watchman.listen('prod', 'alertmanager', reading(watchdog))
    await lookFor(30 * MINUTE)
    expect(told).toMatchObject([
      {
        receiver: 'sre',
        alert: { status: 'firing', annotations: { summary: expect.stringContaining('5m') } },
      },
    ])
    await watchman.listen('prod', 'alertmanager', reading(watchdog))
    await watchman.listen('prod', 'alertmanager', reading(watchdog))
    expect(told.map(({ alert }) => alert.status)).toEqual(['firing', 'resolved'])
    clock.advance(1)
  })

  test('that comes twice at once ends its silence once', async () => {
    const { watchman, told, lookFor } = aWatchman()
    await watchman.listen('prod', 'alertmanager', reading(watchdog))
    await lookFor(30 * MINUTE)
    const beat = () => watchman.listen('prod', 'alertmanager', reading(watchdog))
    await Promise.all([beat(), beat()])
    expect(told.map(({ alert }) => alert.status)).toEqual(['firing', 'resolved'])
  })

  test('is told when the store is back, where it was away just then', async () => {
    const { watchman, told, lookFor, fail } = aWatchman()
    await watchman.listen('prod', 'alertmanager', reading(watchdog))
    fail(1)
    await lookFor(30 * MINUTE)
    expect(told.map(({ alert }) => alert.status)).toEqual(['firing'])
    fail(1)
    const beat = () => watchman.listen('prod', 'alertmanager', reading(watchdog))
    await expect(beat()).rejects.toThrow('away')
    await beat()
    expect(told.map(({ alert }) => alert.status)).toEqual(['firing', 'resolved'])
  })

  test('is first missed one interval after the start', async () => {
    const { told, lookFor } = aWatchman()
    await lookFor(5 * MINUTE)
    expect(told).toEqual([])
    await lookFor(6 * MINUTE)
    expect(told).toHaveLength(1)
  })

  test('is looked for again after a bug, which is told as one', async () => {
    const { told, lookFor, stumble, bugs } = aWatchman()
    stumble(2)
    await lookFor(6 * MINUTE)
    expect(bugs).toEqual(['watchman', 'watchman'])
    expect(told).toHaveLength(1)
  })

  test('that keeps coming is never told', async () => {
    const { watchman, told, lookFor } = aWatchman()
    for (let i = 0; i < 5; i++) {
      await watchman.listen('prod', 'alertmanager', reading(watchdog))
      await lookFor(4 * MINUTE)
    }
    expect(told).toEqual([])
  })
})

function aWatchman({ reportTo = 'sre' }: { readonly reportTo?: string | null } = {}) {
  const clock = handClock()
  const kept = new Map<string, string>()
  const told: { alert: Alert; receiver: string }[] = []
  const bugs: string[] = []
  const oops = new TypeError('Oops.')
  let failures = 0
  let stumbles = 0
  const matchers = parseMatchers('alertname="Watchdog"')
  if (!matchers.ok) throw new Error(matchers.error.message)
  const heartbeat: Heartbeat = {
    source: 'prod',
    matchers: matchers.value,
    everyMs: 5 * MINUTE,
    to: 'sre',
  }
  const plan = { locale: 'en', delivery: { reportTo }, heartbeats: [heartbeat] }
  const watchman = createWatchman({
    plan() {
      if (stumbles-- > 0) throw oops
      return plan as unknown as Plan
    },
    memory: {
      recall: async (key) => kept.get(key) ?? null,
      remember: async (key, value) => void kept.set(key, value),
    },
    clock,
    emit: (event) => {
      if (event.type === 'bug' && event.error === oops) bugs.push(event.where)
      else if (event.type !== 'store.unavailable') throw new Error(`Unexpected: ${event.type}`)
    },
    async tell(alert, receiver) {
      if (failures-- > 0) throw new StoreUnavailable('away')
      told.push({ alert, receiver })
    },
  })
  return {
    watchman,
    told,
    bugs,
    clock,
    /** So many times the settings are not what we think. */
    stumble(times: number) {
      stumbles = times
    },
    /** So many reports find the store away. */
    fail(times: number) {
      failures = times
    },
    /** Lets it look for so long; the clock moves with its sleep. */
    async lookFor(ms: number) {
      const until = clock.now() + ms
      const over = new AbortController()
      const sleep = clock.sleep
      clock.sleep = async (each, signal) => {
        await sleep(each, signal)
        if (clock.now() >= until) over.abort()
      }
      await watchman.watch(over.signal)
      clock.sleep = sleep
    },
  }
}

const ENDED: Extract<BridgeEvent, { type: 'delivery.ended' }> = {
  type: 'delivery.ended',
  delivery: 'd1',
  source: 'prod',
  about: 'HighErrorRate',
  receiver: 'dba',
  target: 'dba/1',
  channel: 'group',
  state: 'dead',
  reason: 'message',
  detail: 'Too long.',
  seconds: 3,
}
