import type { AlertLinks } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import { type Fields, isFields, own } from '../domain/fields.ts'
import { type Labels, labelsOf, NO_LABELS } from '../domain/labels.ts'
import { isScalar, labelsAt, textAt } from './fields.ts'
import { fingerprintOf } from './fingerprint.ts'
import { withLink } from './prometheus-alert.ts'
import type { Reading } from './source.ts'

/** Whether a payload is what dashboard alerts (Grafana 4 to 10) sent: one rule, and its state. */
export function isLegacyGrafana(payload: Fields): boolean {
  const names = ['evalMatches', 'ruleId', 'ruleName', 'ruleUrl', 'rule_url']
  return (
    typeof own(payload, 'state') === 'string' && names.some((name) => Object.hasOwn(payload, name))
  )
}

/**
 * One rule is one alert: its `evalMatches` are empty once it is well again, so that alerts made of
 * them would never be seen to resolve. It carries no times; it started when we heard of it.
 */
export function readLegacyGrafana(payload: Fields, receivedAt: Instant): Reading {
  const text = (name: string) => textAt(own(payload, name), name)
  const title = text('title')
  const name = text('ruleName') ?? title
  const state = (text('state') ?? '').toLowerCase()
  const resolved = state === 'ok'
  const identity = labelsOf([
    ['org', text('orgId') ?? ''],
    ['rule', text('ruleId') ?? name ?? ''],
  ])
  const alert = {
    fingerprint: fingerprintOf(identity),
    status: resolved ? 'resolved' : 'firing',
    kind: 'alert',
    labels: labelsOf([
      ...(name === null ? [] : [['alertname', name] as const]),
      ...Object.entries(tagsOf(own(payload, 'tags'))),
    ]),
    annotations: annotationsOf({
      summary: title,
      description: text('message'),
      state: oddState(state),
    }),
    startsAt: receivedAt,
    endsAt: resolved ? receivedAt : null,
    value: readMatches(own(payload, 'evalMatches')),
    links: linksOf(text),
  } as const
  const group = {
    key: null,
    labels: NO_LABELS,
    receiver: null,
    reason: null,
    truncated: 0,
    url: null,
  }
  return { group, alerts: [alert], ignored: state === 'paused' || state === 'pending' }
}

/** `no_data` and the like are told as firing, and why is kept visible. */
const oddState = (state: string): string | null =>
  state === 'ok' || state === 'alerting' ? null : state

const tagsOf = (tags: unknown): Labels => (isFields(tags) ? labelsAt(tags, 'tags') : NO_LABELS)

function annotationsOf(pairs: Readonly<Record<string, string | null>>): Labels {
  return labelsOf(
    Object.entries(pairs).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as const],
    ),
  )
}

function readMatches(matches: unknown): string | null {
  if (!Array.isArray(matches)) return null
  const words = matches
    .filter(isFields)
    .filter((match) => isScalar(own(match, 'metric')) && isScalar(own(match, 'value')))
    .map((match) => `${own(match, 'metric')}=${own(match, 'value')}`)
  return words.length === 0 ? null : [...new Set(words)].join(', ')
}

/** Old versions wrote `rule_url` and `image_url`. */
function linksOf(text: (name: string) => string | null): AlertLinks {
  const source = withLink({}, 'source', text('ruleUrl') ?? text('rule_url'))
  return withLink(source, 'image', text('imageUrl') ?? text('image_url'))
}
