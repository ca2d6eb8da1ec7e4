import { type Instant, SECOND } from '../domain/clock.ts'
import type { Database } from './postgres-database.ts'

/** At most that old may a count be when somebody is turned away or let in. */
const FRESH_FOR = SECOND

/**
 * How many deliveries wait, for `max_waiting`. A counter kept in the database would be one row that
 * every webhook and every settlement of every replica has to lock until its commit, one after the
 * other. So it is counted, once a second and replica at most, and what this replica accepts in
 * between is added. The limit is thereby soft by what *other* replicas accept within a second.
 */
export type WaitingCount = ReturnType<typeof openWaitingCount>

export function openWaitingCount(db: Database) {
  let known: { readonly at: Instant; readonly max: number; n: number } | null = null
  let counting: Promise<void> | null = null

  return {
    async hasRoom(wanted: number, max: number, now: Instant): Promise<boolean> {
      if (!known || known.max !== max || Math.abs(now - known.at) >= FRESH_FOR) {
        counting ??= count(max, now).finally(() => {
          counting = null
        })
        await counting
      }
      return (known?.n ?? 0) + wanted <= max
    },
    add(accepted: number): void {
      if (known) known.n += accepted
    },
    /** People took some out: the next webhook may fit, now. */
    forget(): void {
      known = null
    },
  }

  async function count(max: number, at: Instant): Promise<void> {
    const rows = await db.query(
      `SELECT count(*) AS n FROM (SELECT FROM dingbridge.deliveries
         WHERE state IN ('waiting', 'sending') AND kind = 'notification'
           AND state NOT IN ('sent', 'discarded') LIMIT $1) counted`,
      [max],
    )
    known = { at, max, n: Number(rows[0]?.['n']) }
  }
}
