import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { SENT } from '../support/gateway.ts'
import { NOON } from '../support/make.ts'
import { bridgeOn } from '../support/teller.ts'

let store: OutboxStore

beforeEach(async () => {
  store = await openSqlite(':memory:')
})
afterEach(() => store.close())

test('a token is fetched before a call takes its turn: those that waited for it go out as turns allow', async () => {
  const bridge = bridgeOn(store)
  const prepared: number[] = []
  const sent: number[] = []
  const gateway = {
    ...bridge.gateway,
    async prepare() {
      prepared.push(bridge.clock.now() - NOON)
      return null
    },
    async send() {
      sent.push(bridge.clock.now() - NOON)
      return SENT
    },
  }
  for (let i = 0; i <= 20; i++) {
    await bridge.accept(`d${i}`, { target: `target-${i}` })
    await bridge.turn(gateway)
  }
  expect([prepared.at(-1), sent.at(-1)]).toEqual([0, 1_000])
})

test('an app without a token makes no call, and its delivery waits for the reason', async () => {
  const bridge = bridgeOn(store)
  const refused = { kind: 'reject', reason: 'config', code: 'x', detail: 'No token.' } as const
  await bridge.accept('d1')
  await bridge.turn({ ...bridge.gateway, prepare: async () => refused })
  expect(bridge.calls).toEqual([])
  expect(await store.get('d1')).toMatchObject({ state: 'waiting', reason: 'config', attempts: 1 })
})
