import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client'
import { type Clock, SECOND } from '../domain/clock.ts'
import type { BridgeEvent, Emit } from '../domain/event.ts'
import { FAILURE_REASONS } from '../domain/outcome.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import { CHANNELS } from '../domain/target.ts'
import { REJECTIONS } from '../ingest/rejection.ts'
import type { Standing } from '../outbox/standing.ts'
import type { Plan } from '../settings/plan.ts'
import { type MetricName, optionsOf } from './metrics-table.ts'
import { standingText } from './standing-metrics.ts'

/** What the labels of metrics are made of. */
export type MetricsPlan = Pick<Plan, 'sources' | 'receivers' | 'orgs' | 'templates'>

export interface MetricsDeps {
  readonly version: string
  readonly clock: Clock
  plan(): MetricsPlan
  standing(): Promise<Standing>
  /** By organisation. */
  callsThisMonth(): Promise<ReadonlyMap<string, number>>
}

/** A watcher of the events that can be scraped. */
export interface Metrics {
  readonly watch: Emit
  /** Prometheus' text format. While the store is away, without what only it knows. */
  expose(): Promise<string>
  readonly contentType: string
}

/** Up to the usual `retry_for`; the first ones tell whether the pace or DingTalk is slow. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600, 14_400, 86_400]

const OUTCOMES = ['sent', 'folded', 'dead', 'discarded'] as const

/** Those of the answers to a source; a wrong name, method or body never reaches the reader. */
const CODES = new Set(
  [202, 405, 408, 429, 503, ...Object.values(REJECTIONS).map(({ status }) => status)].map(String),
)

export function createMetrics(deps: MetricsDeps): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counter = (name: MetricName) =>
    new Counter({ name, ...optionsOf(name), registers: [registry] })
  const gauge = (name: MetricName) => new Gauge({ name, ...optionsOf(name), registers: [registry] })

  const webhooks = counter('dingbridge_webhooks_total')
  const alerts = counter('dingbridge_alerts_total')
  const lastReceived = gauge('dingbridge_source_last_received_timestamp_seconds')
  const duplicates = counter('dingbridge_duplicates_total')
  const muted = counter('dingbridge_muted_total')
  const deliveries = counter('dingbridge_deliveries_total')
  const attempts = counter('dingbridge_attempts_total')
  const templateFailures = counter('dingbridge_template_failures_total')
  const reloaded = gauge('dingbridge_config_last_reload_successful')
  const seconds = new Histogram({
    name: 'dingbridge_delivery_seconds',
    ...optionsOf('dingbridge_delivery_seconds'),
    buckets: BUCKETS,
    registers: [registry],
  })
  gauge('dingbridge_build_info').set({ version: deps.version }, 1)
  reloaded.set(1)
  beginAtZero()

  return {
    watch,
    contentType: registry.contentType,
    async expose() {
      const text = await registry.metrics()
      try {
        const standing = await deps.standing()
        const calls = await deps.callsThisMonth()
        return text + (await standingText(standing, calls, deps.plan(), deps.clock.now()))
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        return text
      }
    },
  }

  function watch(event: BridgeEvent): void {
    switch (event.type) {
      case 'webhook.accepted': {
        const { source } = event
        webhooks.inc({ source, code: '202' })
        lastReceived.set({ source }, deps.clock.now() / SECOND)
        if (event.duplicate) duplicates.inc({ source })
        else for (const status of event.alerts) alerts.inc({ source, status })
        return
      }
      case 'webhook.refused':
        webhooks.inc({ source: event.source, code: String(event.status) })
        return
      case 'notification.muted':
        muted.inc({ receiver: event.receiver })
        return
      case 'attempt.ended':
        attempts.inc({ channel: event.channel, reason: event.reason ?? 'none' })
        return
      case 'delivery.ended': {
        const { channel, state } = event
        if (state === 'held') return
        deliveries.inc({ channel, outcome: state })
        if (state === 'sent' || state === 'folded') seconds.observe(event.seconds)
        return
      }
      case 'template.failed':
        templateFailures.inc({ template: event.template })
        return
      case 'settings.loaded':
        reloaded.set(1)
        beginAtZero()
        return
      case 'settings.refused':
        reloaded.set(0)
        return
      default:
    }
  }

  /** A series that appears with its first failure has no increase that an alert could see. */
  function beginAtZero(): void {
    const { sources, receivers, templates } = deps.plan()
    for (const code of ['404', '503']) webhooks.inc({ source: '-', code }, 0)
    for (const source of sources.keys()) {
      for (const code of CODES) webhooks.inc({ source, code }, 0)
      for (const status of ['firing', 'resolved']) alerts.inc({ source, status }, 0)
      duplicates.inc({ source }, 0)
      lastReceived.inc({ source }, 0)
    }
    for (const receiver of receivers.keys()) muted.inc({ receiver }, 0)
    for (const channel of CHANNELS) {
      for (const outcome of OUTCOMES) deliveries.inc({ channel, outcome }, 0)
      for (const reason of ['none', ...FAILURE_REASONS]) attempts.inc({ channel, reason }, 0)
    }
    for (const template of templates.keys()) templateFailures.inc({ template }, 0)
  }
}
