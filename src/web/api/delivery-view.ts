import type { Instant } from '../../domain/clock.ts'
import { type Attempt, type Delivery, toldAgainAt } from '../../domain/delivery.ts'
import type { Message } from '../../domain/message.ts'
import type { StoredWebhook } from '../../outbox/store.ts'
import { type DeliverySummary, summaryOf } from '../../outbox/summary.ts'
import type { ShownRequest } from '../../tools/requests.ts'
import type { Said, Saying } from '../said.ts'

/** A delivery as the API gives it in lists. Times are ISO 8601. */
export function deliveryView(delivery: DeliverySummary) {
  const { about, progress, toldBy, reason } = delivery
  return {
    id: delivery.id,
    kind: delivery.kind,
    state: delivery.state,
    receiver: delivery.receiver,
    target: delivery.targetName,
    target_id: delivery.target,
    channel: delivery.channel,
    source: about.source,
    // What its words say, or before them what it is about.
    title: delivery.title || about.name,
    status: about.status,
    labels: about.labels,
    alerts: about.alerts,
    accepted_at: timeOf(delivery.acceptedAt),
    told_at: timeOf(delivery.toldAt),
    attempts: delivery.attempts,
    ...(toldBy !== null && { told_by: toldBy }),
    ...(reason !== null && { reason }),
    ...(progress.receipts.length > 0 && { receipts: progress.receipts }),
  }
}

/** Where the whole story of a delivery lies besides its own row. */
export interface DeliveryStory {
  readonly attempts: readonly Attempt[]
  readonly said: Said
  readonly webhook: StoredWebhook | null
  /** What told it in its place. */
  readonly teller: Delivery | null
  /** Its body without what proves who sent it; null when it is kept no more. */
  readonly payload: string | null
  /** Of a digest: the deliveries that it told. */
  readonly folded: readonly string[]
  /** For the words that it has: null before, between two tries, or when the settings have its target no more. */
  readonly requests: readonly ShownRequest[] | null
}

/** The same with everything that is known of it. */
export function deliveryDetail(delivery: Delivery, story: DeliveryStory) {
  const { notification, progress, kind } = delivery
  const { attempts, said, webhook, teller, payload, folded, requests } = story
  return {
    ...deliveryView(summaryOf(delivery)),
    detail: delivery.detail,
    route: notification.route.join('.'),
    group: notification.group,
    notice: notification.notice,
    muted_until: timeOf(delivery.mutedUntil),
    expires_at: timeOf(delivery.expiresAt),
    redrives: delivery.redrives,
    told_again_at: timeOf(toldAgainAt(delivery, attempts, teller)),
    webhook: delivery.webhook,
    webhook_accepted_at: timeOf(webhook?.acceptedAt ?? null),
    headers: webhook?.headers ?? null,
    wished: webhook?.wished ?? null,
    payload,
    words: said.last && { ...sayingView(said.last), parts_told: progress.partsDone },
    tried: said.earlier.map(sayingView),
    requests,
    refused: progress.refused,
    owed: progress.owed,
    attempt_list: attempts.map(attemptView),
    ...(kind === 'digest' && { folded }),
    alert_list: notification.alerts.map(({ startsAt, endsAt, ...alert }) => ({
      ...alert,
      startsAt: timeOf(startsAt),
      endsAt: timeOf(endsAt),
    })),
  }
}

const sayingView = ({ wording, words, fate, standsWith }: Saying) => ({
  wording,
  template: words.template,
  form: words.form,
  omitted: words.omitted,
  parts: words.parts.map(messageView),
  outcome: fate,
  ...(standsWith !== null && { stand_with: standsWith }),
})

const messageView = ({ msgKey, title, text, buttons, ...rest }: Message) => ({
  msg_key: msgKey,
  title,
  text,
  buttons,
  ...rest,
})

const attemptView = ({ delivery: _, at, tookMs, ...attempt }: Attempt) => ({
  at: timeOf(at),
  took_ms: tookMs,
  ...attempt,
})

export const timeOf = (at: Instant | null): string | null =>
  at === null ? null : new Date(at).toISOString()
