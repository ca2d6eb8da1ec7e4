import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostgres } from '../../src/outbox/postgres.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { isPgbouncerHere, startPgbouncer, type TestPooler } from '../support/pgbouncer.ts'
import {
  addressOf,
  emptyTables,
  installedBinaries,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts'
import { crowdContract } from './crowd.contract.ts'
import { storeContract } from './store.contract.ts'

const given = process.env['TEST_PG_URL'] !== undefined
const here = isPgbouncerHere && !given && installedBinaries() !== null

describe.skipIf(!here)('PgBouncer in transaction mode (needs the program pgbouncer)', () => {
  let server: TestPostgres
  let pooler: TestPooler
  beforeAll(async () => {
    server = await startPostgres()
    pooler = await startPgbouncer(server.url)
  })
  afterAll(async () => {
    await pooler.stop()
    await server.stop()
  })

  const reopen = () => openPostgres(addressOf(pooler.url))
  const open = async () => {
    await emptyTables(server.url)
    return reopen()
  }

  test('statements that are under way when it turns out that names are taken are said again', async () => {
    const [first, second] = [await open(), await reopen()]
    const look = (store: OutboxStore) => store.find({ limit: 10 })
    await look(first)
    const pages = await Promise.all(Array.from({ length: 5 }, () => look(second)))
    expect(pages.map(({ items }) => items)).toEqual([[], [], [], [], []])
    await Promise.all([first.close(), second.close()])
  })

  storeContract(open, reopen)
  crowdContract(open)
})
