import type { Delivery } from '../domain/delivery.ts'
import { commonLabels } from '../domain/labels.ts'
import type { NonEmpty } from '../domain/result.ts'
import type { DeliveryChange } from '../outbox/store.ts'

/** What a digest says about those that it folds; one of them may be a digest itself. */
export function sumOf(rows: NonEmpty<Delivery>): NonNullable<DeliveryChange['standsFor']> {
  const [head] = rows
  const { alerts, group } = head.notification
  const labels = rows.flatMap(({ kind, notification }) =>
    kind === 'digest'
      ? [notification.group.labels]
      : notification.alerts.map((alert) => alert.labels),
  )
  const count = rows.reduce(
    (sum, { kind, notification }) =>
      sum + (kind === 'digest' ? notification.group.truncated + 1 : notification.alerts.length),
    0,
  )
  const fires = rows.some(({ notification }) => notification.status === 'firing')
  return {
    notification: {
      ...head.notification,
      status: fires ? 'firing' : 'resolved',
      alerts: [alerts[0]],
      group: { ...group, labels: commonLabels(labels), truncated: count - 1 },
    },
    expiresAt: Math.max(...rows.map(({ expiresAt }) => expiresAt)),
  }
}
