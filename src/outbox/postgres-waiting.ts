import { type Instant, SECOND } from '../domain/clock.ts'
import type { Database } from './postgres-database.ts'
import { shareOf } from './share.ts'

/** At most that old may a count be when somebody is turned away or let in. */
const FRESH_FOR = SECOND
/** While less than half of the room is taken. */
const FRESH_WITH_ROOM = 5 * SECOND

/** Rows in line, of each target its share, and none of those that are shut; see `share.ts`. */
const COUNT = `
  SELECT coalesce(sum(least(line.n, $1::bigint)), 0)::bigint AS n FROM (
    SELECT target, count(*) AS n FROM dingbridge.deliveries
    WHERE state IN ('waiting', 'sending') AND told_by IS NULL GROUP BY target
  ) line
  LEFT JOIN dingbridge.lines l USING (target)
  WHERE (l.memory::json->>'closed')::boolean IS NOT TRUE AND l.memory::json->>'unhealthySince' IS NULL`

/**
 * How many deliveries wait, for `max_waiting`. A counter kept in the database would be one row that
 * every webhook and every settlement of every replica has to lock until its commit, one after the
 * other. So it is counted, once a second and replica at most, and what this replica accepts in
 * between is added. The limit is thereby soft by what *other* replicas accept within a second.
 * Where most of the room is free, nobody can fill it within a second, and it is counted less often.
 */
export type WaitingCount = ReturnType<typeof openWaitingCount>

export function openWaitingCount(db: Database) {
  let known: Count | null = null
  let counting: Promise<void> | null = null

  return {
    async hasRoom(wanted: number, max: number, now: Instant): Promise<boolean> {
      if (!isFresh(max, now)) await recount(max, now)
      // What was accepted since may be for targets that are shut, or have more than their share.
      if (sum() + wanted > max && known?.added) await recount(max, now)
      return sum() + wanted <= max
    },
    add(accepted: number): void {
      if (known) known.added += accepted
    },
    /** People took some out: the next webhook may fit, now. */
    forget(): void {
      known = null
    },
  }

  function isFresh(max: number, now: Instant): boolean {
    if (!known || known.max !== max) return false
    return Math.abs(now - known.at) < (sum() < max / 2 ? FRESH_WITH_ROOM : FRESH_FOR)
  }

  function sum(): number {
    return known ? known.counted + known.added : 0
  }

  async function recount(max: number, at: Instant): Promise<void> {
    counting ??= db
      .query(COUNT, [shareOf(max)])
      .then(([row]) => {
        known = { at, max, counted: Number(row?.['n']), added: 0 }
      })
      .finally(() => {
        counting = null
      })
    await counting
  }
}

interface Count {
  readonly at: Instant
  readonly max: number
  readonly counted: number
  /** By this replica, since. */
  added: number
}
