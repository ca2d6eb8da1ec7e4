import { readCursor, writeCursor } from './cursor.ts'
import type { Database } from './postgres-database.ts'
import { REJECTED_KEPT } from './sqlite-accept.ts'
import { DEAD_KEPT, groupText, literally, SWEEP } from './sqlite-history.ts'
import { attemptOf, deliveryOf, unpack } from './sqlite-rows.ts'
import type { DeliveryQuery, OutboxStore } from './store.ts'

/** Each in small steps, and around rows that somebody is writing: no webhook waits for a sweep. */
const SWEEPS = [
  `DELETE FROM dingbridge.deliveries WHERE id IN (
     SELECT id FROM dingbridge.deliveries
     WHERE ended_at < CASE WHEN state IN ('dead', 'held') THEN $2::bigint ELSE $1::bigint END
       AND ended_at < greatest($1::bigint, $2::bigint)
     ORDER BY ended_at LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)
   RETURNING 1 AS removed`,
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
  | 'wake'
  | 'settle'
  | 'close'
  | 'redrive'
  | 'redirect'
  | 'discard'
  | 'standing'
>

/** What people ask for afterwards, and what is shared and swept. */
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

    async folded(digest) {
      const rows = await db.query(
        'SELECT * FROM dingbridge.deliveries WHERE told_by = $1 ORDER BY place',
        [digest],
      )
      return rows.map((row) => unpack(deliveryOf(row)))
    },

    async find(query) {
      const { where, values } = conditionsOf(query)
      values.push(query.limit + 1)
      const rows = await db.query(
        `SELECT * FROM dingbridge.deliveries WHERE ${where.join(' AND ')}
         ORDER BY accepted_at DESC, id DESC LIMIT $${values.length}`,
        values,
      )
      const items = rows.slice(0, query.limit).map((row) => unpack(deliveryOf(row)))
      const last = items.at(-1)
      const next = rows.length > query.limit && last ? writeCursor(last) : null
      return { items, next }
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

    async reserve(key, holder, now, until) {
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

function conditionsOf(query: DeliveryQuery) {
  const where = ['true']
  const values: unknown[] = []
  /** `?` in `sql` stands for the value, however often. */
  const also = (sql: string, value: unknown) => {
    values.push(value)
    where.push(sql.replaceAll('?', `$${values.length}`))
  }
  if (query.states) also('state = ANY(?)', query.states)
  if (query.receiver !== undefined) also('receiver = ?', query.receiver)
  if (query.target !== undefined) also('(target = ? OR target_name = ?)', query.target)
  if (query.webhook !== undefined) also('webhook = ?', query.webhook)
  if (query.endedSince !== undefined) also('ended_at >= ?', query.endedSince)
  if (query.line !== undefined) also('target = ?', query.line)
  if (query.acceptedSince !== undefined) also('accepted_at >= ?', query.acceptedSince)
  if (query.group !== undefined) also('strpos(notification, ?) > 0', groupText(query.group))
  if (query.text) {
    values.push(`%${literally(JSON.stringify(query.text).slice(1, -1))}%`)
    also(`(notification ILIKE $${values.length} OR title ILIKE ?)`, `%${literally(query.text)}%`)
  }
  const from = query.cursor === undefined ? null : readCursor(query.cursor)
  if (from) {
    values.push(...from)
    where.push(`(accepted_at, id) < ($${values.length - 1}, $${values.length})`)
  }
  return { where, values }
}
