import { deliveryOf, unpack } from './delivery-rows.ts'
import type { Database } from './postgres-database.ts'
import { MOST_AT_ONCE, type OutboxStore } from './store.ts'

/** What a line of ours has too many, and what the digest that stands for others already holds. */
const CROWD = `
  SELECT crowd.n - $3::bigint AS surplus, digest.*, taken.n AS taken, taken.bytes
  FROM dingbridge.lines l
  CROSS JOIN LATERAL (
    SELECT count(*) AS n FROM (
      SELECT FROM dingbridge.deliveries d
      WHERE d.target = l.target AND d.state IN ('waiting', 'sending') AND d.told_by IS NULL
      LIMIT $3::bigint + $4::bigint
    ) counted
  ) crowd
  LEFT JOIN LATERAL (
    SELECT * FROM dingbridge.deliveries d
    WHERE d.target = l.target AND d.state = 'waiting' AND d.told_by IS NULL
      AND d.kind = 'digest' AND d.words IS NULL AND crowd.n > $3
    ORDER BY d.place DESC LIMIT 1
  ) digest ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS n, coalesce(sum(octet_length(notification)), 0)::bigint AS bytes
    FROM dingbridge.deliveries WHERE told_by = digest.id
  ) taken ON true
  WHERE l.target = $1 AND l.owner = $2`

const UNSAID = `
  SELECT * FROM (
    SELECT d.*, row_number() OVER line AS nth, sum(octet_length(d.notification)) OVER line AS size
    FROM dingbridge.deliveries d
    WHERE d.target = $1 AND d.state = 'waiting' AND d.told_by IS NULL
      AND d.kind = 'notification' AND d.words IS NULL
    WINDOW line AS (ORDER BY d.place)
    ORDER BY d.place LIMIT $2
  ) d
  WHERE nth = 1 OR size <= $3 ORDER BY nth`

/** What a line has beyond a target's share. */
export function openSurplus(db: Database): Pick<OutboxStore, 'surplus'> {
  return {
    async surplus(worker, target, share, limit) {
      const [crowd] = await db.query(CROWD, [target, worker, share, limit])
      const surplus = Number(crowd?.['surplus'] ?? 0)
      if (!crowd || surplus <= 0) return { into: null, rows: [] }
      const [taken, bytes] = [Number(crowd['taken']), Number(crowd['bytes'])]
      const hasRoom = crowd['id'] !== null && taken < limit && bytes < MOST_AT_ONCE
      const rows = await db.query(UNSAID, [
        target,
        Math.min(surplus, hasRoom ? limit - taken : limit),
        hasRoom ? MOST_AT_ONCE - bytes : MOST_AT_ONCE,
      ])
      return {
        into: hasRoom ? unpack(deliveryOf(crowd)) : null,
        rows: rows.map((row) => unpack(deliveryOf(row))),
      }
    },
  }
}
