import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import { openLedger } from '../../src/send/ledger.ts'
import { handClock, tameChance } from '../support/clock.ts'

test('a step is asked for again by the same id until it is answered, and the next has its own', async () => {
  const store = await openSqlite(':memory:')
  const ids: unknown[] = []
  const settle: typeof store.settle = async (_worker, { id }) => {
    ids.push(id)
    if (ids.length < 3) throw new StoreUnavailable('The answer got lost.')
    return true
  }
  const outside = { clock: handClock(), chance: tameChance(), emit: () => {} }
  const deps = { worker: 'w1', store: { ...store, settle }, ...outside }
  const ledger = openLedger('target-a', deps, new AbortController().signal)
  expect(await ledger.keep({ memory: FRESH_LINE })).toBe(true)
  expect(await ledger.keep({ memory: FRESH_LINE })).toBe(true)
  const [id] = ids
  expect(ids).toEqual([expect.any(String), id, id, expect.any(String)])
  expect(ids[3]).not.toBe(id)
  await store.close()
})
