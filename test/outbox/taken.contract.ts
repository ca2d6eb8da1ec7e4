import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DeliveryState } from '../../src/domain/delivery.ts'
import type { OutboxStore, Settlement } from '../../src/outbox/store.ts'
import { A_RELEASE, aNewDelivery, NOON } from '../support/make.ts'
import { aWebhook } from './store.contract.ts'

/** What every store does where a person decides on what a worker has just read. */
export function takenContract(open: () => Promise<OutboxStore>) {
  let store: OutboxStore

  beforeEach(async () => {
    store = await open()
    await store.accept(aWebhook('w'), [aNewDelivery('d1'), aNewDelivery('d2')], NOON)
    await store.claim('w1', 10, NOON, NOON + 15_000)
  })
  afterEach(() => store.close())

  const states = async () =>
    (await store.find({ limit: 9 })).items.map(({ id, state }) => `${id} ${state}`).sort()

  test.each([
    { what: 'discarded', decide: () => store.discard(['d1'], NOON) },
    {
      what: 'sent elsewhere',
      decide: () => store.redirect('d1', ['waiting'], [], 'Sent to dba instead.', NOON),
    },
  ])('what is $what between a claim and its first step stays so', async ({ decide }) => {
    await decide()
    expect(await store.settle('w1', sending('d1'), NOON)).toBe(false)
    expect(await states()).toEqual(['d1 discarded', 'd2 waiting'])
    expect(await store.settle('w1', A_RELEASE, NOON)).toBe(true)
    expect((await store.claim('w1', 1, NOON, NOON)).lines[0]!.head.id).toBe('d2')
  })

  test('a digest that was to fold it does not come to be, and changes no other', async () => {
    await store.discard(['d2'], NOON)
    const made = { ...aNewDelivery('x'), state: 'sending', words: null, placeOf: 'd1' } as const
    expect(await store.settle('w1', { ...sending('d1', 'd2'), created: [made] }, NOON)).toBe(false)
    expect(await store.get('x')).toBeNull()
    expect(await states()).toEqual(['d1 waiting', 'd2 discarded'])
  })

  test('what the worker has begun itself is still there for it', async () => {
    expect(await store.settle('w1', sending('d1'), NOON)).toBe(true)
    expect(await store.settle('w1', sending('d1', 'd2', 'd1'), NOON)).toBe(true)
    expect(await store.discard(['d1'], NOON)).toEqual([])
    expect(await states()).toEqual(['d1 sending', 'd2 sending'])
  })

  test('of a person and a worker at the same moment one comes first, and the other hears it', async () => {
    const ends = new Map<string, DeliveryState>()
    const heard = new Map<string, string>()
    for (let i = 0; i < 20; i++) {
      const [id, target] = [`n${i}`, `target-${i}`]
      await store.accept(aWebhook(id), [aNewDelivery(id, { target })], NOON)
      await store.claim('w1', 10, NOON, NOON + 15_000)
      const settle = () => store.settle('w1', { ...sending(id), target }, NOON)
      const discard = () => store.discard([id], NOON)
      const [begun, gone] =
        i % 2 === 0
          ? await Promise.all([settle(), discard()])
          : (await Promise.all([discard(), settle()])).reverse()
      heard.set(id, `${begun} ${(gone as string[]).length}`)
      ends.set(id, (await store.get(id))!.state)
    }
    for (const [id, state] of ends)
      expect(heard.get(id), id).toBe(state === 'sending' ? 'true 0' : 'false 1')
  })
}

const sending = (...ids: readonly string[]): Settlement => ({
  ...A_RELEASE,
  changes: ids.map((id) => ({ id, state: 'sending' })),
  stillInLine: ids,
  next: { kind: 'hold', leaseUntil: NOON + 15_000 },
})
