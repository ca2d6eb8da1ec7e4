import type { Delivery } from '../../domain/delivery.ts'
import type { Target } from '../../domain/target.ts'
import { type AlertDecisions, decisionsByAlert } from '../../match/decider.ts'
import { dispatch } from '../../match/dispatch.ts'
import { labelsForMatching } from '../../match/meta-labels.ts'
import { walk } from '../../match/route.ts'
import type { DispatchEvent } from '../../match/trace.ts'
import { createHouse } from '../../settings/house.ts'
import type { Desk } from '../desk.ts'

/** How a delivery came to its receiver. */
export type Routed =
  /** Its sender named the receiver, or somebody tried it out. */
  | { readonly kind: 'wished' }
  /** Its sender named a receiver that it was not given, which leads to the root's. */
  | { readonly kind: 'wish_refused' }
  /** How its alerts go down the tree of now. */
  | {
      readonly kind: 'tree'
      /** The first few. */
      readonly alerts: readonly AlertDecisions[]
      /** All that there are. */
      readonly of: number
      /** Whether the settings of now would send them the way they went; asked of the first thousand. */
      readonly isSame: boolean
    }

/** Of so many alerts the whole way is shown, with each matcher's verdict. */
const TRACED = 3
/** Of so many it is asked whether they would go the same way today. */
const ASKED = 1000

/** Where a tree was asked, the very alerts go through it again, as of the time at which they came. */
export function routedAgain({ notification, acceptedAt }: Delivery, { plan }: Desk): Routed {
  const { route, source, sourceType, group, alerts, notice } = notification
  if (route.length === 0) return { kind: 'wished' }
  if (notice !== null) return { kind: 'wish_refused' }
  const trace: DispatchEvent[] = []
  const incoming = {
    source,
    sourceType,
    reading: { group, alerts: alerts.slice(0, TRACED) },
    wishedReceiver: null,
    mayWish: [],
  }
  dispatch(plan(), incoming, acceptedAt, (event) => trace.push(event))
  const origin = { source, sourceType, senderReceiver: group.receiver }
  const way = route.join('.')
  const asked = alerts.slice(0, ASKED)
  const isSame = asked.every((alert) =>
    walk(plan().root, labelsForMatching(alert, origin)).some(({ path }) => path === way),
  )
  return { kind: 'tree', alerts: decisionsByAlert(trace), of: alerts.length, isSame }
}

/** The target of a delivery with its settings of now, and what would be said now where nothing was. */
export function wordsNow(delivery: Delivery, desk: Desk) {
  const house = createHouse(desk.plan(), {
    detailsUrl: () => null,
    emit: () => {},
  })
  const target: Target | null = house.target(delivery)
  if (!target || delivery.words !== null || delivery.kind === 'digest')
    return { target, words: null }
  return { target, words: house.words(delivery, target, 'full', desk.clock.now()) }
}
