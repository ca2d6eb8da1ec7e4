import type { Instant } from '../domain/clock.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { DeliveryChange } from '../outbox/store.ts'
import type { Cargo } from './cargo.ts'
import { sumOf } from './sum-of.ts'

/*
 * A stored digest stands in a line for the oldest of a crowd, before it has words. Those that it
 * folds keep state and time of their own: each runs out when it would have by itself.
 */

/** With more from behind it. */
export const withMore = (stored: Cargo, more: readonly Delivery[]): Cargo => ({
  ...stored,
  row: { ...stored.row, ...sumOf([stored.row, ...more]) },
  folded: [...stored.folded, ...more],
})

/** Those whose time is over; null when it can be told as it is. */
export function overIn(cargo: Cargo, now: Instant): readonly Delivery[] | null {
  if (!cargo.isStored) return null
  const over = cargo.folded.filter(({ expiresAt }) => expiresAt <= now)
  return over.length > 0 || cargo.folded.length === 0 ? over : null
}

/** They are dead letters each, and a digest of nothing goes. */
export function buried(
  { row, folded }: Cargo,
  over: readonly Delivery[],
  why: Pick<Delivery, 'reason' | 'detail'>,
): DeliveryChange[] {
  const dead = over.map(({ id }) => ({ id, state: 'dead' as const, toldBy: null, ...why }))
  return over.length < folded.length ? dead : [...dead, { id: row.id, remove: true }]
}
