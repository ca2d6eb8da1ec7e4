import type { Clock } from '../domain/clock.ts'
import { isOver } from '../domain/delivery.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { DeliveryStanding, OutboxStore } from '../outbox/store.ts'
import type { DeliveryEnd } from './reception.ts'

/** Another replica may tell them, so the store is asked: for their states alone, all at once. */
const LOOK_EVERY = 100

/** Resolves when each of the deliveries ended, with how; null when `ms` ran out before. */
export async function waitFor(
  ids: readonly string[],
  ms: number,
  store: Pick<OutboxStore, 'states'>,
  clock: Clock,
): Promise<readonly DeliveryEnd[] | null> {
  const deadline = clock.now() + ms
  for (;;) {
    const known = await store.states(ids).catch(notNow)
    const ends = known.filter(({ state }) => isOver(state))
    if (ends.length === ids.length) return ends.map(endOf)
    if (clock.now() >= deadline) return null
    await clock.sleep(LOOK_EVERY)
  }
}

const endOf = ({ id, state, reason }: DeliveryStanding): DeliveryEnd => ({
  id,
  state,
  ...(reason && { reason }),
})

/** What is waited for is on disk: that nobody can say now how it is does not make it a refusal. */
function notNow(error: unknown): readonly DeliveryStanding[] {
  if (error instanceof StoreUnavailable) return []
  throw error
}
