import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { wordingOf } from '../../src/domain/wording.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { badMessage, nobodyKnows, SENT, scriptedGateway } from '../support/gateway.ts'
import { madeIn } from '../support/made-in.ts'
import { aNotification, anAlert } from '../support/make.ts'
import { type BridgeOptions, bridgeOn } from '../support/teller.ts'

/* What is left of words that told nobody, and what goes out when a person sends them again. */

const MINUTE = 60_000
const SLOW = { pace: { messages: 1, perMs: MINUTE } }

let store: OutboxStore
const aBridge = (options?: BridgeOptions) => bridgeOn(store, options)

beforeEach(async () => {
  store = await openSqlite(':memory:')
})
afterEach(() => store.close())

describe('words that nobody took', () => {
  test('stay with a dead letter as they were last, and make room for others when it is redriven', async () => {
    const bridge = aBridge({ script: [badMessage, badMessage] })
    await bridge.accept('d1')
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({
      state: 'dead',
      words: { form: 'plain', parts: [{ text: 'd1 plain' }] },
    })
    await store.redrive(['d1'], bridge.clock.now(), bridge.clock.now() + MINUTE)
    expect((await store.get('d1'))!.words).toBeNull()
    await bridge.turn()
    expect(bridge.texts().at(-1)).toBe('d1 full')
  })

  test('stay with one that is held', async () => {
    const bridge = aBridge({ script: [nobodyKnows], target: { onUnknown: 'hold' } })
    await bridge.accept('d1')
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({
      state: 'held',
      words: { parts: [{ text: 'd1 full' }] },
    })
  })

  test('of a digest stand with the first that it folded, and the others say where', async () => {
    const bridge = aBridge({ target: SLOW, script: [badMessage, badMessage] })
    for (const id of ['d1', 'd2', 'd3']) await bridge.accept(id)
    await bridge.turn()
    const rows = await Promise.all(['d1', 'd2', 'd3'].map(store.get))
    expect(rows.map((row) => [row!.state, row!.toldBy, row!.attempts, row!.words])).toEqual([
      ['dead', null, 2, null],
      ['dead', null, 0, null],
      ['dead', null, 0, null],
    ])
    const [full, plain] = await store.wordings('d1')
    expect([full!.standWith, full!.form, plain!.standWith, plain!.form]).toEqual([
      ...['d1', 'full', 'd1', 'plain'],
    ])
    expect(await madeIn(store, 'd1')).toEqual(['digest of d1 d2 d3', 'plain digest of d1 d2 d3'])
    const pointer = { delivery: 'd1', wording: wordingOf(plain!) }
    expect(rows.map((row) => row!.triedWith)).toEqual([null, pointer, pointer])

    await store.redrive(['d1', 'd2'], bridge.clock.now(), bridge.clock.now() + 9 * MINUTE)
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(bridge.texts().at(-1)).toBe('digest of d1 d2')
    expect(await store.get('d1')).toMatchObject({ state: 'sent', words: null })
  })
})

describe('what is said again', () => {
  const again = (id: string, now: number) => store.redrive([id], now, now + MINUTE, true)

  test('keeps when it was first told, and takes nothing along that it told then', async () => {
    const group = { key: 'g' }
    const down = aNotification([anAlert()], { group })
    const up = aNotification([anAlert({ status: 'resolved' })], { group })
    const bridge = aBridge()
    await bridge.accept('d1', { notification: down })
    // Late by then, the end tells both.
    bridge.clock.advance(6 * MINUTE)
    await bridge.accept('d2', { notification: up })
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({ state: 'sent', toldBy: 'd2' })
    const first = (await store.get('d2'))!.toldAt

    bridge.clock.advance(MINUTE)
    await again('d2', bridge.clock.now())
    await bridge.turn(scriptedGateway(nobodyKnows).gateway)
    bridge.clock.advance(MINUTE)
    await bridge.turn(scriptedGateway(badMessage).gateway)
    expect(await store.get('d2')).toMatchObject({ state: 'dead', toldAt: first, redrives: 1 })
    expect(await store.get('d1')).toMatchObject({ state: 'sent', toldBy: 'd2', toldAt: first })
  })

  test('a firing goes by itself, although its end waits behind it', async () => {
    const group = { key: 'g' }
    const bridge = aBridge()
    await bridge.accept('d1', { notification: aNotification([anAlert()], { group }) })
    await bridge.turn()
    bridge.clock.advance(6 * MINUTE)
    await again('d1', bridge.clock.now())
    const up = aNotification([anAlert({ status: 'resolved' })], { group })
    await bridge.accept('d2', { notification: up })
    await bridge.turn()
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', 'd1 full', 'd2 full'])
  })

  test('is heard by everybody in the first line, also where some had been asked to wait', async () => {
    const address = { channel: 'users', app: 'ops', users: ['u1', 'u2'], mobiles: [] } as const
    const script = [{ ...SENT, flowControlled: ['u2'] }]
    const bridge = aBridge({ target: { address }, script })
    await bridge.accept('d1')
    await bridge.turn()
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({ state: 'sent', target: 'target-a~owed' })
    await again('d1', bridge.clock.now())
    await bridge.turn()
    expect(bridge.calls.map(({ recipients }) => recipients)).toEqual([
      ['u1', 'u2'],
      ['u2'],
      ['u1', 'u2'],
    ])
    expect(await store.get('d1')).toMatchObject({ state: 'sent', target: 'target-a' })
  })
})
