import type { Instant } from '../domain/clock.ts'
import { type Delivery, NO_PROGRESS } from '../domain/delivery.ts'
import type { Reading, Source } from '../ingest/source.ts'
import { type Decider, decisionsByAlert } from '../match/decider.ts'
import type { Draft } from '../match/dispatch.ts'
import { heartbeatText, takePulse } from '../match/heartbeat.ts'
import type { DispatchEvent } from '../match/trace.ts'
import { route } from '../pipeline.ts'
import { createHouse, templateFor } from '../settings/house.ts'
import type { Plan } from '../settings/plan.ts'
import { type Arrival, complainOf, readArrival } from './arrival.ts'
import type { Bench, ExitCode } from './bench.ts'
import { explanationText } from './explain-text.ts'
import { loadOrComplain, readerNamed } from './load.ts'
import { requestsFor, type ShownRequest } from './requests.ts'
import { visible } from './visible.ts'

export interface ExplainOptions {
  readonly config: string
  readonly source: string
  readonly payload: string
  readonly header?: readonly string[]
  readonly receiver?: string
  readonly at?: number
  readonly format: 'text' | 'json'
}

/** Everything that the bridge would do with a webhook, and why. */
export interface Explanation {
  readonly source: string
  readonly type: string
  readonly alerts: Arrival['reading']['alerts']
  readonly ignored: boolean
  /** Those that came with it: they are swallowed, and missed when they stay away. */
  readonly heartbeats: readonly string[]
  /** What was decided on the way, in order. */
  readonly decisions: readonly DispatchEvent[]
  /** Of each alert, in their order: which routes took it, and by which matchers. */
  readonly decided_by: readonly (readonly Decider[])[]
  readonly deliveries: readonly ExplainedDelivery[]
}

export interface ExplainedDelivery {
  readonly receiver: string
  readonly target: string
  readonly channel: string
  readonly route: string
  readonly template: string
  readonly alerts: number
  readonly muted: {
    readonly until: string
    /** Its time intervals have no end: it is told a day later. */
    readonly for_good?: true
    readonly by: readonly string[]
  } | null
  readonly dropped: string | null
  /** Exactly what DingTalk would be sent, but for tokens and signatures. */
  readonly requests: readonly ShownRequest[]
}

export async function explain(options: ExplainOptions, bench: Bench): Promise<ExitCode> {
  const plan = loadOrComplain(options.config, bench)
  if (!plan) return 1
  const arrival = await readArrival(readerNamed(options.source, plan), options, bench)
  if (!arrival) return 1
  const explanation = explainArrival(plan, arrival, options.at ?? bench.now(), bench)
  bench.print(
    options.format === 'json'
      ? `${JSON.stringify(explanation, null, 2)}\n`
      : visible(explanationText(explanation)),
  )
  return 0
}

/** The pipeline itself, with somebody listening. */
export function explainArrival(
  plan: Plan,
  { source, request, reading }: Arrival,
  now: Instant,
  bench: Pick<Bench, 'complain'>,
): Explanation {
  const decisions: DispatchEvent[] = []
  const wished = request.query.get('receiver')
  const { heartbeats, alerts } = withoutHeartbeats(source, reading, plan)
  const news = { ...reading, alerts }
  const drafts = route({ source, reading: news, wished }, plan, now, (event) =>
    decisions.push(event),
  )
  const house = createHouse(plan, {
    detailsUrl: () => plan.externalUrl && `${plan.externalUrl}/n/…`,
    emit: complainOf(bench),
  })
  return {
    source: source.name,
    type: source.type,
    alerts: reading.alerts,
    ignored: reading.ignored,
    heartbeats,
    decisions,
    decided_by: decisionsByAlert(decisions).map(({ deciders }) => deciders),
    deliveries: drafts.map(({ target, notification, mute, dropped }) => ({
      receiver: notification.receiver,
      target: target.name,
      channel: target.address.channel,
      route: notification.route.join('.'),
      template: templateFor(notification, target),
      alerts: notification.alerts.length,
      muted: mute && {
        until: new Date(mute.heldUntil).toISOString(),
        ...(mute.until === null && { for_good: true }),
        by: mute.by,
      },
      dropped,
      requests: dropped ? [] : requestsOf({ target, notification }),
    })),
  }

  function requestsOf({ target, notification }: Pick<Draft, 'target' | 'notification'>) {
    const words = house.words(aDelivery({ target, notification }, now), target, 'full', now)
    return requestsFor(words, target, house.app(target), (part) => `explained-${part}`)
  }
}

/** As the watchman takes them out before anything is routed. */
export function withoutHeartbeats(
  source: Source,
  { alerts, group }: Reading,
  { heartbeats }: Pick<Plan, 'heartbeats'>,
): { readonly heartbeats: readonly string[]; readonly alerts: Reading['alerts'] } {
  const origin = { source: source.name, sourceType: source.type, senderReceiver: group.receiver }
  const pulse = takePulse(alerts, heartbeats, origin)
  return {
    heartbeats: pulse.beats.map(({ matchers }) => heartbeatText(matchers)),
    alerts: pulse.alerts,
  }
}

/** The delivery that a draft would become. */
export function aDelivery(
  { target, notification }: Pick<Draft, 'target' | 'notification'>,
  now: Instant,
): Delivery {
  return {
    id: 'explained',
    kind: 'notification',
    webhook: null,
    target: target.key,
    receiver: notification.receiver,
    targetName: target.name,
    channel: target.address.channel,
    notification,
    state: 'waiting',
    acceptedAt: now,
    mutedUntil: null,
    expiresAt: now,
    toldAt: null,
    toldBy: null,
    attempts: 0,
    reason: null,
    detail: null,
    words: null,
    triedWith: null,
    progress: NO_PROGRESS,
    redrives: 0,
  }
}
