import { expect, test } from 'vitest'
import type { Desk } from '../../src/web/desk.ts'
import { shareReads } from '../../src/web/share-reads.ts'
import { handClock } from '../support/clock.ts'

function aCountedDesk(fails: () => boolean = () => false) {
  const clock = handClock()
  const asked: unknown[] = []
  const list = async (query: unknown) => {
    asked.push(query)
    if (fails()) throw new Error('away')
    return { items: [], next: null }
  }
  const desk = { clock, store: { list }, calls: async () => new Map() } as unknown as Desk
  return { clock, asked, store: shareReads(desk).store }
}

test('ten open pages ask the store once in two seconds for each thing that they show', async () => {
  const { clock, asked, store } = aCountedDesk()
  for (let page = 0; page < 10; page++) await store.list({ limit: 8 })
  await store.list({ limit: 50 })
  clock.advance(1_999)
  await store.list({ limit: 8 })
  expect(asked).toEqual([{ limit: 8 }, { limit: 50 }])
  clock.advance(1)
  await store.list({ limit: 8 })
  expect(asked).toEqual([{ limit: 8 }, { limit: 50 }, { limit: 8 }])
})

test('what failed is asked again', async () => {
  let isAway = true
  const { store } = aCountedDesk(() => isAway)
  await expect(store.list({ limit: 8 })).rejects.toThrow('away')
  isAway = false
  expect(await store.list({ limit: 8 })).toEqual({ items: [], next: null })
})
