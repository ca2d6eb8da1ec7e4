import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Instant } from '../../src/domain/clock.ts'
import { openPostgres } from '../../src/outbox/postgres.ts'
import { searchTextOf } from '../../src/outbox/search-text.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { writeAbout } from '../../src/outbox/summary.ts'
import { aNotification, anAlert, NOON } from '../support/make.ts'
import { addressOf, runSql, startPostgres } from '../support/postgres.ts'

/** Two stores of one kind: one is empty, the other has a past. */
export interface Pair {
  readonly empty: OutboxStore
  readonly full: OutboxStore
  close(): Promise<void>
}

export interface Size {
  readonly ended: number
  readonly waiting: number
}

/** What a store has behind it, and where those that wait are to go. */
export interface Past extends Size {
  /** The newest row is this old or a little older. */
  readonly now: Instant
  readonly placesOf: (kind: Kind) => readonly Place[]
}

export interface Place {
  readonly target: string
  readonly receiver: string
  readonly name: string
}

type Kind = 'ended' | 'waiting'

/** A thousand targets of fifty receivers. */
const placesOf = (kind: Kind): readonly Place[] =>
  Array.from({ length: 1000 }, (_, i) => {
    const receiver = `receiver-${i % 50}`
    return { target: `${kind}-${i}`, receiver, name: `${receiver}/1` }
  })

/*
 * Straight into the tables: the way through the store would take as long as a day of storms. Each
 * row has a node of its own and one of 5,000 services; every thousandth is a dead letter. Who is at
 * the last receiver is in the near zone, and everybody else in the far one.
 */
const labels = { alertname: 'HighErrorRate', service: 'checkout-api-#s', instance: 'node-#n:9100' }
const notification = aNotification([
  anAlert({ labels: { ...labels, cluster: 'prod', zone: '#z-zone' } }),
])
const about = writeAbout({ kind: 'notification', notification })
const TEXTS = [JSON.stringify(notification), searchTextOf(notification), about]
  .map((text) => text.replaceAll("'", "''"))
  .map((text) => `replace(replace('${text}', '#s', '' || (i % 5000)), '#n', '' || i)`)

function rows(kind: Kind, past: Past, numbers: string, hasSummaries: boolean): string[] {
  const places = past.placesOf(kind)
  const near = places.flatMap(({ receiver }, n) => (receiver === places.at(-1)?.receiver ? n : []))
  const zone = `CASE WHEN i % ${places.length} IN (${near}) THEN 'near' ELSE 'far' END`
  const [json, search, short] = TEXTS.map((text) => `replace(${text}, '#z', ${zone})`)
  const state =
    kind === 'ended' ? `CASE WHEN i % 1000 = 0 THEN 'dead' ELSE 'sent' END` : `'waiting'`
  const end = kind === 'ended' ? `${past.now - 1}` : 'NULL'
  const values = places.map((p, i) => `(${i}, '${p.target}', '${p.receiver}', '${p.name}')`)
  const named = `WITH p (n, target, receiver, name) AS (VALUES ${values.join(', ')})`
  const from = `FROM ${numbers.replace('COUNT', `${past[kind]}`)}`
  return [
    `INSERT INTO deliveries (id, kind, webhook, target, receiver, target_name, channel, state, place,
       accepted_at, expires_at, ended_at, told_at, notification${hasSummaries ? '' : ', about'})
     ${named}
     SELECT '${kind}' || i, 'notification', NULL, p.target, p.receiver, p.name, 'group', ${state},
       i, ${past.now - 2_000_000} + i, ${past.now + 86_400_000}, ${end}, ${end}, ${json}${hasSummaries ? '' : `, ${short}`}
     ${from} JOIN p ON p.n = i % ${places.length}`,
    `INSERT INTO search (accepted_at, id, text, receiver, target, target_name)
     ${named}
     SELECT ${past.now - 2_000_000} + i, '${kind}' || i, ${search}, p.receiver, p.target, p.name
     ${from} JOIN p ON p.n = i % ${places.length}`,
    ...(hasSummaries
      ? [`INSERT INTO summaries (delivery, about) SELECT '${kind}' || i, ${short} ${from}`]
      : []),
  ]
}

/** They wait for a moment that is still to come, as those of closed targets do. */
const lines = ({ now }: Past): string =>
  `INSERT INTO lines (target, due_at, not_before)
   SELECT DISTINCT target, ${now + 3_600_000}, ${now + 3_600_000} FROM deliveries WHERE state = 'waiting'`

export async function sqlitePair(size: Size): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'full.db')
  await fillSqlite(file, { ...size, now: NOON, placesOf })
  const empty = await openSqlite(join(folder, 'empty.db'))
  const full = await openSqlite(file)
  return { empty, full, close: async () => void (await Promise.all([empty.close(), full.close()])) }
}

/** Makes the file. */
export async function fillSqlite(file: string, past: Past): Promise<void> {
  await (await openSqlite(file)).close()
  const db = new DatabaseSync(file)
  const numbers =
    '(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < COUNT) SELECT i FROM n)'
  db.exec('BEGIN')
  for (const kind of KINDS) for (const sql of rows(kind, past, numbers, true)) db.exec(sql)
  db.exec(
    `${lines(past)} ON CONFLICT DO UPDATE SET due_at = excluded.due_at, not_before = excluded.not_before`,
  )
  db.exec('COMMIT')
  db.close()
}

const KINDS = ['ended', 'waiting'] as const

export async function postgresPair(size: Size): Promise<Pair> {
  const server = await startPostgres(['fsync=on'])
  await runSql(server.url, 'CREATE DATABASE empty')
  const url = new URL(server.url)
  url.pathname = '/empty'
  const empty = await openPostgres(addressOf(url.href))
  await fillPostgres(server.url, { ...size, now: NOON, placesOf })
  const full = await openPostgres(addressOf(server.url))
  return {
    empty,
    full,
    async close() {
      await Promise.all([empty.close(), full.close()])
      await server.stop()
    },
  }
}

/** Makes the tables in a database that is empty. */
export async function fillPostgres(url: string, past: Past): Promise<void> {
  await (await openPostgres(addressOf(url))).close()
  const numbers = 'generate_series(1, COUNT) AS n (i)'
  await runSql(
    url,
    'SET search_path = dingbridge',
    ...KINDS.flatMap((kind) => rows(kind, past, numbers, false)),
    `SELECT setval('places', ${past.ended + past.waiting})`,
    lines(past),
    // What autovacuum would have done in the course of a history that long.
    'VACUUM ANALYZE',
  )
}
