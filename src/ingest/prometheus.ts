import { createHash } from 'node:crypto'
import type { Alert } from '../domain/alert.ts'
import { HOUR } from '../domain/clock.ts'
import { isFields, own } from '../domain/fields.ts'
import { NO_LABELS } from '../domain/labels.ts'
import type { Group } from '../domain/notification.ts'
import { mapInSteps, type Steps } from '../domain/steps.ts'
import { readJson } from './body.ts'
import { listAt, objectAt, readFieldsInSteps } from './fields.ts'
import { fingerprintOf } from './fingerprint.ts'
import { readAlert } from './prometheus-alert.ts'
import type { InboundRequest, Reading, SourceType } from './source.ts'

/** As long as Alertmanager waits by default before it tells of the same alert again. */
const REPEAT = 4 * HOUR

export const prometheus: SourceType = {
  type: 'prometheus',
  about:
    'Prometheus itself, with the bridge in its `alertmanagers:`. It posts every alert again each minute; one is told when it is new or changed, and after four hours.',
  open: () => (request) => {
    const json = readJson(request)
    return json.ok ? readFieldsInSteps(() => readPosted(listAt(json.value, ''), request)) : json
  },
  recognises: ({ payload }) => {
    const first = Array.isArray(payload) ? payload[0] : undefined
    const names = ['labels', 'generatorURL', 'startsAt']
    return isFields(first) && names.every((name) => own(first, name) !== undefined)
  },
}

/** Alerts without a group, as they are posted to `/api/v2/alerts` of an Alertmanager. */
export function* readPosted(
  items: readonly unknown[],
  { receivedAt }: InboundRequest,
): Steps<Reading> {
  const alerts = yield* mapInSteps(items, (item, i) =>
    readAlert(objectAt(item, `[${i}]`), `[${i}]`, receivedAt),
  )
  return { group: yield* groupOf(alerts), alerts, ignored: false, repeatMs: REPEAT }
}

/** The set of labels stands in for the group key, so that the same bytes again are a duplicate. */
export function* groupOf(alerts: readonly Alert[]): Steps<Group> {
  const identities = (yield* mapInSteps(alerts, ({ labels }) => fingerprintOf(labels))).sort()
  const key = createHash('sha256').update(identities.join()).digest('hex')
  return { key, labels: NO_LABELS, receiver: null, reason: null, truncated: 0, url: null }
}
