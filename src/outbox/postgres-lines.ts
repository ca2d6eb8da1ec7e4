import type { Instant } from '../domain/clock.ts'
import { deliveryOf, unpack } from './delivery-rows.ts'
import type { Line } from './line.ts'
import type { Database, Row } from './postgres-database.ts'
import { readMemory } from './postgres-memory.ts'
import { MOST_AT_ONCE, type OutboxStore } from './store.ts'

/*
 * A line that somebody holds is changed by its holder only. News for it (a webhook, a redrive) is
 * put into `arrivals`, and whoever claims next works it into those lines that are free:
 *
 *     accept, redrive ──▶ arrivals ──claim──▶ lines.due_at ──claim──▶ owner, lease ──settle──▶ free
 *
 * Were webhooks to write the line themselves, all for one target would queue for its row, each
 * through a whole commit, and a claim, which skips rows that are locked, would pass by the very
 * lines on which a storm falls. And because nothing comes to a held line, its holder may decide
 * that it is empty without locking out anybody: what it cannot see yet is still in `arrivals`.
 */
const WORK_IN = `
  WITH free AS (
    SELECT target FROM dingbridge.lines
    WHERE owner IS NULL AND target IN (SELECT target FROM dingbridge.arrivals)
    ORDER BY target FOR UPDATE SKIP LOCKED
  ),
  taken AS (
    DELETE FROM dingbridge.arrivals a USING free WHERE a.target = free.target
    RETURNING a.target, a.due_at, a.urgent
  ),
  news AS (
    SELECT target, min(due_at) AS due_at, min(due_at) FILTER (WHERE urgent) AS urgent_at
    FROM taken GROUP BY target
  )
  UPDATE dingbridge.lines l SET
    not_before = CASE WHEN n.urgent_at IS NULL THEN l.not_before ELSE 0 END,
    due_at = least(l.due_at, n.urgent_at, greatest(n.due_at, l.not_before))
  FROM news n WHERE l.target = n.target`

const LEASE = `
  UPDATE dingbridge.lines l SET owner = $1, lease_until = $4
  FROM (
    SELECT target FROM dingbridge.lines WHERE due_at <= $3 AND lease_until <= $3
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) due
  WHERE l.target = due.target
  RETURNING l.target, l.memory, EXISTS (
    SELECT FROM dingbridge.deliveries d
    WHERE d.target = l.target AND d.state = 'muted' AND d.muted_until <= $3
  ) AS unmute`

const UNMUTE = `
  UPDATE dingbridge.deliveries SET state = 'waiting'
  WHERE target = ANY($1) AND state = 'muted' AND muted_until <= $2`

/**
 * A statement of its own: it must begin after the lease is ours. The one that takes the lease may
 * have begun before the former holder's last settlement, and would show its head as it was then.
 */
const HEADS = `
  SELECT line.target AS line, head.*, waiting.n AS waiting
  FROM unnest($1::text[]) AS line (target)
  LEFT JOIN LATERAL (
    SELECT * FROM dingbridge.deliveries d
    WHERE d.target = line.target AND d.state IN ('waiting', 'sending') AND d.told_by IS NULL
    ORDER BY d.state, d.place LIMIT 1
  ) head ON true
  CROSS JOIN LATERAL (
    SELECT count(*) AS n FROM (
      SELECT FROM dingbridge.deliveries d
      WHERE d.target = line.target AND d.state IN ('waiting', 'sending') AND d.told_by IS NULL
      LIMIT 1000
    ) counted
  ) waiting`

const EMPTY = `
  UPDATE dingbridge.lines l SET owner = NULL, lease_until = 0, not_before = 0, due_at = (
    SELECT min(d.muted_until) FROM dingbridge.deliveries d
    WHERE d.target = l.target AND d.state = 'muted'
  )
  WHERE target = ANY($1) AND owner = $2`

