import { createHash } from 'node:crypto'
import { Client, type CustomTypesConfig, Pool, type PoolConfig, types } from 'pg'
import { SECOND } from '../domain/clock.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { DeliveryRow } from './delivery-rows.ts'
import { type PostgresAddress, readAddress } from './postgres-address.ts'
import { failureOf, isNotPrepared, isRolledBack, openingFailure } from './postgres-failure.ts'
import { migrate } from './postgres-schema.ts'

/**
 * The database as the store sees it. Each query is one statement and thereby one transaction:
 * no lock ever waits for us, and any pooler may stand in between. The one thing that is kept in a
 * session is prepared statements, since planning the larger ones takes longer than running them. A
 * pooler that mixes them up says so before anything is run, and from then on we do without.
 */
export interface Database {
  /** The rows; throws `StoreUnavailable` when the database cannot be used now. */
  query(sql: string, values?: readonly unknown[], planned?: Planned): Promise<readonly Row[]>
  close(): Promise<void>
}

/**
 * `each_time`: the best way depends on the values. A text that many rows have is found by going
 * through the newest, one that hardly any has by looking through all with several workers; a
 * statement that is prepared takes one way for all after a while.
 */
export type Planned = 'once' | 'each_time'

/** Numbers come as numbers, `bytea` as a Buffer, everything else as text. */
export type Row = DeliveryRow & Readonly<Record<string, unknown>>

/** Enough to keep four cores of a database busy with statements of about a millisecond. */
const CONNECTIONS = 10
/** To connect, or to wait for one of the connections when all are busy. */
const CONNECT_WITHIN = 5 * SECOND
/** A statement takes milliseconds; past this the other side is gone without saying so. */
const ANSWER_WITHIN = 10 * SECOND
const TRIES = 3

/** Connects, checks that a commit will mean what we promise, and brings the tables up to date. */
export async function openDatabase(
  address: PostgresAddress,
  options: Pick<PoolConfig, 'max' | 'maxUses' | 'query_timeout'> = {},
): Promise<Database> {
  const { config, place } = readAddress(address)
  await prepare(new Client({ ...config, connectionTimeoutMillis: CONNECT_WITHIN }), place)
  const pool = new Pool({
    ...config,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN,
    // On our side: the server's statement_timeout is a parameter that PgBouncer does not let through.
    query_timeout: ANSWER_WITHIN,
    idleTimeoutMillis: 30 * SECOND,
    keepAlive: true,
    types: NUMBERS,
    ...options,
  })
  // A connection that breaks while idle is dropped by the pool; the next query opens another.
  pool.on('error', () => {})
  let closed: Promise<void> | null = null
  const names = new Map<string, string>()
  let isPrepared = true

  return {
    async query(sql, values = [], planned = 'once') {
      for (let attempt = 1; ; attempt++) {
        if (closed !== null) throw new StoreUnavailable('The database is closed.')
        const name = isPrepared && planned === 'once' ? nameOf(sql) : undefined
        try {
          const asked = { text: sql, values: values.map(withoutNul), ...(name && { name }) }
          return (await pool.query<Row>(asked)).rows
        } catch (error) {
          // Several may be under way when the first of them finds out.
          if (name !== undefined && isNotPrepared(error)) {
            isPrepared = false
            continue
          }
          if (attempt < TRIES && isRolledBack(error)) continue
          throw failureOf(error)
        }
      }
    },
    close: () => (closed ??= pool.end()),
  }

  /** Made of the text: whoever shares a session through a pooler means the same by it. */
  function nameOf(sql: string): string {
    const known = names.get(sql)
    if (known) return known
    const name = createHash('sha256').update(sql).digest('hex').slice(0, 32)
    names.set(sql, name)
    return name
  }
}

/** A statement with `?` for each value: each with its number. */
export function numbered(sql: string): string {
  let n = 0
  return sql.replaceAll('?', () => `$${++n}`)
}

async function prepare(client: Client, place: string): Promise<void> {
  // Said by the query that it breaks; without a listener it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query('SHOW synchronous_commit')
    if (rows[0]?.synchronous_commit === 'off') {
      throw new Error(
        `PostgreSQL at ${place} has synchronous_commit off, so what it took could be lost with its power. Say: ALTER ROLE the_role SET synchronous_commit = on.`,
      )
    }
    await migrate(client)
  } catch (error) {
    throw openingFailure(error, place)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Places and times are `bigint`, which the driver gives as text; ours fit a number. */
const NUMBERS: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === types.builtins.INT8
      ? Number
      : types.getTypeParser(oid, format as 'text')) as CustomTypesConfig['getTypeParser'],
}

/** PostgreSQL's text cannot hold U+0000. In JSON it is escaped; elsewhere it becomes U+FFFD. */
function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '�') : value
  return Array.isArray(value) ? value.map(withoutNul) : value
}
