import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Delivery } from '../../src/domain/delivery.ts'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import type { OutboxStore, Settlement } from '../../src/outbox/store.ts'
import { aNewDelivery, aNotification, anAlert, NOON } from '../support/make.ts'
import { aWebhook } from './store.contract.ts'

const SECOND = 1_000

/** What every store does when a target has more waiting than its share. */
export function crowdContract(open: () => Promise<OutboxStore>) {
  let store: OutboxStore
  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  const ids = (rows: readonly Delivery[]) => rows.map(({ id }) => id)
  const accept = (ids: readonly string[], target = 'a', maxWaiting = 100, now = NOON) =>
    store.accept(
      aWebhook(ids[0]!, { maxWaiting }),
      ids.map((id) => aNewDelivery(id, { target })),
      now,
    )
  const many = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}`)
  const claim = async (target = 'a') =>
    (await store.claim('w1', 10, NOON, NOON + 15 * SECOND)).lines.find(
      (line) => line.target === target,
    )!
  const settle = (step: Partial<Settlement>) =>
    store.settle(
      'w1',
      {
        target: 'a',
        attempts: [],
        changes: [],
        created: [],
        memory: FRESH_LINE,
        next: { kind: 'hold', leaseUntil: NOON + 15 * SECOND },
        ...step,
      },
      NOON,
    )
  const standIn = (id: string, folded: readonly string[]) =>
    settle({
      created: [
        {
          ...aNewDelivery(id, { target: 'a' }),
          state: 'waiting',
          words: null,
          placeOf: folded[0]!,
        },
      ],
      changes: folded.map((each) => ({ id: each, toldBy: id })),
    })

  describe('max_waiting', () => {
    test('counts of each target no more than a tenth', async () => {
      await accept(many(100, 'a'))
      await accept(['b0'], 'b')
      await accept(many(85, 'c').slice(0, 9), 'c')
      for (let i = 0; i < 8; i++) await accept(many(10, `t${i}-`), `t${i}`)
      await expect(accept(['late'], 'b', 100, NOON + 10 * SECOND)).rejects.toThrow(StoreUnavailable)
    })

    test('does not count targets that are shut, and counts them again when they are open', async () => {
      await accept(many(10, 'a'), 'a', 10)
      await claim()
      await settle({
        memory: { ...FRESH_LINE, closed: true },
        next: { kind: 'release', dueAt: NOON },
      })
      const later = NOON + 10 * SECOND
      await accept(many(10, 'b'), 'b', 10, later)
      await claim()
      await settle({ next: { kind: 'release', dueAt: NOON } })
      await expect(accept(['c'], 'c', 10, later + 10 * SECOND)).rejects.toThrow(StoreUnavailable)
    })

    test('does not count what a mute holds back', async () => {
      const muted = many(10, 'm').map((id) => aNewDelivery(id, { mutedUntil: NOON + SECOND }))
      await store.accept(aWebhook('w', { maxWaiting: 10 }), muted, NOON)
      expect((await accept(['d'], 'a', 10)).deliveries).toEqual(['d'])
    })

    test('counts a stored digest as one', async () => {
      await accept(many(10, 'a'), 'a', 10)
      await claim()
      await standIn('digest', many(9, 'a'))
      const later = NOON + 10 * SECOND
      expect((await accept(many(8, 'b'), 'b', 10, later)).deliveries).toHaveLength(8)
      await expect(accept(['c'], 'c', 10, later)).rejects.toThrow(StoreUnavailable)
    })
  })

  describe('what a line has beyond its share', () => {
    test('is the oldest, in order, and none whose words are made', async () => {
      await accept(many(6, 'a'))
      await claim()
      const words = { template: 'alert', parts: [], omitted: 0, form: 'full' } as const
      await settle({ changes: [{ id: 'a0', words }] })
      const { into, rows } = await store.surplus('w1', 'a', 3, 10)
      expect([into, ids(rows)]).toEqual([null, ['a1', 'a2', 'a3']])
      expect(ids((await store.surplus('w1', 'a', 3, 2)).rows)).toEqual(['a1', 'a2'])
      expect((await store.surplus('w1', 'a', 6, 10)).rows).toEqual([])
      expect((await store.surplus('w2', 'a', 3, 10)).rows).toEqual([])
    })

    test('waits as one digest in the place of the first, and more can join it', async () => {
      await accept(many(6, 'a'))
      await claim()
      await settle({ changes: [{ id: 'a0', state: 'sending' }] })
      await standIn('digest', ['a1', 'a2'])
      expect(ids(await store.waiting('w1', 'a', 10))).toEqual(['a0', 'digest', 'a3', 'a4', 'a5'])
      const { into, rows } = await store.surplus('w1', 'a', 4, 10)
      expect([into?.id, ids(rows)]).toEqual(['digest', ['a3']])
      const notification = aNotification([anAlert({ labels: { team: 'db' } })])
      const standsFor = { notification, expiresAt: NOON + 99 * SECOND }
      await settle({
        changes: [
          { id: 'digest', standsFor },
          { id: 'a3', toldBy: 'digest' },
        ],
      })
      expect(await store.get('digest')).toMatchObject({ state: 'waiting', ...standsFor })
      expect(ids(await store.folded('digest'))).toEqual(['a1', 'a2', 'a3'])
      expect(await store.get('a3')).toMatchObject({ state: 'waiting', toldBy: 'digest' })
    })

    test('begins another digest where the first is full', async () => {
      await accept(many(6, 'a'))
      await claim()
      await standIn('digest', ['a0', 'a1'])
      const { into, rows } = await store.surplus('w1', 'a', 2, 2)
      expect([into, ids(rows)]).toEqual([null, ['a2', 'a3']])
    })

    test('goes and comes back with its digest, when a person says so', async () => {
      await accept(many(3, 'a'))
      await claim()
      await standIn('digest', ['a0', 'a1'])
      expect(await store.discard(['digest'], NOON)).toEqual(['digest'])
      const states = async () => (await store.folded('digest')).map(({ state }) => state)
      expect(await states()).toEqual(['discarded', 'discarded'])
      expect(await store.redrive(['digest'], NOON, NOON + SECOND)).toEqual(['digest'])
      expect(await states()).toEqual(['waiting', 'waiting'])
      const standing = await store.standing()
      expect(standing.counts).toEqual([
        { target: 'a', receiver: 'sre', state: 'waiting', count: 3 },
      ])
    })

    test('goes and comes back with what it had taken along itself', async () => {
      await accept(many(3, 'a'))
      await claim()
      // a0 had told for a2 before the digest told for a0.
      await settle({ changes: [{ id: 'a2', state: 'sending', toldBy: 'a0' }] })
      await standIn('digest', ['a0', 'a1'])
      await store.discard(['digest'], NOON)
      expect(await store.get('a2')).toMatchObject({ state: 'discarded', toldBy: 'a0' })
      await store.redrive(['digest'], NOON, NOON + SECOND)
      expect(await store.get('a2')).toMatchObject({ state: 'waiting', toldBy: 'a0' })
    })
  })
}
