import type { Alert } from './domain/alert.ts'
import { type Chance, newId } from './domain/chance.ts'
import type { Instant } from './domain/clock.ts'
import type { Delivery, NewDelivery } from './domain/delivery.ts'
import type { Emit } from './domain/event.ts'
import { NO_LABELS } from './domain/labels.ts'
import { duplicateKeyOf } from './ingest/duplicate.ts'
import { harmlessHeaders } from './ingest/harmless.ts'
import type { InboundRequest, Reading, Source } from './ingest/source.ts'
import { wishesOf } from './ingest/sources.ts'
import { callsFor } from './match/call.ts'
import {
  type Draft,
  dispatch,
  dispatchInSteps,
  type Incoming,
  type RoutingPlan,
} from './match/dispatch.ts'
import { droppedBecause } from './match/dropped.ts'
import type { DispatchEvent } from './match/trace.ts'
import type { Accepted, OutboxStore } from './outbox/store.ts'
import { OWN_SOURCE } from './telemetry/report.ts'

/*
 * The first half of the story, from a webhook that was read to rows on disk. The second half is
 * `send/tell.ts`; the two meet only in the outbox.
 */

export interface PipelineDeps {
  readonly routing: RoutingPlan
  readonly store: OutboxStore
  readonly chance: Chance
  readonly retryForMs: number
  readonly maxWaiting: number
  readonly emit: Emit
}

export interface Webhook {
  readonly source: Source
  readonly reading: Reading
  readonly request: InboundRequest
  /** `?receiver=`, or null: the tree decides. */
  readonly wished: string | null
}

/** Resolves when everything that the webhook says is on disk. */
export async function accept(
  webhook: Webhook,
  deps: PipelineDeps,
  now: Instant,
): Promise<Accepted> {
  const { source, reading, request, wished } = webhook
  const drafts = await routeInSteps(webhook, deps.routing, now)
  const deliveries = drafts.map((draft) => deliveryOf(draft, deps, now))
  const { group, key, windowMs } = duplicateKeyOf(source, request, reading)
  const accepted = await deps.store.accept(
    {
      id: newId(now, deps.chance),
      source: source.name,
      sourceType: source.type,
      body: request.body,
      headers: harmlessHeaders(request.headers, source.auth),
      wished,
      dedup: { group: group ?? key, key, windowMs },
      maxWaiting: deps.maxWaiting,
    },
    deliveries,
    now,
  )
  if (!accepted.duplicate) for (const draft of drafts) reportMute(draft, deps.emit)
  return accepted
}

/** What the bridge itself has to say, to one receiver: the same way, without a sender. */
export async function acceptOwn(
  alert: Alert,
  receiver: string,
  deps: PipelineDeps,
  now: Instant,
): Promise<void> {
  const key = `${alert.labels['alertname']} ${alert.fingerprint}`
  const group = { key, labels: NO_LABELS, receiver: null, reason: null, truncated: 0, url: null }
  const drafts = dispatch(
    deps.routing,
    {
      source: OWN_SOURCE,
      sourceType: OWN_SOURCE,
      reading: { group, alerts: [alert] },
      wishedReceiver: receiver,
      mayWish: 'any',
    },
    now,
  )
  const own = { source: OWN_SOURCE, sourceType: OWN_SOURCE, body: JSON.stringify(alert) }
  await acceptDrafts(drafts, own, deps, now)
}

/** What nobody sent: our own news, and what an operator tries out. It is never a duplicate. */
export function acceptDrafts(
  drafts: readonly Draft[],
  origin: { readonly source: string; readonly sourceType: string; readonly body: string },
  deps: PipelineDeps,
  now: Instant,
): Promise<Accepted> {
  return deps.store.accept(
    {
      ...origin,
      id: newId(now, deps.chance),
      body: Buffer.from(origin.body),
      headers: {},
      wished: null,
      dedup: null,
      // A full queue is no reason to hide that it is full.
      maxWaiting: Number.MAX_SAFE_INTEGER,
    },
    drafts.map((draft) => deliveryOf(draft, deps, now)),
    now,
  )
}

type Read = Pick<Webhook, 'source' | 'reading' | 'wished'>

/** Who hears of it; `explain` calls the same and listens to what is decided on the way. */
export function route(
  read: Read,
  routing: RoutingPlan,
  now: Instant,
  record?: (event: DispatchEvent) => void,
): readonly Draft[] {
  if (read.reading.ignored) return []
  const drafts = dispatch(routing, incomingOf(read), now, record)
  return [...drafts, ...callsFor(drafts, routing.callable)]
}

async function routeInSteps(
  read: Read,
  routing: RoutingPlan,
  now: Instant,
): Promise<readonly Draft[]> {
  if (read.reading.ignored) return []
  const drafts = await dispatchInSteps(routing, incomingOf(read), now)
  return [...drafts, ...callsFor(drafts, routing.callable)]
}

const incomingOf = ({ source, reading, wished }: Read): Incoming => ({
  source: source.name,
  sourceType: source.type,
  reading,
  wishedReceiver: wished,
  mayWish: wishesOf(source),
})

/**
 * What a delivery would be at the targets of another receiver, whose matchers count. A person asks
 * for it now, so nothing mutes it.
 */
export function reroute(
  { notification }: Delivery,
  receiver: string,
  deps: PipelineDeps,
  now: Instant,
): readonly NewDelivery[] {
  const { source, sourceType, group, alerts } = notification
  const drafts = dispatch(
    deps.routing,
    {
      ...{ source, sourceType, reading: { group, alerts } },
      ...{ wishedReceiver: receiver, mayWish: 'any' },
    },
    now,
  )
  return drafts.map((draft) => deliveryOf({ ...draft, mute: null, dropped: null }, deps, now))
}

function deliveryOf(draft: Draft, deps: PipelineDeps, now: Instant): NewDelivery {
  const { target, notification, dropped } = draft
  const mute = dropped === null ? draft.mute : null
  const mutedUntil = mute?.heldUntil ?? null
  return {
    id: newId(now, deps.chance),
    target: target.key,
    receiver: notification.receiver,
    targetName: target.name,
    channel: target.address.channel,
    notification,
    mutedUntil,
    expiresAt: (mutedUntil ?? now) + deps.retryForMs,
    ...(draft.mute && dropped !== null && { dropped: droppedBecause(draft.mute, dropped) }),
  }
}

function reportMute({ mute, dropped, notification, target }: Draft, emit: Emit): void {
  if (!mute) return
  const { source, receiver } = notification
  emit({
    type: 'notification.muted',
    source,
    receiver,
    target: target.name,
    by: mute.by,
    dropped: dropped !== null,
  })
}
