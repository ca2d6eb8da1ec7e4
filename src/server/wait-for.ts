import type { Clock } from '../domain/clock.ts'
import { isOver } from '../domain/delivery.ts'
import type { OutboxStore } from '../outbox/store.ts'
import type { DeliveryEnd } from './reception.ts'

const LOOK_EVERY = 100

/** Resolves when each of the deliveries ended, with how; null when `ms` ran out before. */
export async function waitFor(
  ids: readonly string[],
  ms: number,
  store: Pick<OutboxStore, 'get'>,
  clock: Clock,
): Promise<readonly DeliveryEnd[] | null> {
  const deadline = clock.now() + ms
  for (;;) {
    const rows = await Promise.all(ids.map((id) => store.get(id)))
    const ends = rows.flatMap((row) =>
      row && isOver(row.state)
        ? [{ id: row.id, state: row.state, ...(row.reason && { reason: row.reason }) }]
        : [],
    )
    if (ends.length === ids.length) return ends
    if (clock.now() >= deadline) return null
    await clock.sleep(LOOK_EVERY)
  }
}
