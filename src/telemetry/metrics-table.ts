export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly help: string
}

/**
 * Every metric of ours: what the registry is built from, and the table of `docs/metrics.md`. Labels
 * come from the settings or from closed lists, never from alerts, ids of groups or people.
 */
export const METRICS = {
  dingbridge_build_info: {
    type: 'gauge',
    labels: ['version'],
    help: 'Always 1; the label says which release runs.',
  },
  dingbridge_webhooks_total: {
    type: 'counter',
    labels: ['source', 'code'],
    help: 'Webhooks by the status of their answer, 202 for all that is accepted; source "-" is a name that does not exist.',
  },
  dingbridge_alerts_total: {
    type: 'counter',
    labels: ['source', 'status'],
    help: 'Alerts in accepted webhooks, firing or resolved; duplicates are not counted.',
  },
  dingbridge_source_last_received_timestamp_seconds: {
    type: 'gauge',
    labels: ['source'],
    help: 'When the source last sent something that was accepted; 0: not since the start.',
  },
  dingbridge_duplicates_total: {
    type: 'counter',
    labels: ['source'],
    help: 'Webhooks that repeated one that was accepted before, and were not told again.',
  },
  dingbridge_muted_total: {
    type: 'counter',
    labels: ['receiver'],
    help: 'Notifications that a time interval held back or dropped.',
  },
  dingbridge_deliveries_total: {
    type: 'counter',
    labels: ['channel', 'outcome'],
    help: 'Deliveries that ended: sent by themselves, folded into a digest, dead, or discarded.',
  },
  dingbridge_attempts_total: {
    type: 'counter',
    labels: ['channel', 'reason'],
    help: 'Calls that carried a message to DingTalk, by why they failed; "none": they did not.',
  },
  dingbridge_waiting: {
    type: 'gauge',
    labels: ['receiver', 'target'],
    help: 'Deliveries that wait or are being sent.',
  },
  dingbridge_oldest_waiting_seconds: {
    type: 'gauge',
    labels: [],
    help: 'For how long the oldest of them has waited, from the end of its mute; 0: none waits.',
  },
  dingbridge_delivery_seconds: {
    type: 'histogram',
    labels: [],
    help: 'From acceptance, or the end of the mute, until it was told.',
  },
  dingbridge_dead_letters: {
    type: 'gauge',
    labels: [],
    help: 'Deliveries that were given up, and that nobody has sent again or discarded.',
  },
  dingbridge_target_closed: {
    type: 'gauge',
    labels: ['receiver', 'target'],
    help: '1 while deliveries wait because DingTalk closed the target; of a templated one, how many of its groups.',
  },
  dingbridge_target_unhealthy: {
    type: 'gauge',
    labels: ['receiver', 'target'],
    help: '1 while DingTalk refuses the settings of the target and somebody has to mend them; as above.',
  },
  dingbridge_template_failures_total: {
    type: 'counter',
    labels: ['template'],
    help: 'Messages that were told with the plain template because theirs failed.',
  },
  dingbridge_api_calls_month: {
    type: 'gauge',
    labels: ['org'],
    help: 'Calls that carried messages since the month began (Asia/Shanghai), of all replicas.',
  },
  dingbridge_api_calls_month_limit: {
    type: 'gauge',
    labels: ['org'],
    help: 'monthly_calls of the organisation; there is none where the settings say none.',
  },
  dingbridge_config_last_reload_successful: {
    type: 'gauge',
    labels: [],
    help: '0 while the settings on disk were refused and the former ones are in force.',
  },
} as const satisfies Readonly<Record<string, MetricRow>>

export type MetricName = keyof typeof METRICS

export const optionsOf = (name: MetricName) => ({
  help: METRICS[name].help,
  labelNames: [...METRICS[name].labels] as string[],
})
