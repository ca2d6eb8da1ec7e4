import { attemptOf, deliveryOf, standingOf, unpack, wordsOf } from './delivery-rows.ts'
import { DEAD_KEPT, REJECTED_KEPT, SWEEP } from './kept.ts'
import { endOf } from './key-range.ts'
import type { Database } from './postgres-database.ts'
import type { OutboxStore } from './store.ts'

/** Each in small steps, and around rows that somebody is writing: no webhook waits for a sweep. */
const SWEEPS = [
  `WITH old AS (
     DELETE FROM dingbridge.deliveries WHERE id IN (
       SELECT id FROM dingbridge.deliveries
       WHERE ended_at < CASE WHEN state IN ('dead', 'held') THEN $2::bigint ELSE $1::bigint END
         AND ended_at < greatest($1::bigint, $2::bigint)
       ORDER BY ended_at LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)
     RETURNING id, accepted_at
   ),
   found_by AS (
     DELETE FROM dingbridge.search s USING old
     WHERE s.accepted_at = old.accepted_at AND s.id = old.id
   )
   SELECT 1 AS removed FROM old`,
  `DELETE FROM dingbridge.webhooks WHERE id IN (
     SELECT id FROM dingbridge.webhooks w WHERE accepted_at < $1
       AND NOT EXISTS (SELECT FROM dingbridge.deliveries d WHERE d.webhook = w.id)
     ORDER BY accepted_at LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)
   RETURNING 1 AS removed`,
  stale('latest', 'grp', 'until'),
  stale('memory', 'key', 'until'),
  stale('rejected', 'id', 'at'),
] as const

type Half = Pick<
  OutboxStore,
  | 'get'
  | 'states'
  | 'attempts'
  | 'wordings'
  | 'folded'
  | 'recall'
  | 'recallAll'
  | 'remember'
  | 'tally'
  | 'lease'
  | 'sweep'
>

/** What people ask for and do afterwards, and what is shared and swept. */
export function openHistory(db: Database): Half {
  return {
    async get(id) {
      const [row] = await db.query('SELECT * FROM dingbridge.deliveries WHERE id = $1', [id])
      return row ? unpack(deliveryOf(row)) : null
    },

    async attempts(delivery) {
      const rows = await db.query(
        'SELECT attempt FROM dingbridge.attempts WHERE delivery = $1 ORDER BY n',
        [delivery],
      )
      return rows.map(attemptOf)
    },

    async states(ids) {
      const rows = await db.query(
        `SELECT d.id, d.state, d.reason FROM unnest($1::text[]) WITH ORDINALITY AS asked (id, n)
         JOIN dingbridge.deliveries d ON d.id = asked.id ORDER BY asked.n`,
        [ids],
      )
      return rows.map(standingOf)
    },

    async wordings(delivery) {
      const rows = await db.query(
        'SELECT words FROM dingbridge.wordings WHERE delivery = $1 ORDER BY n',
        [delivery],
      )
      return rows.map(wordsOf)
    },

    async folded(digest) {
      const rows = await db.query(
        'SELECT * FROM dingbridge.deliveries WHERE told_by = $1 ORDER BY place',
        [digest],
      )
      return rows.map((row) => unpack(deliveryOf(row)))
    },

    async recall(key, now) {
      const [row] = await db.query(
        'SELECT value FROM dingbridge.memory WHERE key = $1 AND until > $2',
        [key, now],
      )
      return row ? String(row['value']) : null
    },

    async recallAll(prefix, now) {
      const rows = await db.query(
        `SELECT value FROM dingbridge.memory WHERE key >= $1 AND key < $2 AND until > $3
         ORDER BY key`,
        [prefix, endOf(prefix), now],
      )
      return rows.map((row) => String(row['value']))
    },

    async remember(key, value, until) {
      await db.query(
        `INSERT INTO dingbridge.memory (key, value, until) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until`,
        [key, value, until],
      )
    },

    async tally(key, by, now, until) {
      const [row] = await db.query(
        `INSERT INTO dingbridge.memory AS m (key, value, until) VALUES ($1, $2::bigint::text, $4)
         ON CONFLICT (key) DO UPDATE SET until = excluded.until, value =
           (CASE WHEN m.until > $3 THEN m.value::bigint ELSE 0 END + $2::bigint)::text
         RETURNING value`,
        [key, by, now, until],
      )
      return Number(row?.['value'])
    },

    async lease(key, holder, now, until) {
      const rows = await db.query(
        `INSERT INTO dingbridge.memory AS m (key, value, until) VALUES ($1, $2, $4)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until
           WHERE m.until <= $3 OR m.value = excluded.value
         RETURNING key`,
        [key, holder, now, until],
      )
      return rows.length > 0
    },

    async sweep(before, now) {
      const [deliveries, webhooks, latest, memory, rejected] = SWEEPS
      const removed = [
        await db.query(deliveries, [before, now - DEAD_KEPT]),
        await db.query(webhooks, [before]),
        await db.query(latest, [now]),
        await db.query(memory, [now]),
        await db.query(rejected, [now - REJECTED_KEPT]),
      ]
      return removed.some(({ length }) => length >= SWEEP)
    },
  }
}

function stale(table: string, key: string, age: string): string {
  return `DELETE FROM dingbridge.${table} WHERE ${key} IN (
     SELECT ${key} FROM dingbridge.${table} WHERE ${age} < $1
     ORDER BY ${age} LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)
   RETURNING 1 AS removed`
}
