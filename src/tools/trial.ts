import type { Alert } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import { labelsOf, NO_LABELS } from '../domain/labels.ts'
import type { Notification, TemplateDraft } from '../domain/notification.ts'
import type { Target } from '../domain/target.ts'
import type { Reading, Source } from '../ingest/source.ts'
import { type Draft, dispatch, type RoutingPlan } from '../match/dispatch.ts'
import { OWN_SOURCE } from '../telemetry/report.ts'

/** What an operator tries out: what would be said of a payload, in the words of a template. */
export interface Trial {
  readonly source: Source
  readonly reading: Reading
  /** Null: whom the tree says. */
  readonly receiver: string | null
  /** Null: the templates as they are. */
  readonly draft: TemplateDraft | null
  /** Opens the message, where people will really read it. */
  readonly notice: string | null
}

export function trialDrafts(
  plan: RoutingPlan,
  { source, reading, receiver, draft, notice }: Trial,
  now: Instant,
): readonly Draft[] {
  const incoming = {
    source: source.name,
    sourceType: source.type,
    reading,
    wishedReceiver: receiver,
    // Whoever may see this page may name anybody.
    mayWish: 'any' as const,
  }
  return dispatch(plan, incoming, now).map((each) => ({
    ...each,
    notification: {
      ...each.notification,
      ...(draft && { draft }),
      notice: notice ?? each.notification.notice,
    },
  }))
}

/** A short message to one target, past every route, matcher and time interval. */
export function testDraft(
  target: Target,
  receiver: string,
  { title, text }: { readonly title: string; readonly text: string },
  now: Instant,
): Draft {
  const alert: Alert = {
    fingerprint: `test-${now}`,
    status: 'firing',
    kind: 'message',
    labels: labelsOf([['alertname', title]]),
    annotations: labelsOf([['summary', text]]),
    startsAt: now,
    endsAt: null,
    value: null,
    links: {},
  }
  const notification: Notification = {
    source: OWN_SOURCE,
    sourceType: OWN_SOURCE,
    receiver,
    route: [],
    group: {
      key: null,
      labels: NO_LABELS,
      receiver: null,
      reason: null,
      truncated: 0,
      url: null,
    },
    status: 'firing',
    alerts: [alert],
    template: null,
    notice: null,
  }
  return { target, notification, mute: null, dropped: null }
}
