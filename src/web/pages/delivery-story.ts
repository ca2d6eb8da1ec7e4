import type { Delivery } from '../../domain/delivery.ts'
import type { Target } from '../../domain/target.ts'
import { wishesOf } from '../../ingest/sources.ts'
import { type AlertDecisions, decisionsByAlert } from '../../match/decider.ts'
import { dispatch } from '../../match/dispatch.ts'
import type { DispatchEvent } from '../../match/trace.ts'
import type { StoredWebhook } from '../../outbox/store.ts'
import { createHouse } from '../../settings/house.ts'
import type { Desk } from '../desk.ts'

/** How a delivery came to its receiver. `isSame`: whether the settings of now would do the same. */
export type Routed =
  /** Its sender named the receiver, or somebody tried it out. */
  | { readonly kind: 'wished'; readonly isSame: boolean }
  /** Its sender named a receiver that it was not given, which leads to the root's. */
  | { readonly kind: 'wish_refused'; readonly isSame: boolean }
  /** A person sent it to this receiver instead; how its alerts go by themselves. */
  | { readonly kind: 'redirected'; readonly alerts: readonly AlertDecisions[] }
  /** How its alerts go down the tree of now. */
  | {
      readonly kind: 'tree'
      readonly alerts: readonly AlertDecisions[]
      readonly isSame: boolean
    }

/**
 * The very alerts are dispatched again, as of the time at which they came and with what their
 * sender asked for: what `explain` does with the stored payload.
 */
export function routedAgain(
  { notification, acceptedAt, redrives }: Delivery,
  webhook: StoredWebhook | null,
  { plan }: Desk,
): Routed {
  const { route, receiver, source, sourceType, group, alerts, notice } = notification
  const known = plan().sources.get(source)
  const wished = webhook?.wished ?? null
  const trace: DispatchEvent[] = []
  dispatch(
    plan(),
    {
      ...{ source, sourceType, reading: { group, alerts } },
      ...{ wishedReceiver: wished, mayWish: known ? wishesOf(known) : [] },
    },
    acceptedAt,
    (event) => trace.push(event),
  )
  const decided = decisionsByAlert(trace)
  const wish = trace.find((event) => event.kind === 'wish')
  // Neither what the bridge says itself nor what somebody tries out is ever read by a source.
  const isRouted = known?.type === sourceType && webhook !== null && !notification.draft
  if (route.length === 0 && redrives > 0 && isRouted && wished !== receiver)
    return { kind: 'redirected', alerts: decided }
  if (route.length === 0)
    return { kind: 'wished', isSame: wish?.answer !== 'unknown' && wish?.answer !== 'forbidden' }
  if (notice !== null) return { kind: 'wish_refused', isSame: wish?.answer !== 'granted' }
  const way = route.join('.')
  const isSame = decided.every(({ deciders }) => deciders.some((each) => each.route === way))
  return { kind: 'tree', alerts: decided, isSame }
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
