import { expect, test } from 'vitest'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import type { DeliveryPage, DeliveryQuery } from '../../src/outbox/query.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { aNewDelivery, aNotification, anAlert, NOON } from '../support/make.ts'
import { aWebhook } from './store.contract.ts'

/** What a large store does, done by a small one. */
const WAYS = [
  { way: 'all one by one', newest: 1, few: 100 },
  { way: 'through all', newest: 1, few: 0 },
  { way: 'the few one by one, else through all', newest: 2, few: 5 },
  { way: 'a stretch that has everything', newest: 100, few: 0 },
]

export type Bounds = Omit<(typeof WAYS)[number], 'way'>

const WITHIN: readonly Partial<DeliveryQuery>[] = [
  {},
  { states: ['discarded'] },
  { states: ['waiting', 'sending'] },
  { states: ['waiting', 'discarded'] },
  { states: ['sent'] },
  { states: ['sent', 'waiting', 'waiting'] },
  { states: [] },
  { receiver: 'sre' },
  { receiver: 'nobody' },
  { receiver: 'sre', states: ['sent', 'discarded'] },
  { target: 'a' },
  { target: 'b' },
  { target: 'b', receiver: 'dba', states: ['waiting', 'sent'] },
  { webhook: 'w3' },
  { acceptedSince: NOON + 6, receiver: 'sre' },
  { line: 'b', states: ['waiting'] },
]

/** A search within a list, whichever way it goes. `forget` makes texts such as there were once. */
export function searchContract(
  emptied: () => Promise<OutboxStore>,
  forget: (ids: readonly string[]) => Promise<unknown>,
  search: (query: DeliveryQuery, bounds: Bounds) => Promise<Pick<DeliveryPage, 'items' | 'next'>>,
): void {
  test.each(WAYS)('a search finds what a list has that holds the words: $way', async (bounds) => {
    const store = await emptied()
    await fill(store)
    await forget(['d2', 'd3', 'd4', 'd5'])
    for (const within of WITHIN) {
      for (const text of ['diskfull', 'n', 'nowhere']) {
        const all = (await store.find({ limit: 100, ...within })).items
        const having = all.filter(({ notification: { alerts } }) =>
          Object.values(alerts[0].labels).some((value) => value.toLowerCase().includes(text)),
        )
        const found: string[] = []
        for (let cursor: string | null = ''; cursor !== null; ) {
          const query = { limit: 2, ...within, text, ...(cursor && { cursor }) }
          const page = await search(query, bounds)
          found.push(...page.items.map(({ id }) => id))
          cursor = page.next
        }
        const ids = having.map(({ id }) => id)
        expect({ ...within, text, found }).toEqual({ ...within, text, found: ids })
      }
    }
  })
}

/** Some are told, some discarded, one has moved to its target's other line. */
async function fill(store: OutboxStore): Promise<void> {
  for (let i = 0; i < 12; i++) {
    const labels = { alertname: i % 3 === 0 ? 'DiskFull' : 'NodeDown', n: `${i}` }
    const [target, targetName] = i % 2 === 0 ? ['a', 'b'] : ['b', 'other']
    const receiver = i % 4 === 0 ? 'dba' : 'sre'
    const notification = aNotification([anAlert({ labels })])
    const delivery = aNewDelivery(`d${i}`, { target, targetName, receiver, notification })
    await store.accept(aWebhook(`w${i}`), [delivery], NOON + i)
  }
  await store.discard(['d0', 'd3', 'd6'], NOON)
  const { lines } = await store.claim('w1', 9, NOON + 20, NOON + 40)
  for (const { target, head } of lines) {
    const told = { id: head.id, state: 'sent', toldAt: NOON } as const
    const moveTo = { line: `${target}~owed`, dueAt: NOON + 60_000 }
    const change = target === 'a' ? told : { id: head.id, state: 'waiting' as const, moveTo }
    const next = { kind: 'release', dueAt: NOON } as const
    const settled = { target, memory: FRESH_LINE, next, attempts: [], created: [] }
    await store.settle('w1', { ...settled, changes: [change] }, NOON + 20)
  }
}
