import type { Alert } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import { type Fields, isFields, own } from '../domain/fields.ts'
import { type Labels, labelsOf } from '../domain/labels.ts'
import { mapInSteps, type Steps } from '../domain/steps.ts'
import { readJson } from './body.ts'
import { listAt, misfit, objectAt, readFieldsInSteps, textAt } from './fields.ts'
import { isLegacyGrafana, readLegacyGrafana } from './grafana-legacy.ts'
import { readAlert, readGroup, withLink } from './prometheus-alert.ts'
import type { InboundRequest, Reader, Reading, SourceType } from './source.ts'

export const grafana: SourceType = {
  type: 'grafana',
  about: 'Grafana’s webhook contact point (8 and later), and the legacy alerting of 4 to 10.',
  signature: 'grafana',
  open: () => read,
  recognises: ({ payload }) =>
    isFields(payload) &&
    (isLegacyGrafana(payload) ||
      (Array.isArray(own(payload, 'alerts')) &&
        (own(payload, 'version') === '1' || own(payload, 'orgId') !== undefined))),
}

function read(request: InboundRequest): ReturnType<Reader> {
  const json = readJson(request)
  if (!json.ok) return json
  return readFieldsInSteps(function* () {
    const payload = objectAt(json.value, '')
    if (own(payload, 'alerts') !== undefined) return yield* readUnified(payload, request.receivedAt)
    if (isLegacyGrafana(payload)) return readLegacyGrafana(payload, request.receivedAt)
    return misfit(
      'alerts',
      'missing, and this is no legacy Grafana alert either. A contact point with a custom payload needs a source of `type: generic` with `map:`',
    )
  })
}

function* readUnified(payload: Fields, receivedAt: Instant): Steps<Reading> {
  const alerts = yield* mapInSteps(listAt(own(payload, 'alerts'), 'alerts'), (item, i) =>
    readUnifiedAlert(objectAt(item, `alerts[${i}]`), `alerts[${i}]`, receivedAt),
  )
  return { group: readGroup(payload), alerts, ignored: false }
}

function readUnifiedAlert(fields: Fields, path: string, receivedAt: Instant): Alert {
  const alert = readAlert(fields, path, receivedAt)
  const text = (name: string) => textAt(own(fields, name), `${path}.${name}`)
  let links = alert.links
  links = withLink(links, 'silence', text('silenceURL'))
  links = withLink(links, 'dashboard', text('dashboardURL'))
  links = withLink(links, 'panel', text('panelURL'))
  links = withLink(links, 'image', text('imageURL'))
  return {
    ...alert,
    labels: withoutPrivate(alert.labels),
    annotations: withReason(withoutPrivate(alert.annotations)),
    value: readValues(own(fields, 'values')) ?? readValueString(text('valueString')) ?? alert.value,
    links,
  }
}

/** Grafana's own bookkeeping (`__alert_rule_uid__`): it removes it itself, except where it does not. */
const withoutPrivate = (labels: Labels): Labels =>
  labelsOf(Object.entries(labels).filter(([name]) => !/^__.+__$/.test(name)))

/** Why a rule could not be asked: Grafana says it where no message would look for it. */
function withReason(annotations: Labels): Labels {
  const reason = annotations['Error']
  if (!reason) return annotations
  const said = annotations['description'] ?? annotations['message'] ?? ''
  const description = said.includes(reason) ? said : `${said}\n${reason}`.trim()
  return labelsOf([...Object.entries(annotations), ['description', description]])
}

/** `{B: 22, C: 1}` → `B=22, C=1`; null when the rule has no values or they are not numbers. */
function readValues(values: unknown): string | null {
  if (!isFields(values)) return null
  const words = Object.entries(values)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([name, value]) => `${name}=${value}`)
  return words.length === 0 ? null : words.join(', ')
}

/** Before 9 the values come only as `[ var='B' labels={…} value=22 ], …`. */
function readValueString(text: string | null): string | null {
  const words = [...(text ?? '').matchAll(/\bvar='([^']{1,100})'[^\]]{0,2000}?\bvalue=([^\s\]]+)/g)]
  return words.length === 0 ? null : words.map(([, name, value]) => `${name}=${value}`).join(', ')
}
