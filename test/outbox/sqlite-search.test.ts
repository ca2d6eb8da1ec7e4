import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach } from 'vitest'
import { unpack } from '../../src/outbox/delivery-rows.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import { openFind } from '../../src/outbox/sqlite-find.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { searchContract } from './search.contract.ts'

let folder: string
let store: OutboxStore
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

function look<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(folder, 'bridge.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}

searchContract(
  async () => {
    folder = mkdtempSync(join(tmpdir(), 'dingbridge-search-'))
    store = await openSqlite(join(folder, 'bridge.db'))
    return store
  },
  async (ids) =>
    look((db) =>
      db.exec(
        `UPDATE search SET receiver = NULL, target = NULL, target_name = NULL
         WHERE id IN (${ids.map((id) => `'${id}'`)})`,
      ),
    ),
  async (query, { few }) =>
    look((db) => {
      const { items, next } = openFind(db, few).find(query)
      return { items: items.map((row) => unpack(row)), next }
    }),
)