const GIVE_BACK = `
  UPDATE dingbridge.lines SET owner = NULL, lease_until = 0
  WHERE owner = $1 AND ($2::text[] IS NULL OR target = ANY($2))`

const NEXT_DUE = `
  SELECT min(greatest(due_at, lease_until)) AS at FROM dingbridge.lines WHERE due_at IS NOT NULL`

/** Bodies of 5 MB may wait by the hundred; beyond $4 bytes the rest comes another time. */
const IN_LINE = `
  SELECT * FROM (
    SELECT d.*, row_number() OVER line AS nth, sum(octet_length(d.notification)) OVER line AS bytes
    FROM dingbridge.lines l JOIN dingbridge.deliveries d ON d.target = l.target
    WHERE l.target = $1 AND ($2::text IS NULL OR l.owner = $2)
      AND d.state IN ('waiting', 'sending') AND d.told_by IS NULL
    WINDOW line AS (ORDER BY d.state, d.place)
    ORDER BY d.state, d.place LIMIT $3
  ) d
  WHERE nth <= 2 OR bytes <= $4 ORDER BY nth`

const WAKE = `
  UPDATE dingbridge.lines SET not_before = 0, due_at = $1
  WHERE due_at > $1 AND owner IS NULL AND ($2::text[] IS NULL OR target = ANY($2))`

const RENEW = `
  UPDATE dingbridge.lines SET lease_until = $3 WHERE target = ANY($1) AND owner = $2`

type Half = Pick<OutboxStore, 'claim' | 'renew' | 'waiting' | 'wake'>

/** The half of the store that a worker meets, but for `settle`. */
export function openLines(db: Database): Half & { giveBack(): Promise<void> } {
  const workers = new Set<string>()

  return {
    async claim(worker, limit, now, leaseUntil) {
      workers.add(worker)
      await db.query(WORK_IN)
      const leased = await db.query(LEASE, [worker, limit, now, leaseUntil])
      const lines = leased.length > 0 ? await linesOf(worker, leased, now) : []
      const [next] = await db.query(NEXT_DUE)
      const at = next?.['at']
      return { lines, nextDue: typeof at === 'number' ? at : null }
    },

    async renew(worker, targets, leaseUntil) {
      await db.query(RENEW, [targets, worker, leaseUntil])
    },

    async waiting(worker, target, limit) {
      const rows = await db.query(IN_LINE, [target, worker, limit, MOST_AT_ONCE])
      return rows.map((row) => unpack(deliveryOf(row)))
    },

    async wake(targets, now) {
      await db.query(WAKE, [now, targets === 'all' ? null : targets])
    },

    /** What was claimed here is free at once, and nobody has to wait for a lease of ours to end. */
    async giveBack() {
      for (const worker of workers) await db.query(GIVE_BACK, [worker, null])
    },
  }

  async function linesOf(worker: string, leased: readonly Row[], now: Instant): Promise<Line[]> {
    const targets = leased.map(({ target }) => target)
    try {
      if (leased.some(({ unmute }) => unmute)) await db.query(UNMUTE, [targets, now])
      const rows = await db.query(HEADS, [targets])
      const empty = rows.filter(({ id }) => id === null).map(({ line }) => line)
      if (empty.length > 0) await db.query(EMPTY, [empty, worker])
      const memoryOf = new Map(leased.map(({ target, memory }) => [target, memory]))
      return rows.flatMap((row) => (row['id'] === null ? [] : [lineOf(row, memoryOf)]))
    } catch (error) {
      // Nobody will hear of these lines: better now than when the lease runs out.
      await db.query(GIVE_BACK, [worker, targets]).catch(() => {})
      throw error
    }
  }
}

function lineOf(row: Row, memoryOf: ReadonlyMap<unknown, unknown>): Line {
  const memory = memoryOf.get(row['line'])
  const head = unpack(deliveryOf(row))
  return {
    ...readMemory(memory),
    target: head.target,
    head,
    waiting: Number(row['waiting']),
    interrupted: head.state === 'sending',
  }
}
