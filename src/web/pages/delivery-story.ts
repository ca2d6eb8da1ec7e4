import type { Delivery } from '../../domain/delivery.ts'
import type { Target } from '../../domain/target.ts'
import { wishesOf } from '../../ingest/sources.ts'
import { type AlertDecisions, decisionsByAlert } from '../../match/decider.ts'
import { dispatch } from '../../match/dispatch.ts'
import { labelsForMatching } from '../../match/meta-labels.ts'
import { walk } from '../../match/route.ts'
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
  | ({ readonly kind: 'redirected' } & Traced)
  /** How its alerts go down the tree of now; `isSame` was asked of the first thousand. */
  | ({ readonly kind: 'tree'; readonly isSame: boolean } & Traced)

interface Traced {
  /** The first few. */
  readonly alerts: readonly AlertDecisions[]
  /** All that there are. */
  readonly of: number
}

/** Of so many alerts the whole way is looked at, with each matcher's verdict. */
const TRACED = 60
/** Of so many it is asked whether they would go the same way today. */
const ASKED = 1000

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
  const incoming = {
    source,
    sourceType,
    reading: { group, alerts: alerts.slice(0, TRACED) },
    wishedReceiver: wished,
    mayWish: known ? wishesOf(known) : [],
  }
  dispatch(plan(), incoming, acceptedAt, (event) => trace.push(event))
  const traced = { alerts: decisionsByAlert(trace), of: alerts.length }
  const wish = trace.find((event) => event.kind === 'wish')
  // Neither what the bridge says itself nor what somebody tries out is ever read by a source.
  const isRouted = known?.type === sourceType && webhook !== null && !notification.draft
  if (route.length === 0 && redrives > 0 && isRouted && wished !== receiver)
    return { kind: 'redirected', ...traced }
  if (route.length === 0) return { kind: 'wished', isSame: !wish || wish.answer === 'granted' }
  if (notice !== null) return { kind: 'wish_refused', isSame: wish?.answer !== 'granted' }
  const origin = { source, sourceType, senderReceiver: group.receiver }
  const way = route.join('.')
  const asked = alerts.slice(0, ASKED)
  const isSame = asked.every((alert) =>
    walk(plan().root, labelsForMatching(alert, origin)).some(({ path }) => path === way),
  )
  return { kind: 'tree', isSame, ...traced }
}

/** The target of a delivery with its settings of now, and what would be said now where nothing was. */
export function wordsNow(delivery: Delivery, desk: Desk) {
  const house = createHouse(desk.plan(), {
    detailsUrl: () => null,
    emit: () => {},
  })
  const target: Target | null = house.target(delivery)
  const { words, kind } = delivery
  // Beside the plain form that was refused stands the full one, which is the one to mend.
  const isSaid = words?.form === 'full'
  if (!target || isSaid || kind === 'digest') return { target, words: null }
  return { target, words: house.words(delivery, target, 'full', desk.clock.now()) }
}
