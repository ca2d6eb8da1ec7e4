import type { Instant } from '../domain/clock.ts'
import type { DeliveryState, NewDelivery } from '../domain/delivery.ts'

/** How a delivery begins: dropped by a mute it is over at once, and only listed. */
export function stateOf(
  { dropped, mutedUntil }: Pick<NewDelivery, 'dropped' | 'mutedUntil'>,
  now: Instant,
): DeliveryState {
  if (dropped !== undefined) return 'discarded'
  return mutedUntil !== null && mutedUntil > now ? 'muted' : 'waiting'
}
