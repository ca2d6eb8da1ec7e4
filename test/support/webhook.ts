/** What Alertmanager posts, as far as a story needs to say it. */
export interface WrittenAlert {
  readonly labels?: Readonly<Record<string, unknown>>
  readonly annotations?: Readonly<Record<string, unknown>>
  readonly status?: 'firing' | 'resolved'
  readonly startsAt?: string
  readonly generatorURL?: string
  readonly fingerprint?: string
}

const STARTED = '2026-11-22T06:00:00Z'
const NEVER = '0001-01-01T00:00:00Z'

/** An Alertmanager body. Each call with another `groupKey` is news. */
export function aWebhook(
  alerts: readonly WrittenAlert[],
  over: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const written = alerts.map(({ labels = { alertname: 'HighErrorRate' }, ...alert }, index) => ({
    status: 'firing',
    annotations: {},
    startsAt: STARTED,
    endsAt: alert.status === 'resolved' ? '2026-11-22T06:10:00Z' : NEVER,
    generatorURL: '',
    fingerprint: `f${index}`,
    ...alert,
    labels,
  }))
  return {
    version: '4',
    groupKey: '{}:{alertname="HighErrorRate"}',
    status: written.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver: 'dingtalk',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: '',
    truncatedAlerts: 0,
    alerts: written,
    ...over,
  }
}

/** One firing alert of its own group, called by name. */
export const anAlertNamed = (
  alertname: string,
  labels: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> =>
  aWebhook([{ labels: { alertname, ...labels }, fingerprint: alertname }], {
    groupKey: `{}:{alertname="${alertname}"}`,
  })
