import type { Alert } from '../domain/alert.ts'
import { AT_A_TIME, breathe } from '../domain/breath.ts'
import type { Instant } from '../domain/clock.ts'
import type { Labels } from '../domain/labels.ts'
import { type Group, type Notification, statusOf } from '../domain/notification.ts'
import type { NonEmpty } from '../domain/result.ts'
import type { Target } from '../domain/target.ts'
import type { Callable } from './call.ts'
import { type Choice, decide, type Question, type Way } from './decide.ts'
import { labelsForMatching } from './meta-labels.ts'
import { type Mute, muteAt } from './mute.ts'
import type { Listener, Receiver } from './receiver.ts'
import { type Route, walk } from './route.ts'
import type { Decision, DispatchEvent, DropReason } from './trace.ts'
import { answerWish, noticeOf, type Wish } from './wish.ts'

/** The part of the settings that says who hears what. */
export interface RoutingPlan {
  readonly root: Route
  /** Every name that the tree mentions is here. */
  readonly receivers: ReadonlyMap<string, Receiver>
  /** Who can be called one to one where a channel cannot. */
  readonly callable: Callable
}

/** A webhook that was read, and what its sender may ask for. */
export interface Incoming {
  readonly source: string
  readonly sourceType: string
  readonly reading: { readonly group: Group; readonly alerts: readonly Alert[] }
  /** `?receiver=`, or what stands for it in the path; null: the tree decides. */
  readonly wishedReceiver: string | null
  readonly mayWish: readonly string[] | 'any'
}

/** A notification for one target, before it has a row in the outbox. */
export interface Draft {
  readonly target: Target
  readonly notification: Notification
  /** Null: it may be said at once. */
  readonly mute: Mute | null
  /** Never told, only listed; `mute` says which interval it was. */
  readonly dropped: DropReason | null
}

/**
 * Decides who hears of which alerts. The alerts that reach one target by one route form one
 * draft; drafts come in the order of the tree, then of the receiver's targets, then of the alerts.
 * `record` hears of every decision on the way.
 */
export function dispatch(
  plan: RoutingPlan,
  incoming: Incoming,
  now: Instant,
  record?: (event: DispatchEvent) => void,
): readonly Draft[] {
  const dispatching = beginDispatch(plan, incoming, now, record)
  for (const alert of incoming.reading.alerts) dispatching.take(alert)
  return dispatching.drafts()
}

/** The same for a webhook of any size: of thousands of alerts others have their turn in between. */
export async function dispatchInSteps(
  plan: RoutingPlan,
  incoming: Incoming,
  now: Instant,
): Promise<readonly Draft[]> {
  const { alerts } = incoming.reading
  const dispatching = beginDispatch(plan, incoming, now)
  for (const [i, alert] of alerts.entries()) {
    if (i > 0 && i % AT_A_TIME === 0) await breathe()
    dispatching.take(alert)
  }
  return dispatching.drafts()
}

function beginDispatch(
  plan: RoutingPlan,
  incoming: Incoming,
  now: Instant,
  record?: (event: DispatchEvent) => void,
) {
  const { group } = incoming.reading
  const wish = answerWish(incoming.wishedReceiver, incoming.mayWish, plan.receivers)
  if (wish) record?.({ kind: 'wish', ...wish })

  const muteOf = rememberMutes(now)
  const bundles: Bundles = new Map()
  const origin = { ...incoming, senderReceiver: group.receiver }

  return {
    take(alert: Alert): void {
      const labels = labelsForMatching(alert, origin)
      record?.({ kind: 'alert', alert, labels })
      const ways = waysOf(plan, wish, labels, record)
      for (const choice of decide(ways, { alert, labels, muteOf })) {
        record?.({ kind: 'listener', decision: decisionOf(choice) })
        collect(bundles, choice, alert)
      }
    },
    drafts(): readonly Draft[] {
      const places = placesOf(plan.root)
      return allOf(bundles)
        .sort((a, b) => comparePlaces(places, a.choice, b.choice))
        .map((bundle) => draftOf(bundle, incoming, wish))
    },
  }
}

