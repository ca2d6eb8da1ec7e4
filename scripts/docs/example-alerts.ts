import type { Alert } from '../../src/domain/alert.ts'
import { MINUTE } from '../../src/domain/clock.ts'
import { labelsOf } from '../../src/domain/labels.ts'
import { type Notification, statusOf } from '../../src/domain/notification.ts'
import type { NonEmpty } from '../../src/domain/result.ts'

/** When the examples of the docs happen: 14:10 in Shanghai. */
export const NOW = Date.parse('2026-11-22T06:10:00Z')

export const EXAMPLES = {
  /** Three alerts of one group. */
  group: () =>
    notification([
      errors('checkout-api', 'critical', '12.4 %', 8),
      errors('refund-api', 'critical', '7.9 %', 5),
      errors('report-api', 'warning', '5.6 %', 1),
    ]),
  single: () =>
    notification([
      alert(
        {
          alertname: 'MySQLReplicationLag',
          severity: 'critical',
          instance: 'db-3:9104',
          namespace: 'orders',
          cluster: 'prod-cn',
        },
        {
          annotations: {
            summary: 'The replica is 312 seconds behind',
            description: 'Orders that were just placed may not be found',
          },
          value: '312 s',
          links: {
            source: 'https://prometheus.example.com/graph',
            runbook: 'https://wiki.example.com/mysql-lag',
          },
        },
      ),
    ]),
  build: () =>
    notification([
      alert(
        {
          alertname: 'build',
          event: 'build',
          result: 'failed',
          repository: 'acme/pay',
          branch: 'main',
          author: 'wang.fang',
          workflow: 'CI',
        },
        {
          kind: 'ci',
          startsAt: NOW - 3 * MINUTE,
          endsAt: NOW,
          annotations: {
            run: '482',
            commit: '4be1f2a',
            summary: 'Round refunds to cents (#481)',
            description: 'unit / npm test',
          },
          links: {
            source: 'https://ci.example.com/482',
            commit: 'https://git.example.com/acme/pay/commit/4be1f2a',
          },
        },
      ),
    ]),
  /** A zone is lost: many alerts in a minute, each its own notification. */
  storm: () =>
    [
      ...many('KubeNodeNotReady', 'critical', 'node', 8, 8 * MINUTE),
      ...many('PaymentErrorRate', 'critical', 'pay', 3, 4 * MINUTE),
      ...many('KubePodCrashLooping', 'warning', 'pod', 74, 3 * MINUTE),
      ...many('TargetDown', 'warning', 'target', 41, 3 * MINUTE),
      ...many('DiskIOSaturated', 'info', 'disk', 15, MINUTE),
    ].map((each) => notification([each])),
}

function errors(service: string, severity: string, value: string, minutes: number): Alert {
  return alert(
    { alertname: 'HighErrorRate', severity, service, namespace: 'pay', cluster: 'prod-cn' },
    {
      annotations: { summary: '5xx above 5 % for 5 min' },
      value,
      startsAt: NOW - minutes * MINUTE,
      links: {
        source: 'https://prometheus.example.com/graph',
        runbook: 'https://wiki.example.com/5xx',
      },
    },
  )
}

function many(
  alertname: string,
  severity: string,
  name: string,
  count: number,
  ago: number,
): readonly Alert[] {
  const where = { cluster: 'prod-cn', zone: 'cn-sh-2b' }
  return Array.from({ length: count }, (_, i) =>
    alert({ alertname, severity, instance: `${name}-${i + 1}`, ...where }, { startsAt: NOW - ago }),
  )
}

type Over = Partial<Omit<Alert, 'labels' | 'annotations'>> & {
  readonly annotations?: Readonly<Record<string, string>>
}

function alert(labels: Readonly<Record<string, string>>, over: Over): Alert {
  return {
    fingerprint: JSON.stringify(labels),
    status: 'firing',
    kind: 'alert',
    startsAt: NOW - 8 * MINUTE,
    endsAt: null,
    value: null,
    links: {},
    ...over,
    labels: labelsOf(Object.entries(labels)),
    annotations: labelsOf(Object.entries(over.annotations ?? {})),
  }
}

function notification(alerts: NonEmpty<Alert>): Notification {
  return {
    source: 'prod',
    sourceType: 'alertmanager',
    receiver: 'sre',
    route: ['route'],
    status: statusOf(alerts),
    group: {
      key: null,
      labels: labelsOf(),
      receiver: null,
      reason: null,
      truncated: 0,
      url: 'https://alertmanager.example.com',
    },
    alerts,
    template: null,
    notice: null,
  }
}
