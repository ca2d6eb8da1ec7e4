import type { Delivery } from '../../domain/delivery.ts'
import type { Target } from '../../domain/target.ts'
import type { InboundRequest } from '../../ingest/source.ts'
import { wishesOf } from '../../ingest/sources.ts'
import { type AlertDecisions, decisionsByAlert } from '../../match/decider.ts'
import { dispatch } from '../../match/dispatch.ts'
import type { DispatchEvent } from '../../match/trace.ts'
import type { StoredWebhook } from '../../outbox/store.ts'
import { createHouse } from '../../settings/house.ts'
import type { Desk } from '../desk.ts'

/** How a delivery's alerts go down the tree of now; what cannot be told any more says why. */
export type Routed =
  /** Named by its sender, or tried out by hand. */
  | { readonly kind: 'wish' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'no_source'; readonly source: string }
  | { readonly kind: 'unread'; readonly why: string }
  | {
      readonly kind: 'asked'
      /** Those that this delivery tells of. */
      readonly alerts: readonly AlertDecisions[]
      /** Whether the settings of now would send it the way it went. */
      readonly isSame: boolean
    }

/** The stored payload once more through the very pipeline, as it was at the time it came. */
export function routedAgain(
  { notification }: Delivery,
  webhook: StoredWebhook | null,
  { plan }: Desk,
): Routed {
  const route = notification.route.join('.')
  if (notification.route.length === 0) return { kind: 'wish' }
  if (!webhook) return { kind: 'gone' }
  const source = plan().sources.get(webhook.source)
  if (!source) return { kind: 'no_source', source: webhook.source }
  const request: InboundRequest = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...webhook.headers },
    query: new URLSearchParams(),
    body: webhook.body,
    address: '127.0.0.1',
    receivedAt: webhook.acceptedAt,
  }
  const reading = source.read(request)
  if (!reading.ok) return { kind: 'unread', why: reading.error.message }
  const trace: DispatchEvent[] = []
  const asked = { source: source.name, sourceType: source.type, reading: reading.value }
  const wish = { wishedReceiver: null, mayWish: wishesOf(source) }
  dispatch(plan(), { ...asked, ...wish }, webhook.acceptedAt, (event) => trace.push(event))
  const told = new Set(notification.alerts.map(({ fingerprint, status }) => fingerprint + status))
  const alerts = decisionsByAlert(trace).filter(({ alert }) =>
    told.has(alert.fingerprint + alert.status),
  )
  const isSame = alerts.every(({ deciders }) => deciders.some((each) => each.route === route))
  return { kind: 'asked', alerts, isSame }
}

/** The target of a delivery with its settings of now, and the words that would be said now. */
export function wordsNow(delivery: Delivery, desk: Desk) {
  const house = createHouse(desk.plan(), {
    detailsUrl: () => null,
    emit: () => {},
  })
  const target: Target | null = house.target(delivery)
  if (!target || delivery.kind === 'digest') return { target, words: null }
  return { target, words: house.words(delivery, target, 'full', desk.clock.now()) }
}
