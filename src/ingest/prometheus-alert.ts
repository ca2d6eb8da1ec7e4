import type { Alert, AlertLinks, AlertStatus } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import { type Fields, own } from '../domain/fields.ts'
import type { Group } from '../domain/notification.ts'
import { linksFrom, valueFrom } from './annotation-hints.ts'
import { isScalar, labelsAt, misfit, nameOf, objectAt, textAt } from './fields.ts'
import { fingerprintOf } from './fingerprint.ts'
import { readTime } from './time.ts'

/** One alert in the form that Alertmanager, Grafana and Prometheus share. */
export function readAlert(fields: Fields, path: string, receivedAt: Instant): Alert {
  const labels = labelsAt(objectAt(own(fields, 'labels'), `${path}.labels`), `${path}.labels`)
  const annotations = labelsAt(own(fields, 'annotations') ?? undefined, `${path}.annotations`)
  const endsAt = timeAt(own(fields, 'endsAt'), `${path}.endsAt`)
  const status = statusAt(own(fields, 'status'), `${path}.status`, endsAt, receivedAt)
  const source = textAt(own(fields, 'generatorURL'), `${path}.generatorURL`)
  return {
    fingerprint: textAt(own(fields, 'fingerprint'), `${path}.fingerprint`) ?? fingerprintOf(labels),
    status,
    kind: 'alert',
    labels,
    annotations,
    startsAt: timeAt(own(fields, 'startsAt'), `${path}.startsAt`) ?? receivedAt,
    endsAt: status === 'firing' ? null : endsAt,
    value: valueFrom(annotations),
    links: withLink(linksFrom(annotations), 'source', source),
  }
}

/** What Alertmanager and Grafana say around their alerts. */
export function readGroup(payload: Fields): Group {
  return {
    key: textAt(own(payload, 'groupKey'), 'groupKey'),
    labels: labelsAt(own(payload, 'groupLabels') ?? undefined, 'groupLabels'),
    receiver: textAt(own(payload, 'receiver'), 'receiver'),
    reason: textAt(own(payload, 'notification_reason'), 'notification_reason'),
    truncated: countAt(own(payload, 'truncatedAlerts'), 'truncatedAlerts'),
    url: textAt(own(payload, 'externalURL'), 'externalURL'),
  }
}

export function withLink(
  links: AlertLinks,
  name: keyof AlertLinks,
  address: string | null,
): AlertLinks {
  return address === null ? links : { ...links, [name]: address }
}

/** Prometheus itself sends no status, but an end: in the future while it fires. */
function statusAt(
  value: unknown,
  path: string,
  endsAt: Instant | null,
  receivedAt: Instant,
): AlertStatus {
  if (value === undefined) return endsAt !== null && endsAt <= receivedAt ? 'resolved' : 'firing'
  if (value === 'firing' || value === 'resolved') return value
  return misfit(path, 'expected `firing` or `resolved`')
}

function timeAt(value: unknown, path: string): Instant | null {
  if (value === undefined || value === null || value === '') return null
  const reading = typeof value === 'string' ? readTime(value) : null
  if (reading?.kind === 'time') return reading.at
  if (reading?.kind === 'none') return null
  return misfit(path, `expected an RFC 3339 time${reading ? '' : `, found ${nameOf(value)}`}`)
}

function countAt(value: unknown, path: string): number {
  if (value === undefined || value === null) return 0
  const count = isScalar(value) && value !== '' ? Number(value) : Number.NaN
  return Number.isFinite(count) ? Math.max(0, Math.trunc(count)) : misfit(path, 'expected a number')
}
