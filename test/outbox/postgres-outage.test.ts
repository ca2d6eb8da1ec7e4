import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { openPostgres } from '../../src/outbox/postgres.ts'
import type { PostgresAddress } from '../../src/outbox/postgres-address.ts'
import { openDatabase } from '../../src/outbox/postgres-database.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { aNewDelivery, NOON } from '../support/make.ts'
import {
  addressOf,
  installedBinaries,
  letIn,
  runSql,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts'

const SECOND = 1_000
const PASSWORD = 'pa55-%-word'
const own = process.env['TEST_PG_URL'] === undefined && installedBinaries() !== null

describe.skipIf(!own)('PostgreSQL in trouble (needs a server of our own to break)', () => {
  let server: TestPostgres
  let url: URL

  beforeAll(async () => {
    server = await startPostgres()
    url = new URL(server.url)
    await runSql(
      server.url,
      `CREATE ROLE bridge LOGIN PASSWORD '${PASSWORD}'`,
      'GRANT CREATE ON DATABASE postgres TO bridge',
      'CREATE ROLE guest LOGIN',
      "CREATE ROLE hasty LOGIN; ALTER ROLE hasty SET synchronous_commit = 'off'",
      'CREATE ROLE crowd LOGIN CONNECTION LIMIT 0',
    )
    await letIn(
      server,
      'host all bridge 127.0.0.1/32 scram-sha-256',
      'host all all 127.0.0.1/32 trust',
    )
  })
  afterAll(() => server.stop())
  beforeEach(() => runSql(server.url, 'DROP SCHEMA IF EXISTS dingbridge CASCADE'))

  const as = (user: string, change: (url: URL) => void = () => {}): PostgresAddress => {
    const copy = new URL(url)
    copy.username = user
    change(copy)
    return addressOf(copy.href)
  }

  describe('at the start', () => {
    const wrong = { username: 'bridge', password: new Secret('wr0ng') }
    test.each<[string, () => PostgresAddress, RegExp]>([
      [
        'a wrong password',
        () => ({ ...as('guest'), ...wrong }),
        /authentication failed.*store\.password/,
      ],
      ['a password left out', () => as('bridge'), /asks for a password\. Set store\.password/],
      [
        'an unknown database',
        () =>
          as('guest', (u) => {
            u.pathname = '/none'
          }),
        /"none" does not exist.*CREATE DATABASE/,
      ],
      [
        'no server',
        () =>
          as('guest', (u) => {
            u.port = '1'
          }),
        /127\.0\.0\.1:1\/postgres: it cannot be reached/,
      ],
      ['a role that may create nothing', () => as('guest'), /permission denied.*GRANT CREATE/],
      [
        'commits that do not wait for the disk',
        () => as('hasty'),
        /ALTER ROLE the_role SET synchronous_commit = on/,
      ],
      ['too many clients', () => as('crowd'), /too many connections/],
      [
        'encryption that the server lacks',
        () =>
          as('guest', (u) => {
            u.search = 'sslmode=require'
          }),
        /does not support SSL.*sslmode/,
      ],
      [
        'an unknown sslmode',
        () =>
          as('guest', (u) => {
            u.search = 'sslmode=prefer'
          }),
        /Write disable, require/,
      ],
      [
        'an unknown parameter',
        () =>
          as('guest', (u) => {
            u.search = 'pool=9'
          }),
        /the parameter pool is not known/,
      ],
    ])('%s is told with what to do', async (_, address, words) => {
      const failed = await openPostgres(address()).catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(Error)
      expect((failed as Error).message).toMatch(words)
      expect((failed as Error).message).not.toMatch(/wr0ng/)
    })

    test('name and password may stand beside the address, and win over those in it', async () => {
      const beside = { username: 'bridge', password: new Secret(PASSWORD) }
      const store = await openPostgres({
        ...as('nobody', (u) => {
          u.password = 'x'
        }),
        ...beside,
      })
      await store.close()
    })

    test('a password in the address is written with its signs encoded', async () => {
      const store = await openPostgres(
        as('bridge', (u) => {
          u.password = encodeURIComponent(PASSWORD)
        }),
      )
      await store.close()
    })

    test.each([
      { readableBy: 99, opens: false },
      { readableBy: 1, opens: true },
    ])(
      'tables of a newer release, readable from schema $readableBy on: $opens',
      async ({ readableBy, opens }) => {
        await (await openPostgres(addressOf(server.url))).close()
        await runSql(
          server.url,
          `INSERT INTO dingbridge.migrations (version, readable_by) VALUES (99, ${readableBy})`,
        )
        const opened = openPostgres(addressOf(server.url)).then((store) =>
          store.close().then(() => true),
        )
        if (opens) expect(await opened).toBe(true)
        else await expect(opened).rejects.toThrow(/made by a newer dingbridge \(schema 99/)
      },
    )
  })

  test('a server that crashes under load and comes back loses nothing that was acknowledged', async () => {
    const store = await openPostgres(addressOf(server.url))
    const acknowledged: string[] = []
    const failures: unknown[] = []
    const goal = { count: 200, reached: () => {} }
    let isOver = false

    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let n = 0; !isOver; n++) {
        const id = `${sender}x${n}`
        await store.accept(aWebhook(id), [aNewDelivery(id)], NOON).then(
          () => acknowledged.push(id),
          (error: unknown) => failures.push(error),
        )
        if (acknowledged.length >= goal.count) goal.reached()
        await new Promise((resolve) => setImmediate(resolve))
      }
    })
    const reach = (count: number) =>
      new Promise<void>((resolve) => Object.assign(goal, { count, reached: resolve }))

    for (let round = 1; round <= 3; round++) {
      await reach(acknowledged.length + 200)
      await server.crash()
      await server.restart()
    }
    await reach(acknowledged.length + 200)
    isOver = true
    await Promise.all(senders)

    const rows = await runSql(server.url, 'SELECT id FROM dingbridge.deliveries')
    const stored = new Set(rows[0]!.map((row) => (row as { id: string }).id))
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
    expect(failures.length).toBeGreaterThan(0)
    expect(failures.filter((error) => !(error instanceof StoreUnavailable))).toEqual([])
    await store.close()
  })

  test('connections that the server ends while they are idle are replaced', async () => {
    const store = await openPostgres(addressOf(server.url))
    await Promise.all(Array.from({ length: 5 }, () => store.get('none')))
    await runSql(
      server.url,
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'dingbridge'`,
    )
    expect(await answered(store)).toBeNull()
    await store.close()
  })

  test('a statement that gets no answer in time is a store that is away', async () => {
    // The tables are made before time counts.
    await (await openPostgres(addressOf(server.url))).close()
    const store = await openPostgres(addressOf(server.url), { query_timeout: 2_000 })
    const other = new Client({ connectionString: server.url })
    await other.connect()
    await other.query('BEGIN; LOCK TABLE dingbridge.deliveries')
    await expect(store.accept(aWebhook('w'), [aNewDelivery('d')], NOON)).rejects.toThrow(
      StoreUnavailable,
    )
    await other.end()
    expect(await answered(store)).toBeNull()
    await store.close()
  })

  test('a pooler that loses prepared statements is noticed, and done without', async () => {
    const db = await openDatabase(addressOf(server.url), { max: 1 })
    const ask = () => db.query('SELECT $1::text AS said', ['hello'])
    await ask()
    await db.query('DEALLOCATE ALL')
    expect(await ask()).toEqual([{ said: 'hello' }])
    await db.query('DEALLOCATE ALL')
    expect(await ask()).toEqual([{ said: 'hello' }])
    await db.close()
  })

  test('a closed store says so, and closes once', async () => {
    const store = await openPostgres(addressOf(server.url))
    await Promise.all([store.close(), store.close()])
    await expect(store.get('d')).rejects.toThrow('The database is closed.')
  })
})

/** Asks until the pool has noticed which of its connections are dead. */
async function answered(store: OutboxStore): Promise<unknown> {
  for (;;) {
    try {
      return await store.get('none')
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }
}

const aWebhook = (id: string) => ({
  id,
  source: 'prod',
  sourceType: 'alertmanager',
  body: Buffer.from('{}'),
  headers: {},
  wished: null,
  dedup: { group: id, key: id, windowMs: 60 * SECOND },
  maxWaiting: 1_000_000,
})
