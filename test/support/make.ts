import type { Alert } from '../../src/domain/alert.ts'
import type { NewDelivery } from '../../src/domain/delivery.ts'
import { type Labels, labelsOf } from '../../src/domain/labels.ts'
import type { Message } from '../../src/domain/message.ts'
import { type Group, type Notification, statusOf } from '../../src/domain/notification.ts'
import type { NonEmpty } from '../../src/domain/result.ts'
import { type Budget, DEFAULT_SEVERITY, type Voice } from '../../src/message/voice.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import type { Settlement } from '../../src/outbox/store.ts'

/** 2026-11-22 14:10 in Shanghai. */
export const NOW = Date.parse('2026-11-22T06:10:00Z')

type Loose<T, K extends keyof T> = Partial<Omit<T, K>> & Partial<Record<K, Record<string, string>>>

export function anAlert(over: Loose<Alert, 'labels' | 'annotations'> = {}): Alert {
  const labels = labelsOf(Object.entries(over.labels ?? { alertname: 'HighErrorRate' }))
  const status = over.status ?? 'firing'
  return {
    fingerprint: fingerprintOf(labels),
    kind: 'alert',
    startsAt: NOW - 8 * 60_000,
    endsAt: status === 'resolved' ? NOW : null,
    value: null,
    links: {},
    ...over,
    status,
    labels,
    annotations: labelsOf(Object.entries(over.annotations ?? {})),
  }
}

const fingerprintOf = (labels: Labels): string =>
  Object.entries(labels)
    .sort()
    .map((pair) => pair.join('='))
    .join(',')

export function aNotification(
  alerts: NonEmpty<Alert>,
  over: Partial<Omit<Notification, 'group'>> & { readonly group?: Partial<Group> } = {},
): Notification {
  return {
    source: 'prod',
    sourceType: 'alertmanager',
    receiver: 'sre',
    route: ['route'],
    status: statusOf(alerts),
    alerts,
    template: null,
    notice: null,
    ...over,
    group: {
      key: null,
      labels: labelsOf(),
      receiver: null,
      reason: null,
      truncated: 0,
      url: null,
      ...over.group,
    },
  }
}

export const aVoice = (over: Partial<Voice> = {}): Voice => ({
  locale: 'en',
  timezone: 'Asia/Shanghai',
  severity: DEFAULT_SEVERITY,
  linkRewrites: [],
  detailsUrl: null,
  mentions: null,
  now: NOW,
  late: null,
  ...over,
})

/** Counts what a message's words take as JSON. */
export const aBudget = (over: Partial<Budget> = {}): Budget => ({
  maxBytes: 15_000,
  maxParts: 3,
  size: (message: Message) =>
    Buffer.byteLength(
      JSON.stringify([message.title, message.text, message.buttons, message.data ?? {}]),
    ),
  ...over,
})

export const NOON = Date.UTC(2026, 10, 22, 12)

export function aNewDelivery(id: string, over: Partial<NewDelivery> = {}): NewDelivery {
  return {
    id,
    target: 'target-a',
    receiver: 'sre',
    targetName: 'sre/1',
    channel: 'group',
    notification: aNotification([anAlert()]),
    mutedUntil: null,
    expiresAt: NOON + 86_400_000,
    ...over,
  }
}

/** A step in which nothing happened: the line of `aNewDelivery` is given back. */
export const A_RELEASE: Settlement = {
  target: 'target-a',
  attempts: [],
  changes: [],
  created: [],
  memory: FRESH_LINE,
  next: { kind: 'release', dueAt: NOON },
}
