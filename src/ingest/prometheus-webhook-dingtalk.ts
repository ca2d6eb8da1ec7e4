import { readAlertmanager } from './alertmanager.ts'
import { asJson } from './as-json.ts'
import type { SourceType } from './source.ts'

export const prometheusWebhookDingtalk: SourceType = {
  type: 'prometheus-webhook-dingtalk',
  about:
    'Alertmanager as it is set up for prometheus-webhook-dingtalk: the path names the receiver, `/dingtalk/<receiver>/send`.',
  open: () => (request) => readAlertmanager(asJson(request)),
}
