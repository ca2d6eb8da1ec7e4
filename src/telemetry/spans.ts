import { createHash } from 'node:crypto'
import { type Instant, SECOND } from '../domain/clock.ts'
import type { BridgeEvent } from '../domain/event.ts'

/** A finished piece of work in the way of one webhook, as OpenTelemetry draws it. */
export interface Span {
  /** 32 and 16 hexadecimal digits. */
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly kind: 'server' | 'internal' | 'client'
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  /** What went wrong; null where nothing did. */
  readonly error: string | null
}

/** Where the spans of later deliveries belong. */
interface Context {
  readonly traceId: string
  /** A sender that says "not sampled" is heard. */
  readonly isSampled: boolean
}

/** So many webhooks may be under way and still stay in their sender's trace. */
const MOST_REMEMBERED = 10_000

/**
 * Events to spans: webhook, then accept and deliver below it, then the attempts. Ids are made of our
 * own ids, so that what is told after a restart or by another replica is still one trace. Only the
 * trace of a sender is forgotten by a restart.
 */
export function createSpans(): (event: BridgeEvent, now: Instant) => readonly Span[] {
  const contexts = new Map<string, Context>()

  return (event, now) => {
    switch (event.type) {
      case 'webhook.accepted':
        return accepted(event, now)
      case 'attempt.ended':
        return attempted(event, now)
      case 'delivery.ended':
        return ended(event, now)
      default:
        return []
    }
  }

  function accepted(event: Extract<BridgeEvent, { type: 'webhook.accepted' }>, now: Instant) {
    const { webhook, source, traceparent, duplicate, alerts, deliveries } = event
    const [, trace, parent, flags = '01'] = traceparent?.split('-') ?? []
    const isSampled = (Number.parseInt(flags, 16) & 1) === 1
    const traceId = trace ?? traceOf(webhook)
    if (trace && !duplicate) remember(webhook, { traceId, isSampled })
    if (!isSampled) return []
    // A repeat has the ids of the first one, and is a piece of work of its own.
    const spanId = duplicate ? idOf(`repeat ${webhook} ${now}`, 16) : spanOf(webhook)
    const attributes = {
      'dingbridge.source': source,
      'dingbridge.webhook': webhook,
      'dingbridge.duplicate': duplicate,
      'dingbridge.alerts': alerts.length,
      'dingbridge.deliveries': deliveries.length,
    }
    const about = { traceId, endedAt: now, error: null }
    const startedAt = now - event.tookMs
    return [
      {
        ...about,
        spanId,
        parentSpanId: parent ?? null,
        name: `webhook ${source}`,
        kind: 'server',
        startedAt,
        attributes,
      },
      {
        ...about,
        spanId: idOf(`accept ${spanId}`, 16),
        parentSpanId: spanId,
        name: 'accept',
        kind: 'internal',
        startedAt: now - event.storeMs,
        attributes: {},
      },
    ] as const satisfies readonly Span[]
  }

  function attempted(event: Extract<BridgeEvent, { type: 'attempt.ended' }>, now: Instant) {
    const { delivery, webhook, target, channel, outcome, reason, code, tookMs } = event
    const { traceId, isSampled } = contextOf(webhook, delivery)
    if (!isSampled) return []
    return [
      {
        traceId,
        spanId: idOf(`attempt ${delivery} ${now} ${tookMs}`, 16),
        // A digest has no webhook of its own: the deliveries that it told name it.
        parentSpanId: webhook === undefined ? null : spanOf(delivery),
        name: `attempt ${channel}`,
        kind: 'client',
        startedAt: now - tookMs,
        endedAt: now,
        attributes: {
          ...naming(event),
          'dingbridge.target': target,
          'dingbridge.outcome': outcome,
          ...(code !== null && { 'dingbridge.code': code }),
        },
        error: reason,
      },
    ] as const satisfies readonly Span[]
  }

  function ended(event: Extract<BridgeEvent, { type: 'delivery.ended' }>, now: Instant) {
    const { delivery, webhook, target, state, reason, seconds, toldBy } = event
    const { traceId, isSampled } = contextOf(webhook, delivery)
    if (!isSampled) return []
    return [
      {
        traceId,
        spanId: spanOf(delivery),
        parentSpanId: webhook === undefined ? null : spanOf(webhook),
        name: `deliver ${target}`,
        kind: 'internal',
        startedAt: now - seconds * SECOND,
        endedAt: now,
        attributes: {
          ...naming(event),
          'dingbridge.target': target,
          'dingbridge.state': state,
          ...(toldBy !== undefined && { 'dingbridge.told_by': toldBy }),
        },
        error: state === 'dead' || state === 'held' ? (reason ?? state) : null,
      },
    ] as const satisfies readonly Span[]
  }

  function remember(webhook: string, context: Context): void {
    contexts.set(webhook, context)
    const [oldest] = contexts.keys()
    if (contexts.size > MOST_REMEMBERED && oldest !== undefined) contexts.delete(oldest)
  }

  function contextOf(webhook: string | undefined, delivery: string): Context {
    const known = webhook === undefined ? undefined : contexts.get(webhook)
    return known ?? { traceId: traceOf(webhook ?? delivery), isSampled: true }
  }
}

const naming = (event: { delivery: string; receiver: string; channel: string }) => ({
  'dingbridge.delivery': event.delivery,
  'dingbridge.receiver': event.receiver,
  'dingbridge.channel': event.channel,
})

const traceOf = (id: string): string => idOf(`trace ${id}`, 32)
const spanOf = (id: string): string => idOf(`span ${id}`, 16)

const idOf = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits)
