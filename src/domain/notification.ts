import type { Alert, AlertStatus } from './alert.ts'
import { type Labels, labelsOf } from './labels.ts'
import type { NonEmpty } from './result.ts'

/** What the sender said about the group as a whole; every field may be missing in its payload. */
export interface Group {
  readonly key: string | null
  readonly labels: Labels
  /** The sender's own receiver name, unquoted. */
  readonly receiver: string | null
  /** Alertmanager's `notification_reason` (0.32 and later), e.g. `repeat interval elapsed`. */
  readonly reason: string | null
  /** Alerts that the sender itself left out. */
  readonly truncated: number
  /** The sender's own address, e.g. Alertmanager's `externalURL`. */
  readonly url: string | null
}

/** The alerts of one webhook that reach one receiver by one route: what a message tells. */
export interface Notification {
  readonly source: string
  readonly sourceType: string
  readonly receiver: string
  /** The way down the tree, root first, e.g. `['route', 'routes[1]']`; for `explain`. */
  readonly route: readonly string[]
  readonly group: Group
  /** Computed anew from `alerts`: firing if any fires. */
  readonly status: AlertStatus
  readonly alerts: NonEmpty<Alert>
  /** The template that the route names, if any. A target's or a receiver's own wins. */
  readonly template: string | null
  /** A line to open the message with, e.g. that the wished-for receiver does not exist. */
  readonly notice: string | null
  /** A template that somebody tries out: its own text, whatever the settings say. */
  readonly draft?: TemplateDraft
}

export interface TemplateDraft {
  readonly name: string
  /** As a file of it would be. */
  readonly source: string
}

export function statusOf(alerts: readonly Alert[]): AlertStatus {
  return alerts.some((alert) => alert.status === 'firing') ? 'firing' : 'resolved'
}

/** Gives back to a notification that went through JSON the labels without a prototype. */
export function reviveNotification(stored: Notification): Notification {
  const [first, ...rest] = stored.alerts
  const group = { ...stored.group, labels: reviveLabels(stored.group.labels) }
  return { ...stored, group, alerts: [reviveAlert(first), ...rest.map(reviveAlert)] }
}

function reviveAlert(alert: Alert): Alert {
  return {
    ...alert,
    labels: reviveLabels(alert.labels),
    annotations: reviveLabels(alert.annotations),
  }
}

const reviveLabels = (labels: Labels): Labels => labelsOf(Object.entries(labels))
