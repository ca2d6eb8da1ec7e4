import type { Alert } from '../../domain/alert.ts'
import { commonLabels, type Labels } from '../../domain/labels.ts'
import type { Notification } from '../../domain/notification.ts'
import type { Speech } from '../words/speech.ts'
import { type AlertBrief, type AlertFacts, alertFacts } from './alert-facts.ts'
import { isAlertmanager, type Links, linkWord, NO_LINKS, silenceUrl } from './links.ts'
import { placesBesideName } from './where.ts'

/** Where a render finds its voice: a symbol, which no template can name. */
export const SPEECH = Symbol('speech')

/** What a template is given: `template-data.ts` says what each name means. */
export type Facts = ReturnType<typeof factsOf>

/** Some alerts of a notification, as one part of the message tells them. */
export interface Slice {
  readonly from: number
  readonly to: number
  /** The sender's own remainder is told in the last part only. */
  readonly isLast: boolean
}

interface Told {
  readonly notification: Notification
  readonly speech: Speech
  readonly common: { readonly labels: Labels; readonly annotations: Labels }
  readonly items: readonly AlertBrief[]
}

/** All that can be said about a notification, once; parts are slices of it. */
export function readStory(notification: Notification, speech: Speech) {
  const { alerts } = notification
  const labels = commonLabels(alerts.map((alert) => alert.labels))
  const annotations = commonLabels(alerts.map((alert) => alert.annotations))
  const { briefs, told } = alertFacts(notification, { labels, annotations }, speech)
  const story: Told = { notification, speech, common: { labels, annotations }, items: briefs }
  return { ...story, told, whole: wholeOf(story) }
}

export type Story = ReturnType<typeof readStory>

export function factsOf(story: Story, slice: Slice) {
  const { group } = story.notification
  const told = story.told(slice.from, slice.to)
  const first = told.find((item) => item.firing) ?? told[0]
  return {
    ...story.whole,
    alerts: told,
    alert: first,
    firing: told.filter((item) => item.firing),
    resolved: told.filter((item) => !item.firing),
    truncated: slice.isLast ? group.truncated : 0,
    links: sharedLinks(story, first),
  }
}

/** What every part says alike; a message is written many times before it fits. */
function wholeOf({ notification, speech, common, items }: Told) {
  const { group, status } = notification
  const worst = worstOf(items)
  const { kind } = notification.alerts[0]
  const name = groupName(items, common.labels)
  const where = placesBesideName(common.labels, name)
  // A port says little in a title.
  const places = where.map((place) => place.replace(/:\d+$/, ''))
  return {
    [SPEECH]: speech,
    status,
    kind,
    name,
    receiver: notification.receiver,
    source: notification.source,
    opens: speech.say(linkWord(notification.sourceType)),
    sender: senderName(notification.sourceType, speech),
    count: items.length,
    firingCount: items.filter((item) => item.firing).length,
    resolvedCount: items.filter((item) => !item.firing).length,
    group: {
      key: group.key ?? '',
      labels: group.labels,
      reason: group.reason ?? '',
      receiver: group.receiver ?? '',
      url: group.url ?? '',
    },
    common,
    now: new Date(speech.voice.now),
    icon: worst?.icon ?? '🔔',
    severity: worst?.severity ?? '',
    severityWord: worst?.severityWord ?? '',
    severities: severities(items),
    tally: tally(items, speech),
    headline: headline(items, worst, speech),
    where,
    places,
    scope: places.join(' '),
    summary: sharedText(items, 'summary'),
    description: sharedText(items, 'description'),
    span: spanOf(notification.alerts, speech),
    lasted: lastedOf(notification.alerts, speech),
    zone: speech.zone,
    compact: items.length > ROOMY,
  }
}

/** More alerts than this are told in a line each: a screen of a phone holds about that many. */
const ROOMY = 8

function groupName(items: readonly AlertBrief[], common: Labels): string {
  const names = [...new Set(items.map((item) => item.name))]
  const [first = common['alertname'] ?? ''] = names
  return names.length > 1 ? `${first} +${names.length - 1}` : first
}

