import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { badMessage, badSettings, nobodyKnows, SENT, tooFast } from '../support/gateway.ts'
import { NOON } from '../support/make.ts'
import { type BridgeOptions, bridgeOn } from '../support/teller.ts'

/*
 * A target that cannot be told, and has more waiting than its share of ten.
 */

const MINUTE = 60_000

let store: OutboxStore
beforeEach(async () => {
  store = await openSqlite(':memory:')
})
afterEach(() => store.close())

test('the oldest beyond its share wait as one digest, which says for whom it stands', async () => {
  const bridge = await crowded(16, { script: [badSettings] })
  await bridge.turn()
  bridge.clock.advance(MINUTE)
  await bridge.turn()
  const digest = await theDigest()
  expect(digest).toMatchObject({ state: 'waiting', words: null, notification: { alerts: [{}] } })
  expect(digest.notification.group.truncated).toBe(5)
  expect(await folded(digest.id)).toEqual(named(1, 6))
  expect(await store.get('d1')).toMatchObject({ state: 'waiting', toldBy: digest.id })
})

test('more joins it while it waits, a refusal leaves it, and at last one message tells all', async () => {
  const bridge = await crowded(16, { script: [badSettings, badSettings, SENT] })
  await bridge.turn()
  await probe(bridge, 1)
  for (let i = 17; i <= 20; i++) await bridge.accept(`d${i}`)
  await probe(bridge, 2)
  expect(await folded((await theDigest()).id)).toEqual(named(1, 20))
  bridge.clock.advance(5 * MINUTE)
  await bridge.turn()
  expect(bridge.texts().at(-1)).toBe(`digest of ${named(1, 20).join(' ')}`)
  const digest = await theDigest()
  expect(digest).toMatchObject({
    state: 'sent',
    attempts: 2,
    notification: { group: { truncated: 19 } },
  })
  expect(await folded(digest.id)).toEqual(named(1, 20))
  expect((await store.find({ limit: 50, states: ['waiting', 'sending'] })).items).toEqual([])
  expect(bridge.ends.filter(({ state }) => state === 'folded')).toHaveLength(20)
})

test('a head of unknown outcome is repeated before the digest of those behind it', async () => {
  const bridge = await crowded(16, { script: [nobodyKnows, nobodyKnows] })
  await bridge.turn()
  bridge.clock.advance(5 * MINUTE)
  await bridge.turn()
  expect(await folded((await theDigest()).id)).toEqual(named(2, 7))
  for (let i = 0; i < 4; i++) {
    bridge.clock.advance(5 * MINUTE)
    await bridge.turn()
  }
  expect(bridge.texts().slice(0, 4)).toEqual([
    'd1 full',
    'd1 full',
    'd1 full',
    `digest of ${named(2, 7).join(' ')}`,
  ])
})

test('one that outlives its time is a dead letter by itself, and the digest goes on', async () => {
  const bridge = await crowded(0, { script: Array.from({ length: 9 }, () => badSettings) })
  for (const id of named(1, 4)) await bridge.accept(id, { expiresAt: NOON + 2 * MINUTE })
  for (const id of named(5, 16)) await bridge.accept(id)
  await bridge.turn()
  await probe(bridge, 1)
  expect(await folded((await theDigest()).id)).toEqual(named(1, 16))
  await probe(bridge, 5)
  expect(await store.get('d4')).toMatchObject({ state: 'dead', reason: 'config', toldBy: null })
  expect(await folded((await theDigest()).id)).toEqual(named(5, 16))
  expect(bridge.ends).toEqual(
    named(1, 4).map((delivery) => ({ delivery, state: 'dead', reason: 'config' })),
  )
})

test('refused for good, it leaves a dead letter for each that it stood for', async () => {
  const bridge = await crowded(16, { script: [badSettings, badMessage, badMessage] })
  await bridge.turn()
  await probe(bridge, 1)
  const dead = (await store.find({ limit: 50, states: ['dead'] })).items
  expect(dead.map(({ id, toldBy }) => `${id} ${toldBy}`).sort()).toEqual(
    named(1, 16)
      .map((id) => `${id} null`)
      .sort(),
  )
})

test('a target that wants no digests gets none', async () => {
  const bridge = await crowded(16, { script: [tooFast, tooFast], target: { digest: 'off' } })
  for (let i = 0; i < 3; i++) {
    await bridge.turn()
    bridge.clock.advance(20 * MINUTE)
  }
  expect(bridge.texts()).toEqual(['d1 full', 'd1 full', 'd1 full'])
  expect((await store.find({ limit: 50 })).items.map(({ kind }) => kind)).not.toContain('digest')
})

test('a line that only waits for its pace is compacted too, and then told in order', async () => {
  const pace = { messages: 3, perMs: MINUTE }
  const bridge = await crowded(18, { target: { pace } })
  for (let i = 0; i < 3; i++) await bridge.turn()
  expect(await folded((await theDigest()).id)).toEqual(named(3, 8))
  bridge.clock.advance(MINUTE)
  await bridge.turn()
  expect(bridge.texts()).toEqual(['d1 full', 'd2 full', `digest of ${named(3, 8).join(' ')}`])
})

async function crowded(count: number, options: BridgeOptions) {
  const bridge = bridgeOn(store, { share: 10, ...options })
  for (const id of named(1, count)) await bridge.accept(id)
  return bridge
}

/** Claims are looked at twice: a line that has been compacted is given back before it is told. */
async function probe(bridge: Awaited<ReturnType<typeof crowded>>, minutes: number) {
  bridge.clock.advance(minutes * MINUTE)
  await bridge.turn()
  await bridge.turn()
}

async function theDigest() {
  const { items } = await store.find({ limit: 50 })
  const [digest, ...others] = items.filter(({ kind }) => kind === 'digest')
  expect(others).toEqual([])
  return digest!
}

const folded = async (digest: string) => (await store.folded(digest)).map(({ id }) => id)

const named = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `d${from + i}`)
