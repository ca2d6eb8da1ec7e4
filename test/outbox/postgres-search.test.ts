import { afterAll, beforeAll, describe } from 'vitest'
import { deliveryOf, unpack } from '../../src/outbox/delivery-rows.ts'
import { openPostgres } from '../../src/outbox/postgres.ts'
import { type Database, openDatabase } from '../../src/outbox/postgres-database.ts'
import { searchPostgres } from '../../src/outbox/postgres-search.ts'
import { pageOf } from '../../src/outbox/query.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import {
  addressOf,
  emptyTables,
  hasPostgres,
  runSql,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts'
import { searchContract } from './search.contract.ts'

describe.skipIf(!hasPostgres)('PostgreSQL (needs TEST_PG_URL or the installed binaries)', () => {
  let server: TestPostgres
  let db: Database
  let store: OutboxStore
  beforeAll(async () => {
    server = await startPostgres()
    store = await openPostgres(addressOf(server.url))
    db = await openDatabase(addressOf(server.url))
  })
  afterAll(async () => {
    await Promise.all([db.close(), store.close()])
    await server.stop()
  })

  searchContract(
    async () => {
      await emptyTables(server.url)
      return store
    },
    (ids) =>
      runSql(
        server.url,
        `UPDATE dingbridge.search SET receiver = NULL, target = NULL, target_name = NULL
         WHERE id IN (${ids.map((id) => `'${id}'`)})`,
      ),
    async (query, bounds) => {
      const rows = await searchPostgres(db, query, query.text ?? '', 'd.*', bounds)
      const deliveries = rows.map((row) => unpack(deliveryOf(row)))
      return pageOf(deliveries, query.limit)
    },
  )
})
