import { afterAll, beforeAll, describe } from 'vitest'
import { openPostgres } from '../../src/outbox/postgres.ts'
import {
  addressOf,
  emptyTables,
  hasPostgres,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts'
import { storeContract } from './store.contract.ts'

// What a pooler in transaction mode does to us at its worst: no two statements share a session.
describe.skipIf(!hasPostgres)('PostgreSQL with a new session for every statement', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  const reopen = () => openPostgres(addressOf(server.url), { maxUses: 1 })
  const open = async () => {
    await emptyTables(server.url)
    return reopen()
  }
  storeContract(open, reopen)
})