function waysOf(
  plan: RoutingPlan,
  wish: Wish | null,
  labels: Labels,
  record?: (event: DispatchEvent) => void,
): readonly Way[] {
  const receiverOf = (name: string): Receiver => {
    const receiver = plan.receivers.get(name)
    if (!receiver) throw new Error(`The tree mentions receiver ${name}, which is not in the plan.`)
    return receiver
  }
  if (wish?.answer === 'granted') return [{ route: null, receiver: receiverOf(wish.receiver) }]
  if (wish) return [{ route: plan.root, receiver: receiverOf(plan.root.receiver) }]
  const routes = walk(plan.root, labels, record && ((visit) => record({ kind: 'route', visit })))
  return routes.map((route) => ({ route, receiver: receiverOf(route.receiver) }))
}

/** Looking at calendars is the costly part, and the answer is the same for every alert. */
function rememberMutes(now: Instant): Question['muteOf'] {
  const known = new Map<Route | null, Map<Listener, Mute | null>>()
  return ({ route }, listener) => {
    const byListener = known.get(route) ?? new Map<Listener, Mute | null>()
    known.set(route, byListener)
    const before = byListener.get(listener)
    if (before !== undefined) return before
    const mute = muteAt(route ? [route, listener] : [listener], now)
    byListener.set(listener, mute)
    return mute
  }
}

function decisionOf({ way, listener, verdicts, target, fate }: Choice): Decision {
  return {
    route: way.route?.path ?? null,
    receiver: way.receiver.name,
    listener: listener.name,
    verdicts,
    target: target?.key ?? null,
    fate,
  }
}

/** Alerts that will be told together. */
interface Bundle {
  readonly choice: Choice
  readonly target: Target
  readonly alerts: [Alert, ...Alert[]]
}

/** By route, listener, and what becomes of it at which target. */
type Bundles = Map<Route | null, Map<Listener, Map<string, Bundle>>>

function collect(bundles: Bundles, choice: Choice, alert: Alert): void {
  const { way, listener, target, fate } = choice
  if (!target || fate.kind === 'already_told') return
  const ofRoute = bundles.get(way.route) ?? new Map<Listener, Map<string, Bundle>>()
  const ofListener = ofRoute.get(listener) ?? new Map<string, Bundle>()
  const key = `${fate.kind} ${target.key}`
  const bundle = ofListener.get(key)
  if (bundle) bundle.alerts.push(alert)
  else ofListener.set(key, { choice, target, alerts: [alert] })
  ofRoute.set(listener, ofListener)
  bundles.set(way.route, ofRoute)
}

const allOf = (bundles: Bundles): Bundle[] =>
  [...bundles.values()].flatMap((ofRoute) =>
    [...ofRoute.values()].flatMap((ofListener) => [...ofListener.values()]),
  )

function placesOf(root: Route): ReadonlyMap<Route, number> {
  const places = new Map<Route, number>()
  const visit = (route: Route): void => {
    places.set(route, places.size)
    route.routes.forEach(visit)
  }
  visit(root)
  return places
}

function comparePlaces(places: ReadonlyMap<Route, number>, a: Choice, b: Choice): number {
  const [placeA, placeB] = [a, b].map(({ way }) => (way.route ? (places.get(way.route) ?? 0) : 0))
  const [listenerA, listenerB] = [a, b].map((c) => c.way.receiver.listeners.indexOf(c.listener))
  return (placeA ?? 0) - (placeB ?? 0) || (listenerA ?? 0) - (listenerB ?? 0)
}

function draftOf({ choice, target, alerts }: Bundle, incoming: Incoming, wish: Wish | null): Draft {
  const { way, fate } = choice
  const told: NonEmpty<Alert> = alerts
  return {
    target,
    notification: {
      source: incoming.source,
      sourceType: incoming.sourceType,
      receiver: way.receiver.name,
      route: way.route?.path.split('.') ?? [],
      group: incoming.reading.group,
      status: statusOf(told),
      alerts: told,
      template: way.route?.template ?? null,
      notice: noticeOf(wish, target.locale),
    },
    mute: fate.kind === 'muted' || fate.kind === 'dropped' ? fate.mute : null,
    dropped: fate.kind === 'dropped' ? fate.reason : null,
  }
}
