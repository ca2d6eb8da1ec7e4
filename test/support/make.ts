import type { Alert } from '../../src/domain/alert.ts'
import type { NewDelivery } from '../../src/domain/delivery.ts'
import { labelsOf } from '../../src/domain/labels.ts'
import { type Notification, statusOf } from '../../src/domain/notification.ts'
import type { NonEmpty } from '../../src/domain/result.ts'

/** Builders: a test names what matters to it, and the rest is ordinary. */

export const NOON = Date.UTC(2026, 10, 22, 12)

export function anAlert(over: Partial<Alert> = {}): Alert {
  return {
    fingerprint: 'f00d',
    status: 'firing',
    kind: 'alert',
    labels: labelsOf([
      ['alertname', 'HighErrorRate'],
      ['severity', 'critical'],
    ]),
    annotations: labelsOf([['summary', '5xx above 5 % for 5 min']]),
    startsAt: NOON - 480_000,
    endsAt: null,
    value: null,
    links: {},
    ...over,
  }
}

export function aNotification(over: Partial<Notification> = {}): Notification {
  const alerts: NonEmpty<Alert> = over.alerts ?? [anAlert()]
  return {
    source: 'alertmanager',
    sourceType: 'alertmanager',
    receiver: 'sre',
    route: ['route'],
    group: {
      key: '{}:{alertname="HighErrorRate"}',
      labels: labelsOf([['alertname', 'HighErrorRate']]),
      receiver: null,
      reason: null,
      truncated: 0,
      url: null,
    },
    status: statusOf(alerts),
    alerts,
    template: null,
    notice: null,
    ...over,
  }
}

export function aNewDelivery(id: string, over: Partial<NewDelivery> = {}): NewDelivery {
  return {
    id,
    target: 'target-a',
    receiver: 'sre',
    targetName: 'sre/1',
    channel: 'group',
    notification: aNotification(),
    mutedUntil: null,
    expiresAt: NOON + 86_400_000,
    ...over,
  }
}
