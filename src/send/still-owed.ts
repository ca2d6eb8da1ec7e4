import type { Delivery } from '../domain/delivery.ts'
import { owedLine, type Target } from '../domain/target.ts'
import type { OutboxStore } from '../outbox/store.ts'
import type { Cargo } from './cargo.ts'

/** Deliveries that are owed to some users of one target; beyond, all that is owed counts. */
const MOST_LOOKED_THROUGH = 200

/**
 * Users of a list who were asked to wait, and have not heard yet what belongs before this: an
 * earlier notification of the same group, or a digest with one in it. They hear this after that,
 * in their own line, or a *resolved* would overtake its *firing*.
 */
export async function stillOwed(
  { row, folded }: Cargo,
  target: Target,
  store: OutboxStore,
): Promise<readonly string[]> {
  if (target.address.channel !== 'users') return []
  const owed = await store.waiting(null, owedLine(target.key), MOST_LOOKED_THROUGH)
  const areMore = owed.length >= MOST_LOOKED_THROUGH
  const told = row.kind === 'digest' ? folded : [row]
  const before = owed.filter(
    (it) => areMore || it.kind === 'digest' || told.some((row) => isOfOneGroup(row, it)),
  )
  return [...new Set(before.flatMap(({ progress }) => progress.owed ?? []))]
}

function isOfOneGroup({ notification: one }: Delivery, { notification: other }: Delivery): boolean {
  if (one.source !== other.source) return false
  if (one.group.key !== null) return one.group.key === other.group.key
  const names = new Set(one.alerts.map(({ fingerprint }) => fingerprint))
  return other.alerts.some(({ fingerprint }) => names.has(fingerprint))
}
