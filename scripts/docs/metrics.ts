import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { METRICS } from '../../src/telemetry/metrics-table.ts'
import { code, GENERATED_NOTICE, page, table } from './markdown.ts'

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
    '[deploy/prometheus/rules.yaml](../deploy/prometheus/rules.yaml), with tests for promtool beside it. Send them over another way than the bridge itself. [deploy/grafana/dashboard.json](../deploy/grafana/dashboard.json) is a dashboard to import.',
    table(
      ['alert', 'when'],
      rules().map(({ alert, expr, for: holds }) => [
        code(alert),
        `${code(expr.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|'))}${holds ? ` for ${holds}` : ''}`,
      ]),
    ),
  )

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
}

function rules(): readonly Rule[] {
  const file = new URL('../../deploy/prometheus/rules.yaml', import.meta.url)
  return parse(readFileSync(file, 'utf8')).groups[0].rules
}
