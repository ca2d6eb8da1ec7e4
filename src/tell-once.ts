import { DAY } from './domain/clock.ts'
import type { Delivery } from './domain/delivery.ts'
import { openStore } from './outbox/stores.ts'
import { type OutgoingDeps, startOutgoing } from './outgoing.ts'
import { accept, type Webhook } from './pipeline.ts'
import { waitFor } from './server/wait-for.ts'

/**
 * The whole way of one webhook without a listener, through a store that is gone afterwards: for
 * `dingbridge send --local`. Resolves with the deliveries as they are when they ended, or when
 * `waitMs` ran out.
 */
export async function tellOnce(
  webhook: Webhook,
  waitMs: number,
  deps: Omit<OutgoingDeps, 'store' | 'detailsUrl' | 'callsOf'>,
): Promise<readonly Delivery[]> {
  const { clock, chance, emit, plan } = deps
  const store = await openStore({
    address: { kind: 'sqlite', path: ':memory:' },
    username: null,
    password: null,
    ca: null,
  })
  // No link: nobody could follow it into a store that is gone.
  const outgoing = startOutgoing({ ...deps, store, detailsUrl: () => null, callsOf: () => 0 })
  try {
    const limits = { retryForMs: DAY, maxWaiting: 1_000 }
    const parts = { routing: plan(), store, chance, emit, ...limits }
    const { deliveries } = await accept(webhook, parts, clock.now())
    outgoing.worker.wake()
    await waitFor(deliveries, waitMs, store, clock)
    const rows = await Promise.all(deliveries.map((id) => store.get(id)))
    return rows.filter((row) => row !== null)
  } finally {
    await outgoing.stop(0)
    await store.close()
  }
}
