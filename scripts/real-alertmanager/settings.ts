/** Where everything listens: on loopback, on ports that were free. */
export interface Places {
  readonly sandbox: string
  readonly bridge: string
  readonly admin: string
  readonly alertmanager: string
  readonly prometheus: string
}

export const CHAT = 'cidRealAlertmanager'
/** Hears the same from Prometheus itself, without an Alertmanager in between. */
export const DIRECT_CHAT = 'cidRealPrometheus'
export const ALERT = 'DiskFillingUp'
export const SUMMARY = '磁盘 /var on db-1_replica is *nearly* full'

export const bridgeYaml = ({ sandbox, bridge, admin }: Places): string => `
locale: en
server: { listen: ${bridge} }
admin: { listen: ${admin} }
store: { url: 'sqlite:./bridge.db' }
dingtalk:
  api_url: http://${sandbox}
  oapi_url: http://${sandbox}
  apps:
    ops: { app_key: dingops, app_secret: not-a-secret, robot_code: dingops }
sources:
  - { name: direct, type: prometheus }
receivers:
  - name: sre
    targets: [{ group: ${CHAT} }]
  - name: direct
    targets: [{ group: ${DIRECT_CHAT} }]
route:
  receiver: sre
  routes:
    - { matchers: ['__source__="direct"'], receiver: direct }
`

export const alertmanagerYaml = ({ bridge }: Places): string => `
route:
  receiver: dingbridge
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: dingbridge
    webhook_configs:
      - url: http://${bridge}/webhook/alertmanager
        send_resolved: true
`

/** What Prometheus posts holds for four of its intervals: nobody may be as slow as that. */
export const prometheusYaml = ({ alertmanager, bridge }: Places): string => `
global: { evaluation_interval: 3s }
rule_files: [rules.yaml]
alerting:
  alertmanagers:
    - static_configs:
        - targets: ['${alertmanager}']
    - path_prefix: /webhook/direct
      static_configs:
        - targets: ['${bridge}']
`

/**
 * The rule keeps its name and labels, so that on reload Prometheus takes its state over: an alert
 * whose rule is gone would be resolved only minutes later.
 */
export const rulesYaml = (isFiring: boolean): string => `
groups:
  - name: disks
    rules:
      - alert: ${ALERT}
        expr: vector(98) > ${isFiring ? 90 : 99}
        labels: { severity: critical, instance: 'db-1:9100' }
        annotations: { summary: '${SUMMARY}' }
`
