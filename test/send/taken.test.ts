import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { NOON } from '../support/make.ts'
import { type BridgeOptions, bridgeOn } from '../support/teller.ts'

/* A person decides on a delivery just when a worker has read it: what the person said holds. */

const MINUTE = 60_000

let store: OutboxStore
beforeEach(async () => {
  store = await openSqlite(':memory:')
})
afterEach(() => store.close())

/** A bridge whose worker is about to write its first step when `person` decides. */
function overtaken(person: () => Promise<unknown>, options: BridgeOptions = {}) {
  let isDecided = false
  const settle: OutboxStore['settle'] = async (...step) => {
    if (!isDecided) await person()
    isDecided = true
    return store.settle(...step)
  }
  return bridgeOn({ ...store, settle }, options)
}

const stateOf = async (id: string) => (await store.get(id))?.state

describe('a delivery that is taken before its first step', () => {
  test('is not said, and the next of its line is looked at once', async () => {
    const bridge = overtaken(() => store.discard(['d1'], NOON))
    await bridge.accept('d1')
    await bridge.accept('d2')
    await bridge.turn()
    expect([await stateOf('d1'), bridge.texts()]).toEqual(['discarded', []])
    await bridge.turn()
    expect([await stateOf('d1'), bridge.texts()]).toEqual(['discarded', ['d2 full']])
  })

  test('is in no digest', async () => {
    const bridge = overtaken(() => store.discard(['d2'], NOON), {
      target: { pace: { messages: 1, perMs: MINUTE } },
    })
    await bridge.accept('d0')
    const ids = ['d1', 'd2', 'd3']
    for (const id of ids) await bridge.accept(id, { mutedUntil: NOON })
    bridge.clock.advance(1)
    await bridge.turn()
    while (bridge.clock.now() < NOON + 10 * MINUTE) {
      await bridge.turn()
      bridge.clock.advance(MINUTE)
    }
    expect(await stateOf('d2')).toBe('discarded')
    expect(bridge.texts().join(' ')).not.toContain('d2')
    expect(await Promise.all(['d0', 'd1', 'd3'].map(stateOf))).toEqual(['sent', 'sent', 'sent'])
  })

  test('that ran out is no dead letter, and is not reported as one', async () => {
    const bridge = overtaken(() => store.discard(['d1'], NOON))
    await bridge.accept('d1', { expiresAt: NOON })
    await bridge.turn()
    expect([await stateOf('d1'), bridge.ends]).toEqual(['discarded', []])
  })

  test('joins no digest that stands for a crowd', async () => {
    const bridge = overtaken(() => store.discard(['d03'], NOON), { gone: false, share: 10 })
    const ids = Array.from({ length: 30 }, (_, i) => `d${`${i}`.padStart(2, '0')}`)
    for (const id of ids) await bridge.accept(id)
    await store.claim('w1', 1, NOON, NOON + 15_000)
    const shut = { slots: [], failures: 0, retryingSince: null, closed: true, unhealthySince: null }
    const memory = { ...shut, closedUntil: NOON + MINUTE }
    const next = { kind: 'release', dueAt: NOON } as const
    const nothing = { target: 'target-a', attempts: [], changes: [], created: [], memory, next }
    await store.settle('w1', nothing, NOON)
    await bridge.turn()
    expect(await stateOf('d03')).toBe('discarded')
    await bridge.turn()
    const { items } = await store.find({ limit: 99 })
    const digest = items.find(({ kind }) => kind === 'digest')
    const folded = items.filter(({ toldBy }) => toldBy === digest?.id).map(({ id }) => id)
    expect(folded.toSorted()).toEqual(ids.slice(0, 20).filter((id) => id !== 'd03'))
  })
})
