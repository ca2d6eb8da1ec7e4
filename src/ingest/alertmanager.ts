import { createHash } from 'node:crypto'
import type { Alert } from '../domain/alert.ts'
import { NO_LABELS } from '../domain/labels.ts'
import type { Group } from '../domain/notification.ts'
import type { Result } from '../domain/result.ts'
import { readJson } from './body.ts'
import { listAt, misfit, objectAt, own, readFields } from './fields.ts'
import { fingerprintOf } from './fingerprint.ts'
import { readAlert, readGroup } from './prometheus-alert.ts'
import type { InboundRequest, Reading, Rejection, SourceType } from './source.ts'

export const alertmanager: SourceType = {
  type: 'alertmanager',
  about:
    'Alertmanager’s webhook (version 4), and what Prometheus itself posts when the bridge stands in `alertmanagers:`.',
  open: () => readAlertmanager,
}

/** The webhook of version 4, or the list that Prometheus itself posts. */
export function readAlertmanager(request: InboundRequest): Result<Reading, Rejection> {
  const json = readJson(request)
  if (!json.ok) return json
  return readFields(() =>
    Array.isArray(json.value) ? readDirect(json.value, request) : readWebhook(json.value, request),
  )
}

function readWebhook(value: unknown, { receivedAt }: InboundRequest): Reading {
  const payload = objectAt(value, '')
  const alerts = listAt(own(payload, 'alerts'), 'alerts').map((item, i) =>
    readAlert(objectAt(item, `alerts[${i}]`), `alerts[${i}]`, receivedAt),
  )
  const group = readGroup(payload)
  const receiver = group.receiver === null ? null : unquote(group.receiver)
  return { group: { ...group, receiver }, alerts, ignored: false }
}

/** Alertmanager writes its receiver's name quoted for a regular expression: `web\.hook`. */
const unquote = (name: string): string => name.replace(/\\([\\.+*?()|[\]{}^$])/g, '$1')

/**
 * A list at the top is what Prometheus posts to an Alertmanager: alerts without a group, again
 * every minute. The set of labels stands in for the group key, so that such a repeat counts as one.
 */
function readDirect(items: readonly unknown[], { receivedAt }: InboundRequest): Reading {
  if (items.length === 0) misfit('', 'expected object, found an empty list')
  const alerts = items.map((item, i) => readAlert(objectAt(item, `[${i}]`), `[${i}]`, receivedAt))
  return { group: groupOf(alerts), alerts, ignored: false }
}

function groupOf(alerts: readonly Alert[]): Group {
  const identities = alerts.map((alert) => fingerprintOf(alert.labels)).sort()
  const key = createHash('sha256').update(identities.join()).digest('hex')
  return { key, labels: NO_LABELS, receiver: null, reason: null, truncated: 0, url: null }
}
