import { isFields, own } from '../domain/fields.ts'
import { mapInSteps, type Steps } from '../domain/steps.ts'
import { readJson } from './body.ts'
import { listAt, objectAt, readFieldsInSteps } from './fields.ts'
import { readPosted } from './prometheus.ts'
import { readAlert, readGroup } from './prometheus-alert.ts'
import type { InboundRequest, Reader, Reading, SourceType } from './source.ts'

export const alertmanager: SourceType = {
  type: 'alertmanager',
  about:
    'Alertmanager’s webhook (version 4), and what Prometheus itself posts when the bridge stands in `alertmanagers:`.',
  open: () => readAlertmanager,
  recognises: ({ payload }) =>
    isFields(payload) && Array.isArray(own(payload, 'alerts')) && own(payload, 'version') === '4',
}

/** The webhook of version 4, or the list that Prometheus itself posts. */
export function readAlertmanager(request: InboundRequest): ReturnType<Reader> {
  const json = readJson(request)
  if (!json.ok) return json
  return readFieldsInSteps(() =>
    Array.isArray(json.value) && json.value.length > 0
      ? readPosted(json.value, request)
      : readWebhook(json.value, request),
  )
}

function* readWebhook(value: unknown, { receivedAt }: InboundRequest): Steps<Reading> {
  const payload = objectAt(value, '')
  const alerts = yield* mapInSteps(listAt(own(payload, 'alerts'), 'alerts'), (item, i) =>
    readAlert(objectAt(item, `alerts[${i}]`), `alerts[${i}]`, receivedAt),
  )
  const group = readGroup(payload)
  const receiver = group.receiver === null ? null : unquote(group.receiver)
  return { group: { ...group, receiver }, alerts, ignored: false }
}

/** Alertmanager writes its receiver's name quoted for a regular expression: `web\.hook`. */
const unquote = (name: string): string => name.replace(/\\([\\.+*?()|[\]{}^$])/g, '$1')
