import type { DatabaseSync } from 'node:sqlite'
import { FRESH_LINE } from './line.ts'
import type { Standing, StandingCount } from './standing.ts'

/** What metrics and pages ask for every few seconds. Runs inside a transaction. */
export function openStanding(db: DatabaseSync) {
  const countsOf = (where: string) =>
    db.prepare(`SELECT target, receiver, state, n FROM standing WHERE n > 0 ${where}`)
  const linesOf = (where: string) =>
    db.prepare(
      `SELECT target, not_before, memory,
       (SELECT coalesce(muted_until, accepted_at) FROM deliveries d
        WHERE d.target = lines.target AND state IN ('waiting', 'sending')
        ORDER BY coalesce(muted_until, accepted_at) LIMIT 1) AS since
     FROM lines ${where}`,
    )
  const all = { counts: countsOf(''), lines: linesOf('') }
  const named = 'target IN (SELECT value FROM json_each(?))'
  const some = { counts: countsOf(`AND ${named}`), lines: linesOf(`WHERE ${named}`) }
  return {
    standing(only?: readonly string[]): Standing {
      const counts = only ? some.counts.all(JSON.stringify(only)) : all.counts.all()
      const lines = only ? some.lines.all(JSON.stringify(only)) : all.lines.all()
      return {
        counts: counts.map((row) => ({
          target: String(row['target']),
          receiver: String(row['receiver']),
          state: row['state'] as StandingCount['state'],
          count: Number(row['n']),
        })),
        lines: lines.map((row) => ({
          ...(typeof row['memory'] === 'string' ? JSON.parse(row['memory']) : FRESH_LINE),
          target: String(row['target']),
          waitingSince: row['since'] === null ? null : Number(row['since']),
          notBefore: Number(row['not_before']),
        })),
      }
    },
  }
}
