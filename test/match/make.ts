import type { Alert } from '../../src/domain/alert.ts'
import { type Labels, labelsOf } from '../../src/domain/labels.ts'
import type { Group } from '../../src/domain/notification.ts'
import type { Target } from '../../src/domain/target.ts'
import type { Incoming, RoutingPlan } from '../../src/match/dispatch.ts'
import { compileInterval, type TimeInterval } from '../../src/match/interval.ts'
import { type Matcher, parseMatchers } from '../../src/match/matcher.ts'
import type { Listener } from '../../src/match/receiver.ts'
import type { Route } from '../../src/match/route.ts'

export const labels = (pairs: Readonly<Record<string, string>>): Labels =>
  labelsOf(Object.entries(pairs))

export function anAlert(pairs: Readonly<Record<string, string>>, rest: Partial<Alert> = {}): Alert {
  return {
    fingerprint: JSON.stringify(pairs),
    status: 'firing',
    kind: 'alert',
    labels: labels(pairs),
    annotations: labels({}),
    startsAt: 0,
    endsAt: null,
    value: null,
    links: {},
    ...rest,
  }
}

export function matchersOf(texts: readonly string[]): readonly Matcher[] {
  return texts.flatMap((text) => {
    const parsed = parseMatchers(text)
    if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`)
    return parsed.value
  })
}

export function anInterval(name: string, rule: object): TimeInterval {
  const compiled = compileInterval({ name, time_intervals: [rule] }, name)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
  return compiled.value
}

export interface RouteSketch extends Partial<Omit<Route, 'path' | 'matchers' | 'routes'>> {
  readonly matchers?: readonly string[]
  readonly routes?: readonly RouteSketch[]
}

export function aRoute(sketch: RouteSketch, path = 'route'): Route {
  const { matchers = [], routes = [], ...rest } = sketch
  return {
    path,
    matchers: matchersOf(matchers),
    receiver: 'sre',
    template: null,
    sendResolved: true,
    onMute: 'hold',
    continue: false,
    mute: [],
    active: [],
    ...rest,
    routes: routes.map((child, i) => aRoute(child, `${path}.routes[${i}]`)),
  }
}

export function aTarget(key: string, rest: Partial<Target> = {}): Target {
  return {
    key,
    receiver: 'sre',
    name: key,
    address: {
      channel: 'group',
      app: 'ops',
      conversation: key,
      robotCode: null,
      coolAppCode: null,
    },
    template: null,
    locale: 'en',
    timezone: 'UTC',
    pace: { messages: 18, perMs: 60_000 },
    onUnknown: 'retry',
    digest: 'auto',
    mentions: null,
    data: {},
    ...rest,
  }
}

/** A listener that always tells the target of its own name, unless it is told otherwise. */
export function aListener(name: string, rest: Partial<Listener> = {}): Listener {
  const target = aTarget(name)
  return {
    name,
    matchers: [],
    mute: [],
    active: [],
    sendResolved: null,
    choose: () => target,
    targets: [target],
    ...rest,
  }
}

export function aPlan(
  root: RouteSketch,
  receivers: Readonly<Record<string, readonly Listener[]>>,
): RoutingPlan {
  const entries = Object.entries(receivers).map(
    ([name, listeners]) => [name, { name, listeners }] as const,
  )
  return { root: aRoute(root), receivers: new Map(entries), callable: new Map() }
}

const NO_GROUP: Group = {
  key: null,
  labels: labels({}),
  receiver: null,
  reason: null,
  truncated: 0,
  url: null,
}

export function aWebhook(alerts: readonly Alert[], rest: Partial<Incoming> = {}): Incoming {
  return {
    source: 'prod',
    sourceType: 'alertmanager',
    reading: { group: NO_GROUP, alerts },
    wishedReceiver: null,
    mayWish: [],
    ...rest,
  }
}
