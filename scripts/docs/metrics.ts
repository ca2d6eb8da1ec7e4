import { METRICS } from '../../src/telemetry/metrics-table.ts'
import { block, code, GENERATED_NOTICE, page, table } from './markdown.ts'

/** `docs/metrics.md`: every metric, and alerts that are worth having on them. */
export const metricsPage = (): string =>
  page(
    `${GENERATED_NOTICE}# Metrics`,
    'At `GET /metrics` of `admin.listen`, in the text format of Prometheus; with `admin.metrics_auth: true` it asks for what the rest of that listener asks for. Every series is there from the start. Labels are names of your settings and words of closed lists, never ids of groups or people, and never labels of alerts.',
    table(
      ['metric', 'type', 'labels', 'what it says'],
      Object.entries(METRICS).map(([name, { type, labels, help }]) => [
        code(name),
        type,
        labels.map(code).join(', '),
        help,
      ]),
    ),
    'Beside these there are the usual ones of the process, `process_…` and `nodejs_…`. A `reason` is one of [these](errors.md#why-a-delivery-failed).',
    '## Alerts on the bridge',
    'Send these over another way than the bridge itself.',
    block('yaml', RULES),
  )

const RULES = `groups:
  - name: dingbridge
    rules:
      - alert: DingbridgeDown
        expr: up{job="dingbridge"} == 0
        for: 2m
      - alert: DingbridgeDeadLetters # somebody has not heard of something
        expr: dingbridge_dead_letters > 0
      - alert: DingbridgeTargetUnhealthy # a secret, a permission, a robot that left its group
        expr: dingbridge_target_unhealthy == 1
      - alert: DingbridgeLate # not counting what is muted
        expr: dingbridge_oldest_waiting_seconds > 600
      - alert: DingbridgeSourceRefused # a sender's token or payload
        expr: sum by (source) (increase(dingbridge_webhooks_total{code=~"4.."}[10m])) > 0
      - alert: DingbridgeReloadRefused
        expr: dingbridge_config_last_reload_successful == 0
      - alert: DingbridgeBudget
        expr: dingbridge_api_calls_month / on (org) dingbridge_api_calls_month_limit > 0.8
`
