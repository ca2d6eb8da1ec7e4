import { type Alert, identityOf } from '../../domain/alert.ts'
import type { Instant } from '../../domain/clock.ts'
import { commonLabels } from '../../domain/labels.ts'
import type { Notification } from '../../domain/notification.ts'
import { shortenAlert } from '../fitting/shorten.ts'
import { oneLine, shorten } from '../markdown/clean.ts'
import { severityOf, severityWord } from '../words/severity.ts'
import type { Speech } from '../words/speech.ts'
import { nameOf } from './alert-facts.ts'
import { SPEECH } from './facts.ts'
import { foldRuns } from './runs.ts'
import { placesOf } from './where.ts'

/** One alert of a digest: told about once, as it was at the last. */
export interface DigestAlert {
  readonly alert: Alert
  readonly name: string
  readonly rank: number
  readonly icon: string
  /** In the target's language; '' when nothing says how bad it is. */
  readonly word: string
  /** Fired and resolved while it waited to be told. */
  readonly cameAndWent: boolean
}

/** How much a digest may name. */
export interface Room {
  readonly topNames: number
  readonly otherNames: number
  readonly instances: number
  /** Of one name or instance. */
  readonly length: number
}

interface Telling {
  readonly reason: 'storm' | 'muted' | 'reopened' | 'redriven'
  readonly windowMs: number
  readonly messages: number
}

/** No name or label of a digest is worth more. */
const LONGEST = 300

/** The alerts of many notifications, each once, in the order in which they first came. */
export function gather(
  told: readonly { readonly notification: Notification; readonly acceptedAt: Instant }[],
  speech: Speech,
): readonly DigestAlert[] {
  const found = new Map<string, { alert: Alert; fired: boolean }>()
  for (const { notification } of [...told].sort((a, b) => a.acceptedAt - b.acceptedAt)) {
    for (const alert of notification.alerts) {
      const key = identityOf(alert)
      const fired = alert.status === 'firing' || (found.get(key)?.fired ?? false)
      found.set(key, { alert: shortenAlert(alert, LONGEST), fired })
    }
  }
  return [...found.values()].map(({ alert, fired }) => {
    const severity = severityOf(alert.labels, speech.voice.severity)
    return {
      alert,
      name: nameOf(alert, speech),
      rank: severity.rank,
      icon: severity.icon,
      word: severityWord(severity, speech),
      cameAndWent: fired && alert.status === 'resolved',
    }
  })
}

/** What the template `digest` is given: `DIGEST_DATA` says what each name means. */
export function digestFacts(
  alerts: readonly DigestAlert[],
  { reason, windowMs, messages }: Telling,
  speech: Speech,
  room: Room,
) {
  const { say, voice } = speech
  const fires = alerts.filter((it) => it.alert.status === 'firing')
  // After a mute only what still fires is news; what resolved meanwhile is counted.
  const named = reason === 'muted' && fires.length > 0 ? fires : alerts
  const severities = bySeverity(named)
  const worst = severities[0]
  // Without any severity there is no "top": all names stand in one list.
  const hasTop = worst !== undefined && severities.some((it) => it.word !== '')
  const top = hasTop ? named.filter((it) => it.rank === worst.rank) : named
  const others = hasTop ? named.filter((it) => it.rank !== worst.rank) : []
  const share = shareOf(named)
  const resolved = alerts.filter((it) => it.alert.status === 'resolved')
  const cameAndWent = resolved.filter((it) => it.cameAndWent).length
  const topWord = hasTop ? capital(worst.word || say('no severity')) : ''
  const places = placesOf(commonLabels(alerts.map((it) => it.alert.labels)))
  return {
    [SPEECH]: speech,
    reason,
    icon: ICONS[reason],
    headline: say(`digest ${reason}`, alerts.length, speech.duration(windowMs)),
    count: alerts.length,
    firingCount: fires.length,
    cameAndWent,
    resolvedCount: resolved.length - cameAndWent,
    messages,
    severities: hasTop
      ? severities.map((it) => ({ ...it, word: it.word || say('no severity') }))
      : [],
    top: {
      title: hasTop ? say('top all', topWord, top.length) : say('all of them', named.length),
      short: hasTop ? say('count severity', top.length, worst.word || say('no severity')) : '',
      names: byName(top, room.topNames, room, speech),
    },
    others: {
      title: say('the other', others.length),
      names: byName(others, room.otherNames, { ...room, instances: 0 }, speech),
    },
    share: share ? shorten(oneLine(`${share.name}=${share.value}`), LONGEST) : '',
    shareOf: share ? say('share of', share.count, named.length) : '',
    scope: places.map((place) => place.replace(/:\d+$/, '')).join(' '),
    links: { details: voice.detailsUrl ?? '' },
    now: new Date(voice.now),
    zone: speech.zone,
  }
}

