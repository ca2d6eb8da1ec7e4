import { afterAll, beforeAll, describe } from 'vitest'
import { openPostgres } from '../../src/outbox/postgres.ts'
import {
  addressOf,
  givenPostgres,
  installedBinaries,
  runSql,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts'
import { storeContract } from './store.contract.ts'

const here = givenPostgres !== null || installedBinaries() !== null

describe.skipIf(!here)('PostgreSQL (needs TEST_PG_URL or the installed binaries)', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  const reopen = (options = {}) => openPostgres(addressOf(server.url), options)
  const open = async (options = {}) => {
    await runSql(server.url, 'DROP SCHEMA IF EXISTS dingbridge CASCADE')
    return reopen(options)
  }

  describe('with connections of its own', () => {
    storeContract(open, reopen)
  })

  // What a pooler in transaction mode does to us at its worst: no two statements share a session.
  describe('with a new session for every statement', () => {
    const options = { maxUses: 1 }
    storeContract(
      () => open(options),
      () => reopen(options),
    )
  })
})
