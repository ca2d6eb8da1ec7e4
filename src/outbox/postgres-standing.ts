import type { Database } from './postgres-database.ts'
import { readMemory } from './postgres-memory.ts'
import type { StandingCount } from './standing.ts'
import type { OutboxStore } from './store.ts'

/*
 * Counted when asked, from an index that holds only what is not over. Counters would be rows that
 * every webhook and settlement of a target locks until its commit; see docs/decisions/0008.
 */
const counts = (where: string): string => `
  SELECT target, receiver, CASE state WHEN 'sending' THEN 'waiting' ELSE state END AS state,
    count(*) AS n
  FROM dingbridge.deliveries
  WHERE kind = 'notification' AND state NOT IN ('sent', 'discarded') ${where}
  GROUP BY 1, 2, 3`

const lines = (where: string): string => `
  SELECT target, not_before, memory, (
    SELECT coalesce(muted_until, accepted_at) FROM dingbridge.deliveries d
    WHERE d.target = l.target AND state IN ('waiting', 'sending')
    ORDER BY coalesce(muted_until, accepted_at) LIMIT 1
  ) AS since
  FROM dingbridge.lines l ${where}`

const ALL = { counts: counts(''), lines: lines('') }
const SOME = { counts: counts('AND target = ANY($1)'), lines: lines('WHERE target = ANY($1)') }

/** What metrics and pages ask for every few seconds. */
export function openStanding(db: Database): Pick<OutboxStore, 'standing'> {
  return {
    async standing(only) {
      const [counted, found] = await Promise.all(
        only
          ? [db.query(SOME.counts, [only]), db.query(SOME.lines, [only])]
          : [db.query(ALL.counts), db.query(ALL.lines)],
      )
      return {
        counts: counted.map((row) => ({
          target: String(row['target']),
          receiver: String(row['receiver']),
          state: row['state'] as StandingCount['state'],
          count: Number(row['n']),
        })),
        lines: found.map((row) => ({
          ...readMemory(row['memory']),
          target: String(row['target']),
          waitingSince: row['since'] === null ? null : Number(row['since']),
          notBefore: Number(row['not_before']),
        })),
      }
    },
  }
}
