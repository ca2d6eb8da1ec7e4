import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Words } from '../../src/domain/delivery.ts'
import { MOST_WORDINGS } from '../../src/domain/wording.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import type { DeliveryChange, OutboxStore } from '../../src/outbox/store.ts'
import { aNewDelivery, NOON } from '../support/make.ts'

/* What every store keeps of the words in which a delivery was tried. */

const MINUTE = 60_000

export function wordingsContract(open: () => Promise<OutboxStore>) {
  let store: OutboxStore

  beforeEach(async () => {
    store = await open()
    const webhook = { id: 'w', source: 's', sourceType: 'generic', body: Buffer.from('{}') }
    const rest = { headers: {}, wished: null, dedup: null, maxWaiting: 100 }
    await store.accept(
      { ...webhook, ...rest },
      ['d1', 'd2'].map((id) => aNewDelivery(id)),
      NOON,
    )
    await store.claim('w1', 1, NOON, NOON + MINUTE)
  })
  afterEach(() => store.close())

  const settle = (...changes: DeliveryChange[]) =>
    store.settle(
      'w1',
      {
        ...{ target: 'target-a', attempts: [], created: [], changes, memory: FRESH_LINE },
        next: { kind: 'hold', leaseUntil: NOON + MINUTE },
      },
      NOON,
    )
  const texts = async (id: string) =>
    (await store.wordings(id)).map(({ parts }) => parts.map(({ text }) => text).join())

  describe('wordings', () => {
    test('come back as they went in, in order, beside the words that it has', async () => {
      const odd = saying('a\u0000"\\\u{1F6A8}\ud800')
      await settle({ id: 'd1', words: saying('c'), tried: [odd, saying('b')] })
      expect(await store.wordings('d1')).toEqual([odd, saying('b')])
      expect((await store.get('d1'))?.words).toEqual(saying('c'))
      expect(await store.wordings('d2')).toEqual([])
    })

    test('are each there once, where they were last', async () => {
      await settle(
        { id: 'd1', tried: [saying('a'), saying('b')] },
        { id: 'd2', tried: [saying('x')] },
      )
      await settle({ id: 'd1', tried: [saying('a')] })
      await settle({ id: 'd1', tried: [saying('c')] })
      expect([await texts('d1'), await texts('d2')]).toEqual([['b', 'a', 'c'], ['x']])
    })

    test('are the last few, however often it is tried', async () => {
      const all = Array.from({ length: 2 * MOST_WORDINGS + 1 }, (_, i) => `try ${i}`)
      for (const text of all) await settle({ id: 'd1', tried: [saying(text)] })
      expect(await texts('d1')).toEqual(all.slice(-MOST_WORDINGS))
      await settle({ id: 'd1', tried: all.map(saying) })
      expect(await texts('d1')).toEqual(all.slice(-MOST_WORDINGS))
    })

    test('say of one that was tried with others where its words stand, until it says otherwise', async () => {
      const triedWith = { delivery: 'd1', wording: 'a1b2' }
      await settle({ id: 'd2', triedWith })
      await settle({ id: 'd2', detail: 'again' })
      expect(await store.get('d2')).toMatchObject({ triedWith, detail: 'again' })
      await settle({ id: 'd2', triedWith: null })
      expect(await store.get('d2')).toMatchObject({ triedWith: null })
    })

    test.each(['dead', 'sent'] as const)(
      'keep the words of a %s one that are made anew',
      async (state) => {
        await settle({ id: 'd1', tried: ['a', 'b', 'c', 'd', 'e'].map(saying) })
        await settle({ id: 'd1', state, words: saying('b') })
        await store.redrive(['d1'], NOON, NOON + MINUTE, true)
        expect((await store.get('d1'))?.words).toBeNull()
        expect((await texts('d1')).at(-1)).toBe('b')
        await settle({ id: 'd1', tried: [saying('f')] })
        expect(await texts('d1')).toEqual(['c', 'd', 'e', 'b', 'f'])
      },
    )

    test('have nothing of words that stay, because a part of them is told', async () => {
      const progress = { partsDone: 1, owed: null, refused: [], receipts: [] }
      await settle({ id: 'd1', state: 'dead', words: saying('a'), progress })
      await store.redrive(['d1'], NOON, NOON + MINUTE)
      expect((await store.get('d1'))?.words).toEqual(saying('a'))
      expect(await texts('d1')).toEqual([])
    })

    test('go with their delivery', async () => {
      await settle({ id: 'd1', state: 'sent', toldAt: NOON, tried: [saying('a')] })
      await store.sweep(NOON + MINUTE, NOON + MINUTE)
      expect(await store.get('d1')).toBeNull()
      expect(await texts('d1')).toEqual([])
    })
  })
}

const saying = (text: string): Words => ({
  template: 'alert',
  parts: [{ msgKey: 'sampleText', title: 'Disk', text, buttons: [] }],
  omitted: 0,
  form: 'full',
})
