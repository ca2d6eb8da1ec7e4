import type { Alert } from '../../domain/alert.ts'
import { type Labels, labelsOf } from '../../domain/labels.ts'
import type { Notification } from '../../domain/notification.ts'
import { shorten } from '../markdown/clean.ts'

/**
 * A notification none of whose values is longer than `length`. Values are shortened before
 * anything is made of them: whatever a template then does, no link or escape is cut in two.
 * An address cannot be shortened, so one that is too long goes.
 */
export function shortenValues(notification: Notification, length: number): Notification {
  const [first, ...rest] = notification.alerts
  if (!notification.alerts.some((alert) => isLonger(alert, length))) return notification
  return {
    ...notification,
    alerts: [shortenAlert(first, length), ...rest.map((alert) => shortenAlert(alert, length))],
  }
}

export function shortenAlert(alert: Alert, length: number): Alert {
  if (!isLonger(alert, length)) return alert
  const urlLength = Math.max(length, SHORT_URL)
  return {
    ...alert,
    labels: shortenAll(alert.labels, length),
    annotations: shortenAll(alert.annotations, length),
    value: alert.value === null ? null : shorten(alert.value, length),
    links: Object.fromEntries(
      Object.entries(alert.links).filter(([, url]) => url.length <= urlLength),
    ),
  }
}

/** Links of this length are worth more than the words they take the room of. */
const SHORT_URL = 300

/** Names are shortened too: a label's name may be as absurd as its value. */
function shortenAll(labels: Labels, length: number): Labels {
  return labelsOf(
    Object.entries(labels).map(([name, value]) => [shorten(name, length), shorten(value, length)]),
  )
}

function isLonger(alert: Alert, length: number): boolean {
  const { labels, annotations, links, value } = alert
  return (
    (value ?? '').length > length ||
    hasLonger(labels, length) ||
    hasLonger(annotations, length) ||
    Object.values(links).some((url) => url.length > Math.max(length, SHORT_URL))
  )
}

function hasLonger(labels: Labels, length: number): boolean {
  for (const name in labels)
    if (name.length > length || (labels[name] ?? '').length > length) return true
  return false
}
