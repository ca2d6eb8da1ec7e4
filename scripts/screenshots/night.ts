import { MINUTE } from '../../src/domain/clock.ts'

/** As Alertmanager posts it. */
export interface Webhook {
  readonly version: '4'
  readonly groupKey: string
  readonly status: string
  readonly receiver: string
  readonly externalURL: string
  readonly groupLabels: Names
  readonly commonLabels: Names
  readonly commonAnnotations: Names
  readonly alerts: readonly object[]
}

type Names = Readonly<Record<string, string>>

/** Four messages for one chat, the last one a group that fires; and a card in Chinese. */
export function groups(now: number): readonly Webhook[] {
  const errors = (service: string, severity: string, value: string, minutes: number) =>
    alert(
      { alertname: 'HighErrorRate', severity, service, namespace: 'pay', cluster: 'prod-cn' },
      { summary: '5xx above 5 % for 5 min', value, runbook_url: 'https://wiki.example.com/5xx' },
      now - minutes * MINUTE,
    )
  const lag = (over: boolean) =>
    alert(
      {
        alertname: 'MySQL 主从延迟',
        severity: 'critical',
        team: 'pay',
        instance: 'db-3:9104',
        namespace: '订单',
        cluster: 'prod-cn',
      },
      {
        summary: '从库落后 312 秒',
        description: '下单后可能读到旧数据',
        value: '312 秒',
        runbook_url: 'https://wiki.example.com/mysql',
      },
      now - 31 * MINUTE,
      over ? now - 2 * MINUTE : null,
    )
  const full = (host: string) =>
    alert(
      { alertname: 'DiskWillFill', severity: 'warning', instance: host, cluster: 'prod-cn' },
      { summary: 'Full within 4 hours' },
      now - 31 * MINUTE,
      now,
    )
  return [
    ...['db-1', 'db-2', 'log-4'].map((host) => webhook(host, [full(host)])),
    webhook('errors', [
      errors('checkout-api', 'critical', '12.4 %', 8),
      errors('refund-api', 'critical', '7.9 %', 5),
      errors('report-api', 'warning', '5.6 %', 1),
    ]),
    webhook('lag', [lag(false)]),
    webhook('lag', [lag(true)]),
  ]
}

/** A zone is lost: every alert comes by itself. */
export function storm(since: number): readonly Webhook[] {
  const many = (alertname: string, severity: string, name: string, count: number) =>
    Array.from({ length: count }, (_, i) => {
      const labels = { alertname, severity, cluster: 'prod-cn', zone: 'cn-sh-2b' }
      return alert({ ...labels, instance: `${name}-${i + 1}` }, {}, since)
    })
  const all = [
    ...many('KubeNodeNotReady', 'critical', 'node', 4),
    ...many('PaymentErrorRate', 'critical', 'pay', 2),
    ...many('KubePodCrashLooping', 'warning', 'pod', 37),
    ...many('TargetDown', 'warning', 'target', 21),
    ...many('DiskIOSaturated', 'info', 'disk', 8),
  ]
  return all.map((each, i) => webhook(`storm-${i}`, [each]))
}

interface AlertForm {
  readonly status: string
  readonly labels: Names
  readonly annotations: Names
  readonly startsAt: string
  readonly endsAt?: string
  readonly generatorURL: string
}

function alert(labels: Names, annotations: Names, startsAt: number, endsAt: number | null = null) {
  const form: AlertForm = {
    status: endsAt === null ? 'firing' : 'resolved',
    labels,
    annotations,
    startsAt: new Date(startsAt).toISOString(),
    ...(endsAt === null ? {} : { endsAt: new Date(endsAt).toISOString() }),
    generatorURL: 'https://prometheus.example.com/graph',
  }
  return form
}

const webhook = (groupKey: string, alerts: readonly AlertForm[]): Webhook => ({
  version: '4',
  groupKey,
  status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
  receiver: 'dingbridge',
  externalURL: 'https://alertmanager.example.com',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  alerts,
})
