import { type Instant, MINUTE } from '../../domain/clock.ts'

/** Something to begin with where nothing came yet. */
export function examplePayload(type: string, now: Instant): string {
  const payload = type === 'alertmanager' || type === 'grafana' ? group(now) : GENERIC
  return JSON.stringify(payload, null, 2)
}

const GENERIC = {
  title: 'Disk almost full',
  text: '/var on db-1 is at 98 %',
  severity: 'critical',
  status: 'firing',
  labels: { instance: 'db-1', team: 'db' },
  url: 'https://grafana.example.com/d/disk',
}

function group(now: Instant) {
  const common = { alertname: 'HighErrorRate', severity: 'critical', cluster: 'prod' }
  const alert = (service: string, minutes: number) => ({
    status: 'firing',
    labels: { ...common, service },
    annotations: { summary: '5xx above 5 % for 5 min', value: '12.4 %' },
    startsAt: new Date(now - minutes * MINUTE).toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'https://prometheus.example.com/graph',
    fingerprint: service,
  })
  return {
    version: '4',
    groupKey: '{}:{alertname="HighErrorRate"}',
    status: 'firing',
    receiver: 'dingbridge',
    groupLabels: { alertname: 'HighErrorRate' },
    commonLabels: common,
    commonAnnotations: { summary: '5xx above 5 % for 5 min' },
    externalURL: 'https://alertmanager.example.com',
    alerts: [alert('checkout-api', 8), alert('refund-api', 3)],
  }
}
