import { readFileSync } from 'node:fs'
import type { Alert } from '../../src/domain/alert.ts'
import { labelsOf } from '../../src/domain/labels.ts'
import type { Notification } from '../../src/domain/notification.ts'
import { isNonEmpty } from '../../src/domain/result.ts'
import { aNotification, anAlert } from './make.ts'

interface Payload {
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved'
    readonly labels: Record<string, string>
    readonly annotations: Record<string, string>
    readonly startsAt: string
    readonly endsAt: string
    readonly generatorURL: string
    readonly fingerprint: string
  }[]
  readonly groupLabels: Record<string, string>
  readonly externalURL: string
  readonly notification_reason?: string
  readonly truncatedAlerts: number
}

/** A captured Alertmanager payload, mapped straight: only as much as the words need. */
export function captured(name: string): Notification {
  const url = new URL(`../fixtures/alertmanager/${name}.json`, import.meta.url)
  const payload = JSON.parse(readFileSync(url, 'utf8')) as Payload
  const alerts = payload.alerts.map(toAlert)
  if (!isNonEmpty(alerts)) throw new Error(`${name} has no alerts`)
  return aNotification(alerts, {
    group: {
      labels: labelsOf(Object.entries(payload.groupLabels)),
      reason: payload.notification_reason ?? null,
      truncated: payload.truncatedAlerts,
      url: payload.externalURL,
    },
  })
}

const toAlert = (it: Payload['alerts'][number]): Alert =>
  anAlert({
    status: it.status,
    labels: it.labels,
    annotations: it.annotations,
    startsAt: Date.parse(it.startsAt),
    endsAt: it.endsAt.startsWith('0001') ? null : Date.parse(it.endsAt),
    links: it.generatorURL === '' ? {} : { source: it.generatorURL },
    fingerprint: it.fingerprint,
  })

/** Ten minutes after the youngest alert began: ages in golden messages stay what they are. */
export const afterIt = (notification: Notification): number =>
  Math.max(...notification.alerts.map((alert) => alert.endsAt ?? alert.startsAt)) + 10 * 60_000