const ICONS = { storm: '🌊', muted: '🔕', reopened: '📬', redriven: '🔁' } as const

function bySeverity(alerts: readonly DigestAlert[]) {
  const found = new Map<number, { word: string; icon: string; rank: number; count: number }>()
  for (const { rank, word, icon } of alerts) {
    const known = found.get(rank)
    if (known) known.count += 1
    else found.set(rank, { word, icon, rank, count: 1 })
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank)
}

/** Names with their counts, the commonest first, and a line for those there is no room for. */
function byName(alerts: readonly DigestAlert[], most: number, room: Room, speech: Speech) {
  const groups = new Map<string, DigestAlert[]>()
  for (const item of alerts) {
    const known = groups.get(item.name)
    if (known) known.push(item)
    else groups.set(item.name, [item])
  }
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length)
  // A line that stands for one name only would take the room of that name.
  const kept = sorted.length === most + 1 ? most + 1 : most
  const named = sorted.slice(0, kept).map(([name, items]) => ({
    name: shorten(oneLine(name), room.length),
    count: items.length,
    where: whereOf(items, room, speech),
  }))
  const rest = sorted.slice(kept)
  const count = rest.reduce((sum, [, items]) => sum + items.length, 0)
  return rest.length === 0
    ? named
    : [...named, { name: speech.say('more names', rest.length), count, where: '' }]
}

/** `node-11 to node-18, etcd-2 and 6 more, since 14:02`. */
function whereOf(items: readonly DigestAlert[], room: Room, speech: Speech): string {
  if (room.instances === 0) return ''
  const common = commonLabels(items.map((it) => it.alert.labels))
  const subjects = [
    ...new Set(items.map((it) => subjectOf(it.alert, common, items.length > 1)).filter(Boolean)),
  ]
  const runs = foldRuns(subjects)
  const shown = runs.slice(0, room.instances)
  const named = shown.map(({ first, last }) => {
    const [from, to] = [first, last].map((it) => shorten(oneLine(it), room.length))
    return first === last ? from : speech.say('to', from, to)
  })
  const more = subjects.length - shown.reduce((sum, { count }) => sum + count, 0)
  const places = [
    speech.listed(named.filter((it) => it !== undefined)),
    more > 0 ? speech.say('others', more) : '',
  ]
  const starts = items.map((it) => it.alert.startsAt).filter((at) => at > 0)
  const since = starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const stillFires = items.some((it) => it.alert.status === 'firing')
  const from = stillFires && Number.isFinite(since) ? speech.say('since', speech.moment(since)) : ''
  const where = places.filter(Boolean).join(' ')
  return where && from ? speech.say('clauses', where, from) : where || from
}

/** What tells this alert from its namesakes. */
function subjectOf(alert: Alert, common: Alert['labels'], several: boolean): string {
  const places = placesOf(alert.labels)
  if (!several) return places[0] ?? ''
  const shared = new Set(Object.values(common))
  return places.find((place) => !shared.has(place)) ?? places[0] ?? ''
}

/** How many of the alerts must share a label's value before that says what is going on. */
const SHARE = 0.8

/**
 * The commonest label value among at least 80 %: often the cause. What all share is as good,
 * but for the name and severity, which the digest counts anyway.
 */
function shareOf(alerts: readonly DigestAlert[]) {
  if (alerts.length < 3) return null
  const counts = new Map<string, { name: string; value: string; count: number }>()
  for (const { alert } of alerts) {
    for (const [name, value] of Object.entries(alert.labels)) {
      if (SAID.includes(name) || value === '') continue
      const key = `${name}\n${value}`
      const known = counts.get(key)
      if (known) known.count += 1
      else counts.set(key, { name, value, count: 1 })
    }
  }
  // What every alert shares is said as the place already; what most share is the news.
  const telling = [...counts.values()].filter(
    ({ name, count }) =>
      count >= alerts.length * SHARE && !(count === alerts.length && PLACES.includes(name)),
  )
  return telling.reduce<(typeof telling)[number] | null>(
    (best, it) => (best === null || it.count > best.count ? it : best),
    null,
  )
}

const SAID = ['alertname', 'severity', 'priority', 'level', 'prometheus', 'job', 'team', 'msgtype']
const PLACES = ['instance', 'pod', 'node', 'host', 'service', 'namespace', 'cluster']

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
