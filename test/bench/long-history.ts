import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openPostgres } from '../../src/outbox/postgres.ts'
import { searchTextOf } from '../../src/outbox/search-text.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
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

/*
 * Straight into the tables: the way through the store would take as long as a day of storms. Each
 * row has a node of its own and one of 5,000 services; every thousandth is a dead letter.
 */
const labels = { alertname: 'HighErrorRate', service: 'checkout-api-#s', instance: 'node-#n:9100' }
const notification = aNotification([anAlert({ labels: { ...labels, cluster: 'prod' } })])
const TEXTS = [JSON.stringify(notification), searchTextOf(notification)]
  .map((text) => text.replaceAll("'", "''"))
  .map((text) => `replace(replace('${text}', '#s', '' || (i % 5000)), '#n', '' || i)`)

const rows = (kind: 'ended' | 'waiting', count: number, numbers: string, id: string): string[] => {
  const [json, search] = TEXTS
  const state =
    kind === 'ended' ? `CASE WHEN i % 1000 = 0 THEN 'dead' ELSE 'sent' END` : `'waiting'`
  const end = kind === 'ended' ? `${NOON - 1}` : 'NULL'
  return [
    `INSERT INTO deliveries (id, kind, webhook, target, receiver, target_name, channel, state, place,
       accepted_at, expires_at, ended_at, told_at, notification)
     SELECT ${id}, 'notification', NULL, '${kind}-' || (i % 1000), 'receiver-' || (i % 50),
       'receiver-' || (i % 50) || '/1', 'group', ${state}, i, ${NOON - 2_000_000} + i,
       ${NOON + 86_400_000}, ${end}, ${end}, ${json} FROM ${numbers.replace('COUNT', `${count}`)}`,
    `INSERT INTO search (accepted_at, id, text)
     SELECT ${NOON - 2_000_000} + i, ${id}, ${search} FROM ${numbers.replace('COUNT', `${count}`)}`,
  ]
}

/** They wait for a moment that is still to come, as those of closed targets do. */
const LINES = `INSERT INTO lines (target, due_at, not_before)
  SELECT DISTINCT target, ${NOON + 3_600_000}, ${NOON + 3_600_000} FROM deliveries WHERE state = 'waiting'`

export async function sqlitePair({ ended, waiting }: Size): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'full.db')
  await (await openSqlite(file)).close()
  const db = new DatabaseSync(file)
  const numbers =
    '(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < COUNT) SELECT i FROM n)'
  db.exec('BEGIN')
  for (const sql of rows('ended', ended, numbers, `'ended' || i`)) db.exec(sql)
  for (const sql of rows('waiting', waiting, numbers, `'waiting' || i`)) db.exec(sql)
  db.exec(`${LINES} ON CONFLICT DO UPDATE SET due_at = excluded.due_at`)
  db.exec('COMMIT')
  db.close()
  const empty = await openSqlite(join(folder, 'empty.db'))
  const full = await openSqlite(file)
  return { empty, full, close: async () => void (await Promise.all([empty.close(), full.close()])) }
}

export async function postgresPair({ ended, waiting }: Size): Promise<Pair> {
  const server = await startPostgres(['fsync=on'])
  await runSql(server.url, 'CREATE DATABASE empty')
  const url = new URL(server.url)
  url.pathname = '/empty'
  const empty = await openPostgres(addressOf(url.href))
  const full = await openPostgres(addressOf(server.url))
  const numbers = 'generate_series(1, COUNT) AS n (i)'
  await runSql(
    server.url,
    'SET search_path = dingbridge',
    ...rows('ended', ended, numbers, `'ended' || i`),
    ...rows('waiting', waiting, numbers, `'waiting' || i`),
    `SELECT setval('places', ${ended + waiting})`,
    LINES,
    // What autovacuum would have done in the course of a history that long.
    'VACUUM ANALYZE',
  )
  return {
    empty,
    full,
    async close() {
      await Promise.all([empty.close(), full.close()])
      await server.stop()
    },
  }
}
