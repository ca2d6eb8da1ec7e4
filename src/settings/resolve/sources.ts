import { MINUTE } from '../../domain/clock.ts'
import { NO_LABELS } from '../../domain/labels.ts'
import { openZone, type Zone } from '../../domain/zone.ts'
import { dingtalkRobot } from '../../ingest/dingtalk-robot.ts'
import { compileMapping } from '../../ingest/mapping/compile.ts'
import { mappingOf } from '../../ingest/mapping/form.ts'
import type { Mapping } from '../../ingest/mapping/mapping.ts'
import { openRecogniser, type Recognise } from '../../ingest/recognise.ts'
import type { SourceForm } from '../../ingest/settings.ts'
import type { Source, SourceSettings, SourceType } from '../../ingest/source.ts'
import { openSource, sources as sourceTypes } from '../../ingest/sources.ts'
import type { Heartbeat } from '../../match/heartbeat.ts'
import { isLoopback, type Listen } from '../../server/settings.ts'
import type { Report } from '../report.ts'
import { suggestion } from '../suggestion.ts'
import type { Path } from '../yaml/tree.ts'
import { resolveAuth } from './auth.ts'
import type { Conditions } from './conditions.ts'

export interface ResolvedSources {
  readonly sources: ReadonlyMap<string, Source>
  readonly heartbeats: readonly Heartbeat[]
  /** Whose a request is that comes to /webhook/auto. */
  readonly recognise: Recognise
}

export interface SourceContext {
  readonly listen: Listen
  readonly receivers: readonly string[]
  readonly conditions: Conditions
  /** Of times that senders write without one. */
  readonly zone: Zone
  readonly report: Report
}

/** On a loopback listener these are there without a word, until one of their type is configured. */
const IMPLICIT = ['alertmanager', 'grafana', 'generic'] as const
const DEDUP_WINDOW = 2 * MINUTE
const UNCONFIGURED = {
  receivers: [],
  linkRewrites: [],
  map: null,
  auth: null,
  labels: NO_LABELS,
  dedupWindowMs: DEDUP_WINDOW,
}
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u

export function resolveSources(
  forms: readonly SourceForm[],
  context: SourceContext,
): ResolvedSources {
  const sources = new Map<string, Source>()
  const heartbeats: Heartbeat[] = []
  for (const [index, form] of forms.entries()) {
    const path: Path = ['sources', index]
    const first = forms.findIndex(({ name }) => name === form.name)
    if (first < index)
      context.report.twice(form.name, ['sources', first, 'name'], [...path, 'name'])
    const settings = resolveSource(form, path, context)
    if (settings) sources.set(form.name, openSource(settings))
    const heartbeat = form.heartbeat && resolveHeartbeat(form, form.heartbeat, path, context)
    if (heartbeat) heartbeats.push(heartbeat)
  }
  if (isLoopback(context.listen)) addImplicit(forms, sources, context.zone)
  else if (forms.length === 0)
    context.report.warn('no_effect', ['server', 'listen'], 'there are no sources: nobody can send')
  const openByType = isLoopback(context.listen)
    ? (type: string) => openSource({ ...UNCONFIGURED, name: type, type, zone: context.zone })
    : null
  return { sources, heartbeats, recognise: openRecogniser(sources, openByType) }
}

function resolveSource(
  form: SourceForm,
  path: Path,
  { listen, receivers, zone, report }: SourceContext,
): SourceSettings | null {
  const before = report.errors()
  checkName(form.name, [...path, 'name'], report)
  const type = sourceTypes.find((each) => each.type === form.type)
  if (!type) reportType(form.type, [...path, 'type'], report)
  if (form.auth === undefined && !isLoopback(listen)) {
    const remedy = 'add `auth: { bearer_token_file: ./token }`, or `auth: none` if anybody may send'
    const message = `the listener can be reached from elsewhere, and \`${form.name}\` has no auth`
    report.missingAuth(path, `${message}; ${remedy}`)
  }
  for (const [index, name] of (form.receivers ?? []).entries())
    if (!receivers.includes(name))
      report.unknown('receiver', name, [...path, 'receivers', index], receivers)
  const auth =
    form.auth === undefined || form.auth === 'none'
      ? null
      : resolveAuth(form.auth, [...path, 'auth'], report)
  if (type?.type === dingtalkRobot.type && auth !== null && auth.queryToken.length === 0)
    report.missing(
      [...path, 'auth'],
      'senders to /robot/send are told apart by their access_token: add `query_token`',
    )
  const map = form.map ? mapOf(form.map, [...path, 'map'], report) : null
  if (map && type && type.type !== 'generic')
    report.warn('no_effect', [...path, 'map'], '`map` is for sources of type generic')
  if (report.errors() > before) return null
  return {
    name: form.name,
    type: form.type,
    auth,
    labels: form.labels ?? NO_LABELS,
    receivers: form.receivers ?? [],
    dedupWindowMs: form.dedup_window,
    linkRewrites: form.link_rewrites ?? [],
    map: type?.type === 'generic' ? map : null,
    zone,
  }
}

function checkName(name: string, path: Path, report: Report): void {
  if (name === 'auto')
    report.error('reserved_name', path, '`auto` is kept for /webhook/auto; choose another name')
  else if (!NAME.test(name)) {
    const message = 'a source name is part of an address: letters, digits, dot, dash, underscore'
    report.error('invalid_value', path, message)
  }
}

function reportType(written: string, path: Path, report: Report): void {
  const types = sourceTypes.map(({ type }: SourceType) => type)
  const remedy = suggestion(written, types) || `; known are ${types.join(', ')}`
  report.error('unknown_name', path, `there is no source type \`${written}\`${remedy}`)
}

function mapOf(form: NonNullable<SourceForm['map']>, path: Path, report: Report): Mapping {
  const map = mappingOf(form)
  const compiled = compileMapping(map)
  for (const { field, message } of compiled.ok ? [] : compiled.error)
    report.error('invalid_template', [...path, ...field.split('.')], message)
  if (map.timezone !== null && !openZone(map.timezone))
    report.error(
      'invalid_value',
      [...path, 'timezone'],
      'expected an IANA zone such as Asia/Shanghai',
    )
  if (Object.keys(map.events).length > 0 && map.event === null)
    report.missing([...path, 'events'], '`events` needs `event`, which says which of them applies')
  return map
}

function resolveHeartbeat(
  { name }: SourceForm,
  form: NonNullable<SourceForm['heartbeat']>,
  above: Path,
  { conditions, receivers, report }: SourceContext,
): Heartbeat | null {
  const path = [...above, 'heartbeat']
  if (!receivers.includes(form.to)) report.unknown('receiver', form.to, [...path, 'to'], receivers)
  const matchers = conditions.matchers(form.matchers, [...path, 'matchers'])
  if (form.matchers.length === 0)
    report.missing(path, 'a heartbeat needs `matchers`, or it would swallow every alert')
  return { source: name, matchers, everyMs: form.every, to: form.to }
}

function addImplicit(forms: readonly SourceForm[], sources: Map<string, Source>, zone: Zone): void {
  for (const type of IMPLICIT) {
    if (forms.some((form) => form.type === type || form.name === type)) continue
    sources.set(type, openSource({ ...UNCONFIGURED, name: type, type, zone }))
  }
}
