import type { Alert } from '../../domain/alert.ts'
import { MINUTE } from '../../domain/clock.ts'
import type { Labels } from '../../domain/labels.ts'
import type { Notification } from '../../domain/notification.ts'
import { readableNumbers } from '../words/number.ts'
import { iconFor, severityOf, severityWord } from '../words/severity.ts'
import type { Speech } from '../words/speech.ts'
import { type Links, linksOf, linkWord } from './links.ts'
import { differing, headingsOf, pairs, placesBesideName, placesOf } from './where.ts'

interface Common {
  readonly labels: Labels
  readonly annotations: Labels
}

/**
 * What a template is told about each alert, in the notification's order. Of thousands a message
 * tells some fifty: what says nothing about the whole is worked out when an alert is told.
 */
export function alertFacts(notification: Notification, common: Common, speech: Speech) {
  const { alerts } = notification
  const { voice } = speech
  const silent = ['alertname', ...voice.severity.labels]
  const named = alerts.map((alert) => ({ name: nameOf(alert, speech), labels: alert.labels }))
  const headingOf = headingsOf(named, common.labels, silent)
  const isNew = newcomers(notification, voice.now)
  const texts = alerts.map(textsOf)
  const shares = (field: 'summary' | 'description') =>
    texts.every((text) => text[field] === texts[0]?.[field])
  const shared = { summary: shares('summary'), description: shares('description') }

  const briefs = alerts.map((alert, index) => {
    const severity = severityOf(alert.labels, voice.severity)
    return {
      number: index + 1,
      status: alert.status,
      firing: alert.status === 'firing',
      kind: alert.kind,
      name: named[index]?.name ?? '',
      labels: alert.labels,
      annotations: alert.annotations,
      fingerprint: alert.fingerprint,
      value: readableNumbers(alert.value ?? ''),
      severity: severity.value,
      severityWord: severityWord(severity, speech),
      rank: severity.rank,
      icon: iconFor(alert, severity),
      isNew: isNew.has(index),
      full: texts[index] ?? NO_TEXTS,
    }
  })
  const known: AlertFacts[] = []
  const told = (from: number, to: number): readonly AlertFacts[] =>
    briefs.slice(from, to).map((brief, i) => {
      known[from + i] ??= factsOf(brief, from + i)
      return known[from + i] as AlertFacts
    })
  return { briefs, told }

  function factsOf(brief: (typeof briefs)[number], index: number): AlertFacts {
    const alert = alerts[index] ?? alerts[0]
    const { firing, name, full } = brief
    const ends = firing ? voice.now : alert.endsAt
    const lasted = ends === null || alert.startsAt <= 0 ? null : ends - alert.startsAt
    const since = alert.startsAt > 0 ? speech.moment(alert.startsAt) : ''
    const duration = lasted === null || (lasted === 0 && !firing) ? '' : speech.duration(lasted)
    return {
      ...brief,
      heading: headingOf(index) || (alerts.length > 1 ? name : ''),
      differs: differing(alert.labels, common.labels),
      where: placesBesideName(alert.labels, name),
      pairs: pairs(alert.labels, placesOf(alert.labels), [...silent, ...UNSAID]),
      summary: alerts.length > 1 && shared.summary ? '' : full.summary,
      description: alerts.length > 1 && shared.description ? '' : full.description,
      startsAt: alert.startsAt > 0 ? new Date(alert.startsAt) : null,
      endsAt: alert.endsAt === null ? null : new Date(alert.endsAt),
      since,
      until: alert.endsAt === null ? '' : speech.moment(alert.endsAt),
      duration,
      age: ageOf(alert, speech),
      opens: speech.say(linkWord(notification.sourceType)),
      links: linksOf(alert, notification, speech),
    }
  }
}

export type AlertBrief = ReturnType<typeof alertFacts>['briefs'][number]

export interface AlertFacts extends AlertBrief {
  readonly heading: string
  readonly differs: Labels
  readonly where: readonly string[]
  readonly pairs: readonly string[]
  readonly summary: string
  readonly description: string
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly since: string
  readonly until: string
  readonly duration: string
  readonly age: string
  readonly opens: string
  readonly links: Links
}

/** Labels that say how something is watched, not what is wrong with it. */
const UNSAID = ['job', 'endpoint', 'prometheus', 'container', 'team', 'datasource_uid', 'ref_id']

/** An alert without a name is called by its summary, else by the word for it. */
export function nameOf(alert: Alert, speech: Speech): string {
  const { labels, annotations } = alert
  const name = labels['alertname'] || annotations['summary'] || annotations['title']
  return name?.trim() || speech.say('alert')
}

const NO_TEXTS = { summary: '', description: '' }

/** Both in the sender's words; a description that only repeats the summary is left out. */
function textsOf(alert: Alert): { readonly summary: string; readonly description: string } {
  const { annotations, labels } = alert
  const name = labels['alertname'] || annotations['summary'] || annotations['title'] || ''
  const summary = (annotations['summary'] || annotations['title'] || '').trim()
  const text = alert.kind === 'message' ? annotations['text'] : undefined
  const description = (annotations['description'] || annotations['message'] || text || '').trim()
  return {
    summary: summary === name.trim() ? '' : summary,
    description: description === summary || description === name.trim() ? '' : description,
  }
}

/** Since when it fires, or from when to when it did; nothing where the sender does not say so. */
export function ageOf({ status, startsAt, endsAt }: Alert, speech: Speech): string {
  if (startsAt <= 0) return ''
  if (status === 'firing') {
    const { now } = speech.voice
    return speech.say('since for', speech.moment(startsAt), speech.duration(now - startsAt))
  }
  if (endsAt === null || endsAt < startsAt) return ''
  // Senders that say only the end have it for the start too.
  if (endsAt === startsAt) return speech.say('resolved at', speech.moment(endsAt))
  return speech.span(startsAt, endsAt)
}

/**
 * Alerts that joined a group which had been told before. Alertmanager sends the whole group
 * each time and does not mark them, so it is said only of those that began in the last minutes
 * beside older ones, and never in a first notification or a reminder.
 */
function newcomers(notification: Notification, now: number): ReadonlySet<number> {
  const { reason } = notification.group
  if (reason !== null && reason !== 'new alerts added') return new Set()
  const recent = now - (reason === null ? 2 : 5) * MINUTE
  const { alerts } = notification
  const hasOlder = alerts.some((it) => it.startsAt > 0 && it.startsAt < recent - 2 * MINUTE)
  if (!hasOlder) return new Set()
  return new Set(
    alerts.flatMap((it, index) => (it.status === 'firing' && it.startsAt >= recent ? [index] : [])),
  )
}
