import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { wordingOf } from '../../src/domain/wording.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { badMessage, badSettings, nobodyKnows, SENT, tooFast } from '../support/gateway.ts'
import { madeIn } from '../support/made-in.ts'
import { aNotification, anAlert, NOON } from '../support/make.ts'
import { type BridgeOptions, bridgeOn } from '../support/teller.ts'

/* In which words it was tried: that stays for people to see, whatever becomes of the delivery. */

const MINUTE = 60_000

let store: OutboxStore
const aBridge = (options?: BridgeOptions) => bridgeOn(store, options)

beforeEach(async () => {
  store = await openSqlite(':memory:')
})
afterEach(() => store.close())

const texts = async (id: string) =>
  (await store.wordings(id)).map(({ parts }) => parts.map(({ text }) => text).join(' '))

describe('a delivery that waits after a failed try', () => {
  test('has what was said, and no words: the next try makes new ones', async () => {
    const bridge = aBridge({ script: [tooFast] })
    await bridge.accept('d1')
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({ state: 'waiting', words: null, triedWith: null })
    expect(await texts('d1')).toEqual(['d1 full'])
    expect(await madeIn(store, 'd1')).toEqual(['d1 full'])
  })

  test('still has it as a dead letter that ran out between two tries', async () => {
    const bridge = aBridge({ script: [tooFast] })
    await bridge.accept('d1', { expiresAt: NOON + 5 * MINUTE })
    await bridge.turn()
    bridge.clock.advance(10 * MINUTE)
    await bridge.turn()
    expect(bridge.texts()).toHaveLength(1)
    expect(await store.get('d1')).toMatchObject({ state: 'dead', reason: 'rate', words: null })
    expect(await madeIn(store, 'd1')).toEqual(['d1 full'])
  })

  test('has it although its users could not be looked up, and nobody was called', async () => {
    const address = { channel: 'users', app: 'ops', users: [], mobiles: ['13800000000'] } as const
    const bridge = aBridge({ target: { address } })
    const refused = { reason: 'transient', code: '-1', detail: 'Busy.' } as const
    const outcome = { kind: 'retry', ...refused } as const
    const lookUp = async () => ({ kind: 'failed', outcome }) as const
    await bridge.accept('d1')
    await bridge.turn({ ...bridge.gateway, lookUp })
    expect(await store.get('d1')).toMatchObject({ state: 'waiting', attempts: 0 })
    expect(await texts('d1')).toEqual(['d1 full'])
  })

  test('has the words in the row alone where they are to be repeated', async () => {
    const bridge = aBridge({ script: [nobodyKnows, nobodyKnows] })
    await bridge.accept('d1')
    await bridge.turn()
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(await texts('d1')).toEqual([])
    expect(await madeIn(store, 'd1')).toEqual(['d1 full', 'd1 full'])
  })

  test('keeps the words of each part as one', async () => {
    const bridge = aBridge({ parts: 2, script: [tooFast, SENT, SENT] })
    await bridge.accept('d1')
    await bridge.turn()
    bridge.clock.advance(2 * MINUTE)
    await bridge.turn()
    expect((await store.get('d1'))!.state).toBe('sent')
    const both = 'd1 full 1 d1 full 2'
    expect(await madeIn(store, 'd1')).toEqual([both, both, both])
  })
})

test('words that the plain form replaced stay beside it, also where that is told', async () => {
  const bridge = aBridge({ script: [badMessage] })
  await bridge.accept('d1')
  await bridge.turn()
  expect(await store.get('d1')).toMatchObject({ state: 'sent', words: { form: 'plain' } })
  expect(await madeIn(store, 'd1')).toEqual(['d1 full', 'd1 plain'])
})

test('what people heard first stays known when it is said again', async () => {
  const bridge = aBridge()
  await bridge.accept('d1')
  await bridge.turn()
  await store.redrive(['d1'], bridge.clock.now(), bridge.clock.now() + MINUTE, true)
  expect(await store.get('d1')).toMatchObject({ state: 'waiting', words: null })
  expect(await madeIn(store, 'd1')).toEqual(['d1 full'])
})

describe('a digest that told nothing', () => {
  const SLOW = { pace: { messages: 1, perMs: MINUTE } }

  test('leaves what it said to the first that it folded, while all wait', async () => {
    const bridge = aBridge({ target: SLOW, script: [tooFast, tooFast] })
    for (const id of ['d1', 'd2']) await bridge.accept(id)
    await bridge.turn()
    const [kept] = await store.wordings('d1')
    const pointer = { delivery: 'd1', wording: wordingOf(kept!) }
    expect(await store.get('d2')).toMatchObject({
      state: 'waiting',
      words: null,
      triedWith: pointer,
    })

    await bridge.accept('d3')
    bridge.clock.advance(3 * MINUTE)
    await bridge.turn()
    const said = ['digest of d1 d2', 'digest of d1 d2 d3']
    expect(await madeIn(store, 'd1')).toEqual(said)
    const grown = wordingOf((await store.wordings('d1'))[1]!)
    for (const id of ['d2', 'd3'])
      expect((await store.get(id))!.triedWith).toEqual({ delivery: 'd1', wording: grown })
  })

  test('leaves the attempts of former turns too, when its time runs out between two tries', async () => {
    const bridge = aBridge({ target: SLOW, script: [nobodyKnows, nobodyKnows] })
    const expiresAt = NOON + 30 * MINUTE
    for (const id of ['d1', 'd2']) await bridge.accept(id, { expiresAt })
    for (const wait of [5 * MINUTE, 60 * MINUTE, 0]) {
      await bridge.turn()
      bridge.clock.advance(wait)
    }
    const [first, second] = await Promise.all(['d1', 'd2'].map(store.get))
    expect([first!.state, first!.attempts, second!.state]).toEqual(['dead', 2, 'dead'])
    expect(await madeIn(store, 'd1')).toEqual(['digest of d1 d2', 'digest of d1 d2'])
    expect(second!.triedWith!.delivery).toBe('d1')
  })

  test('stored for a crowd, leaves its last try to the first that runs out', async () => {
    const bridge = aBridge({ share: 10, script: [badSettings, badSettings] })
    for (let i = 1; i <= 16; i++)
      await bridge.accept(`d${i}`, i <= 3 ? { expiresAt: NOON + 30 * MINUTE } : {})
    await bridge.turn()
    for (const minutes of [1, 2, 60]) {
      bridge.clock.advance(minutes * MINUTE)
      await bridge.turn()
    }
    const rows = await Promise.all(['d1', 'd2', 'd4'].map(store.get))
    expect(rows.map((row) => row!.state)).toEqual(['dead', 'dead', 'waiting'])
    const last = (await madeIn(store, 'd1')).at(-1)
    expect(last).toMatch(/^digest of d1 d2 d3 d4/)
    expect(rows[1]!.triedWith!.delivery).toBe('d1')
  })
})

test('a firing that its end was to tell as well says where those words stand', async () => {
  const group = { key: 'g' }
  const bridge = aBridge({ script: [tooFast] })
  await bridge.accept('d1', { notification: aNotification([anAlert()], { group }) })
  bridge.clock.advance(6 * MINUTE)
  const up = aNotification([anAlert({ status: 'resolved' })], { group })
  await bridge.accept('d2', { notification: up })
  await bridge.turn()
  const [said] = await store.wordings('d2')
  expect(await madeIn(store, 'd2')).toEqual(['d2 full'])
  expect(await store.get('d1')).toMatchObject({
    ...{ state: 'waiting', toldBy: null },
    triedWith: { delivery: 'd2', wording: wordingOf(said!) },
  })
})