function senderName(sourceType: string, speech: Speech): string {
  if (isAlertmanager(sourceType)) return 'Alertmanager'
  return sourceType === 'grafana' ? 'Grafana' : speech.say('the sender')
}

/** The worst of those that still fire; of the resolved when none does. */
function worstOf(items: readonly AlertBrief[]): AlertBrief | undefined {
  const firing = items.filter((item) => item.firing)
  const among = firing.length > 0 ? firing : items
  return among.reduce<AlertBrief | undefined>(
    (worst, item) => (worst === undefined || item.rank < worst.rank ? item : worst),
    undefined,
  )
}

/** How many fire of each severity, the worst first. */
function severities(items: readonly AlertBrief[]) {
  const found = new Map<
    string,
    { value: string; word: string; icon: string; rank: number; count: number }
  >()
  for (const item of items.filter((it) => it.firing)) {
    const word = item.severityWord
    const known = found.get(word)
    if (known) known.count += 1
    else found.set(word, { value: item.severity, word, icon: item.icon, rank: item.rank, count: 1 })
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank)
}

/** `2 critical · 1 warning`; nothing for one alert, or where no severity is told. */
function tally(items: readonly AlertBrief[], speech: Speech): string {
  const counts = severities(items)
  if (items.length === 1 || !counts.some((it) => it.word !== '')) return ''
  return counts
    .map(({ count, word }) =>
      speech.say('count severity', count, word || speech.say('no severity')),
    )
    .join(' · ')
}

function headline(
  items: readonly AlertBrief[],
  worst: AlertBrief | undefined,
  speech: Speech,
): string {
  // What somebody says neither fires nor resolves.
  if (items[0]?.kind === 'message' && items.length === 1) return speech.say('message')
  const firing = items.filter((item) => item.firing).length
  const resolved = items.length - firing
  if (firing === 0) return speech.say(resolved === 1 ? 'resolved' : 'count resolved', resolved)
  if (resolved > 0) return speech.say('count mixed', resolved, firing)
  if (firing === 1) return worst?.severityWord || speech.say('firing')
  return speech.say('count firing', firing)
}

function sharedText(items: readonly AlertBrief[], field: 'summary' | 'description'): string {
  const text = items[0]?.full[field] ?? ''
  return items.every((item) => item.full[field] === text) ? text : ''
}

/** Those of the first alert told; but a silence for several has the labels that all share. */
function sharedLinks(
  { notification, items, common, speech }: Story,
  first: AlertFacts | undefined,
): Links {
  const links = first?.links ?? NO_LINKS
  if (items.length === 1 || links.silence === '') return links
  const isOwn = notification.alerts.some((alert) => alert.links.silence !== undefined)
  return isOwn
    ? links
    : { ...links, silence: silenceUrl(common.labels, notification, speech.voice.addedLabels) }
}

function spanOf(alerts: readonly Alert[], speech: Speech): string {
  const [from, to] = [earliest(alerts), latest(alerts)]
  if (from === null || to === null || to < from) return ''
  // Senders that say only the end have it for the start too.
  if (from === to) return speech.say('resolved at', speech.moment(to))
  return speech.span(from, to)
}

function lastedOf(alerts: readonly Alert[], speech: Speech): string {
  const [from, to] = [earliest(alerts), latest(alerts)]
  return from === null || to === null || to <= from
    ? ''
    : speech.say('lasted', speech.duration(to - from))
}

/** Null when some alert still fires or nobody said when it began or ended. */
function latest(alerts: readonly Alert[]): number | null {
  const ends = alerts.flatMap(({ status, endsAt }) => (status === 'resolved' ? (endsAt ?? []) : []))
  return ends.length < alerts.length ? null : ends.reduce((a, b) => Math.max(a, b))
}

function earliest(alerts: readonly Alert[]): number | null {
  const starts = alerts.map((alert) => alert.startsAt).filter((at) => at > 0)
  return starts.length === 0 ? null : starts.reduce((a, b) => Math.min(a, b))
}
