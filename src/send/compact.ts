import type { Chance } from '../domain/chance.ts'
import type { Instant } from '../domain/clock.ts'
import { isNonEmpty } from '../domain/result.ts'
import type { Target } from '../domain/target.ts'
import type { Line } from '../outbox/line.ts'
import type { OutboxStore } from '../outbox/store.ts'
import { digestOf } from './cargo.ts'
import type { Step } from './ledger.ts'
import { MOST_FOLDED } from './load-cargo.ts'
import { sumOf } from './sum-of.ts'

export interface CompactDeps {
  readonly worker: string
  readonly store: OutboxStore
  readonly chance: Chance
  /** Rows of one target that may wait each for itself; see `outbox/share.ts`. */
  share(): number
}

/** A line's claim counts at least so far. */
const COUNTED = 999

/**
 * What a line that cannot be told now has beyond its share becomes a digest that waits in its
 * place; more of it joins that digest later. Null where there is nothing to do, as for a target
 * that wants no digests: there its rows wait, and still turn nobody away.
 */
export async function compact(
  line: Line,
  target: Target,
  { worker, store, chance, share }: CompactDeps,
  now: Instant,
): Promise<Pick<Step, 'created' | 'changes' | 'stillInLine'> | null> {
  const most = share()
  if (target.digest === 'off' || line.waiting <= Math.min(most, COUNTED)) return null
  const { into, rows } = await store.surplus(worker, line.target, most, MOST_FOLDED)
  // Not for each single one that comes: all that is folded is written.
  if (rows.length < Math.max(2, most / 10) || !isNonEmpty(rows)) return null
  const ids = rows.map(({ id }) => id)
  if (into) {
    const digest = { id: into.id, standsFor: sumOf([into, ...rows]) }
    const changes = [digest, ...ids.map((id) => ({ id, toldBy: into.id }))]
    return { changes, stillInLine: [into.id, ...ids] }
  }
  const { row } = digestOf(rows, now, chance)
  return {
    created: [{ ...row, state: 'waiting', placeOf: rows[0].id }],
    changes: ids.map((id) => ({ id, toldBy: row.id })),
    stillInLine: ids,
  }
}
