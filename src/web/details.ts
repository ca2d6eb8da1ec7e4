import type { Instant } from '../domain/clock.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { OutboxStore } from '../outbox/store.ts'
import { createHouse } from '../settings/house.ts'
import type { Plan } from '../settings/plan.ts'
import { notificationPage } from './notification-page.ts'

/** The page behind a message's link, in the language of those who got it; null when it is gone. */
export async function detailsOf(
  id: string,
  { store, plan }: { readonly store: OutboxStore; readonly plan: Plan },
  now: Instant,
): Promise<string | null> {
  const delivery = await store.get(id)
  if (!delivery) return null
  const target = createHouse(plan, { detailsUrl: () => null, emit: () => {} }).target(delivery)
  const { locale, timezone } = target ?? plan
  const told = await toldIn(delivery, store)
  return notificationPage(told, { locale, timezone, severity: plan.severity }, now)
}

/** What somebody who was asked to wait missed may have been a digest itself. */
async function toldIn(delivery: Delivery, store: OutboxStore): Promise<readonly Delivery[]> {
  if (delivery.kind !== 'digest') return [delivery]
  const told: Delivery[] = []
  for (const row of await store.folded(delivery.id)) told.push(...(await toldIn(row, store)))
  return told
}
