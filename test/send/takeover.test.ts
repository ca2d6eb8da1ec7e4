import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { SECOND } from '../../src/domain/clock.ts'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { createClosures } from '../../src/send/closures.ts'
import type { House } from '../../src/send/house.ts'
import { createLimiter } from '../../src/send/limiter.ts'
import { startWorker } from '../../src/send/worker.ts'
import { tameChance } from '../support/clock.ts'
import { elasticClock } from '../support/elastic-clock.ts'
import { plainChannels, scriptedGateway } from '../support/gateway.ts'
import { until } from '../support/house.ts'
import { aNewDelivery, NOON } from '../support/make.ts'
import { ADDRESSES, aMessage, anApp } from './fakes.ts'

test('a line is taken over within 15 s, also when whoever took it over dies as well', async () => {
  const clock = elasticClock(() => NOON)
  const store = await openSqlite(':memory:')
  onTestFinished(store.close)
  const asked = { underWay: 0 }
  const deaths: number[] = []
  const told = Promise.withResolvers<number>()
  let calls = 0

  const start = (worker: string): void => {
    const cut = { isDead: false }
    startWorker({
      worker,
      store: cutOff(store, cut, asked),
      gateway: {
        ...scriptedGateway().gateway,
        send() {
          calls += 1
          if (calls === 3) told.resolve(clock.now())
          cut.isDead = true
          deaths.push(clock.now())
          return NEVER
        },
      },
      channels: plainChannels,
      closures: createClosures({ recall: async () => null, remember: async () => {} }, () => null),
      limiter: createLimiter(null, clock),
      share: () => 1_000,
      clock,
      chance: tameChance(),
      emit: () => {},
      house: () => HOUSE,
    })
  }
  await store.accept(
    WEBHOOK,
    [aNewDelivery('d1', { expiresAt: clock.now() + 600 * SECOND })],
    clock.now(),
  )
  for (const worker of ['one', 'two', 'three']) start(worker)

  const until = clock.now() + 60 * SECOND
  while (calls < 3 && clock.now() < until) {
    // Time goes on only while they all sleep.
    do await pause(1)
    while (asked.underWay > 0)
    clock.advance(SECOND / 10)
  }
  expect(calls).toBe(3)
  const [first = 0] = deaths
  expect((await told.promise) - first).toBeLessThan(15 * SECOND)
})

test('a store that goes away while a line is looked at is said to be away, and is no bug', async () => {
  const clock = elasticClock()
  const store = await openSqlite(':memory:')
  onTestFinished(store.close)
  const events: BridgeEvent[] = []
  const row = aNewDelivery('d1', { expiresAt: clock.now() + 600 * SECOND })
  await store.accept(WEBHOOK, [row, { ...row, id: 'd2' }], clock.now())
  const worker = startWorker({
    worker: 'one',
    store: { ...store, waiting: () => Promise.reject(new StoreUnavailable('Away.')) },
    gateway: scriptedGateway().gateway,
    channels: plainChannels,
    closures: createClosures({ recall: async () => null, remember: async () => {} }, () => null),
    limiter: createLimiter(null, clock),
    share: () => 1_000,
    clock,
    chance: tameChance(),
    emit: (event) => events.push(event),
    house: () => ({ ...HOUSE, isLate: () => true }),
  })
  await until('an event', () => events.length > 0)
  await worker.stop(0)
  expect(events[0]).toEqual({ type: 'store.unavailable', detail: 'Away.' })
})

const NEVER = new Promise<never>(() => {})

/** The store as a process has it that may be killed: nothing it asks is ever done or answered. */
function cutOff(
  store: OutboxStore,
  cut: { readonly isDead: boolean },
  asked: { underWay: number },
): OutboxStore {
  return new Proxy(store, {
    get: (_, name: keyof OutboxStore) => {
      if (cut.isDead) return () => NEVER
      return async (...question: readonly unknown[]) => {
        asked.underWay += 1
        const ask = store[name] as (...question: readonly unknown[]) => Promise<unknown>
        return ask(...question).finally(() => {
          asked.underWay -= 1
        })
      }
    },
  })
}

const WEBHOOK = {
  id: 'w1',
  source: 'prod',
  sourceType: 'alertmanager',
  body: Buffer.from('{}'),
  headers: {},
  wished: null,
  dedup: null,
  maxWaiting: 10,
}

const words = (text: string) => ({
  template: 'alert',
  parts: [aMessage({ text })],
  omitted: 0,
  form: 'full' as const,
})

const HOUSE: House = {
  target: () => ({
    key: 'target-a',
    receiver: 'sre',
    name: 'sre/1',
    address: ADDRESSES.group,
    template: null,
    locale: 'en',
    timezone: 'UTC',
    pace: { messages: 18, perMs: 60_000 },
    onUnknown: 'retry',
    digest: 'auto',
    mentions: null,
    data: {},
  }),
  app: () => anApp(),
  isSparing: () => false,
  isUrgent: () => false,
  isLate: () => false,
  words: (row) => words(row.id),
  digest: (row) => words(row.id),
}
