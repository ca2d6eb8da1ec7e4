import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import { aNewDelivery, aNotification, anAlert, NOON } from '../support/make.ts'
import { crowdContract } from './crowd.contract.ts'
import { aWebhook, storeContract } from './store.contract.ts'
import { takenContract } from './taken.contract.ts'
import { wordingsContract } from './wordings.contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'dingbridge-'))
let count = 0
const current = () => join(folder, 'data', `${count}.db`)

afterAll(() => rmSync(folder, { recursive: true }))

describe('SQLite', () => {
  storeContract(
    () => {
      count++
      return openSqlite(current())
    },
    () => openSqlite(current()),
  )
  describe('with a crowd', () => {
    crowdContract(() => openSqlite(':memory:'))
  })

  describe('with words of earlier tries', () => {
    wordingsContract(() => openSqlite(':memory:'))
  })

  describe('with what people take', () => {
    takenContract(() => openSqlite(':memory:'))
  })

  test('of notifications of megabytes only so many are in memory together', async () => {
    count++
    const store = await openSqlite(current())
    const description = 'x'.repeat(5 << 20)
    const notification = aNotification([anAlert({ annotations: { description } })])
    const ids = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd8', 'd9']
    const deliveries = ids.map((id) => aNewDelivery(id, { notification }))
    await store.accept(aWebhook('w'), deliveries, NOON)
    await store.claim('w1', 1, NOON, NOON + 15_000)
    const held = await store.waiting('w1', 'target-a', 20_000)
    expect(held.map(({ id }) => id)).toEqual(ids.slice(0, 6))
    await store.close()
  })

  test.each([
    { readableBy: 99, opens: false },
    { readableBy: 1, opens: true },
  ])('a file of a newer release, readable from schema $readableBy on: $opens', async (newer) => {
    count++
    await (await openSqlite(current())).close()
    const other = new DatabaseSync(current())
    other.exec(`INSERT INTO migrations VALUES (99, ${newer.readableBy}); PRAGMA user_version = 99`)
    other.close()
    const opened = openSqlite(current()).then((store) => store.close().then(() => true))
    if (newer.opens) expect(await opened).toBe(true)
    else await expect(opened).rejects.toThrow(/made by a newer dingbridge \(schema 99/)
  })

  test('rows from before summaries are listed, and found for their receiver, all the same', async () => {
    count++
    const store = await openSqlite(current())
    await store.accept(aWebhook('w'), [aNewDelivery('d1'), aNewDelivery('d2')], NOON)
    const lists = () =>
      Promise.all([
        store.list({ limit: 9 }),
        store.list({ limit: 9, receiver: 'sre', target: 'target-a', states: ['waiting', 'sent'] }),
        store.list({ limit: 9, receiver: 'sre', text: 'e' }),
      ])
    const before = await lists()
    const other = new DatabaseSync(current())
    other.exec('DELETE FROM summaries; UPDATE search SET receiver = NULL, target = NULL')
    other.close()
    expect(before.map(({ items }) => items.length)).toEqual([2, 2, 2])
    expect(await lists()).toEqual(before)
    await store.close()
  })

  test('a second bridge on the same file is refused by name, and may start once the first is gone', async () => {
    count++
    const first = await openSqlite(current())
    await expect(openSqlite(current())).rejects.toThrow(/Another dingbridge has .*\.db open/)
    await first.close()
    const second = await openSqlite(current())
    await second.close()
  })
})
