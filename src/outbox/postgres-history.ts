import type { Database, Row } from './postgres-database.ts'
import type { WaitingCount } from './postgres-waiting.ts'
import { REJECTED_KEPT } from './sqlite-accept.ts'
import { DEAD_KEPT, SWEEP } from './sqlite-history.ts'
import { attemptOf, deliveryOf, unpack } from './sqlite-rows.ts'
import type { OutboxStore } from './store.ts'

const REDRIVE = `
  WITH wished AS MATERIALIZED (
    SELECT id, nextval('dingbridge.places') AS place FROM (
      SELECT d.id FROM dingbridge.deliveries d
      JOIN unnest($1::text[]) WITH ORDINALITY AS asked (id, n) ON asked.id = d.id
      WHERE d.state IN ('dead', 'held', 'discarded') ORDER BY asked.n FOR UPDATE OF d
    ) found
  ),
  back AS (
    UPDATE dingbridge.deliveries d SET state = 'waiting', place = wished.place, expires_at = $3,
      ended_at = NULL, told_by = NULL, redrives = redrives + 1,
      words = CASE WHEN progress IS NULL THEN NULL ELSE words END,
      title = CASE WHEN progress IS NULL THEN NULL ELSE title END
    FROM wished WHERE d.id = wished.id
    RETURNING d.id, d.target
  ),
  with_it AS (
    UPDATE dingbridge.deliveries SET state = 'waiting', ended_at = NULL, expires_at = $3,
      redrives = redrives + 1
    WHERE told_by IN (SELECT id FROM wished) AND state = 'discarded'
      AND id NOT IN (SELECT id FROM wished)
  ),
  line AS (
    INSERT INTO dingbridge.lines (target) SELECT DISTINCT target FROM back ORDER BY target
    ON CONFLICT DO NOTHING
  ),
  news AS (
    INSERT INTO dingbridge.arrivals (target, due_at, urgent)
    SELECT DISTINCT target, $2::bigint, true FROM back
  )
  SELECT id FROM back`

/** A digest takes along those that it stands for. */
const DISCARD = `
  WITH gone AS (
    UPDATE dingbridge.deliveries SET state = 'discarded', ended_at = $2
    WHERE id IN (
      SELECT id FROM dingbridge.deliveries
      WHERE id = ANY($1) AND (state IN ('dead', 'held', 'muted')
        OR (state = 'waiting' AND told_by IS NULL))
      ORDER BY id FOR UPDATE
    )
    RETURNING id
  ),
  with_it AS (
    UPDATE dingbridge.deliveries SET state = 'discarded', ended_at = $2
    WHERE told_by IN (SELECT id FROM gone) AND state IN ('waiting', 'sending')
  )
  SELECT id FROM gone`

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

type Half = Omit<
  OutboxStore,
  | 'accept'
  | 'webhook'
  | 'keepRejected'
  | 'rejected'
  | 'claim'
  | 'renew'
  | 'waiting'
  | 'surplus'
  | 'find'
  | 'reserve'
  | 'wake'
  | 'settle'
  | 'close'
  | 'standing'
>

/** What people ask for and do afterwards, and what is shared and swept. */
export function openHistory(db: Database, waiting: WaitingCount): Half {
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

    async folded(digest) {
      const rows = await db.query(
        'SELECT * FROM dingbridge.deliveries WHERE told_by = $1 ORDER BY place',
        [digest],
      )
      return rows.map((row) => unpack(deliveryOf(row)))
    },

    async redrive(ids, now, expiresAt) {
      const back = await db.query(REDRIVE, [ids, now, expiresAt])
      return inOrder(ids, back)
    },

    async discard(ids, now) {
      const gone = await db.query(DISCARD, [ids, now])
      waiting.forget()
      return inOrder(ids, gone)
    },

    async recall(key, now) {
      const [row] = await db.query(
        'SELECT value FROM dingbridge.memory WHERE key = $1 AND until > $2',
        [key, now],
      )
      return row ? String(row['value']) : null
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

function inOrder(ids: readonly string[], rows: readonly Row[]): string[] {
  const found = new Set(rows.map(({ id }) => id))
  return [...new Set(ids)].filter((id) => found.has(id))
}
