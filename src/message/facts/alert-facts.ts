import type { Alert } from '../../domain/alert.ts'
import { MINUTE } from '../../domain/clock.ts'
import type { Labels } from '../../domain/labels.ts'
import type { Notification } from '../../domain/notification.ts'
import { iconFor, severityOf } from '../words/severity.ts'
import type { Speech } from '../words/speech.ts'
import { linksOf, linkWord } from './links.ts'
import { differing, headingsOf, pairs, placesOf } from './where.ts'

interface Common {
  readonly labels: Labels
  readonly annotations: Labels
}

/** What a template is told about each alert, in the notification's order. */
export function alertFacts(notification: Notification, common: Common, speech: Speech) {
  const { alerts } = notification
  const { voice } = speech
  const silent = ['alertname', ...voice.severity.labels]
  const named = alerts.map((alert) => ({ name: nameOf(alert, speech), labels: alert.labels }))
  const headings = headingsOf(named, common.labels, silent)
  const isNew = newcomers(notification, voice.now)
  const texts = alerts.map(textsOf)
  const shares = (field: 'summary' | 'description') =>
    texts.every((text) => text[field] === texts[0]?.[field])
  const shared = { summary: shares('summary'), description: shares('description') }

  return alerts.map((alert, index) => {
    const severity = severityOf(alert.labels, voice.severity)
    const firing = alert.status === 'firing'
    const ends = firing ? voice.now : alert.endsAt
    const lasted = ends === null || alert.startsAt <= 0 ? null : ends - alert.startsAt
    const since = alert.startsAt > 0 ? speech.moment(alert.startsAt) : ''
    const duration = lasted === null || (lasted === 0 && !firing) ? '' : speech.duration(lasted)
    const full = texts[index] ?? NO_TEXTS
    const name = named[index]?.name ?? ''
    return {
      number: index + 1,
      status: alert.status,
      firing,
      kind: alert.kind,
      name,
      heading: headings[index] || (alerts.length > 1 ? name : ''),
      labels: alert.labels,
      annotations: alert.annotations,
      differs: differing(alert.labels, common.labels),
      fingerprint: alert.fingerprint,
      value: alert.value ?? '',
      severity: severity.value,
      severityWord: severity.value === '' ? '' : speech.say(severity.value),
      rank: severity.rank,
      icon: iconFor(alert, severity),
      isNew: isNew.has(index),
      where: placesOf(alert.labels),
      pairs: pairs(alert.labels, placesOf(alert.labels), [...silent, ...UNSAID]),
      summary: alerts.length > 1 && shared.summary ? '' : full.summary,
      description: alerts.length > 1 && shared.description ? '' : full.description,
      full,
      startsAt: alert.startsAt > 0 ? new Date(alert.startsAt) : null,
      endsAt: alert.endsAt === null ? null : new Date(alert.endsAt),
      since,
      until: alert.endsAt === null ? '' : speech.moment(alert.endsAt),
      duration,
      age: ageOf(alert, since, duration, speech),
      opens: speech.say(linkWord(notification.sourceType)),
      links: linksOf(alert, notification, speech),
    }
  })
}

export type AlertFacts = ReturnType<typeof alertFacts>[number]

/** Labels that say how something is watched, not what is wrong with it. */
const UNSAID = ['job', 'endpoint', 'prometheus', 'container', 'team']

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

function ageOf(alert: Alert, since: string, duration: string, speech: Speech): string {
  if (since === '' || duration === '') return ''
  if (alert.status === 'firing') return speech.say('since for', since, duration)
  return speech.say('from to', since, speech.moment(alert.endsAt ?? 0), duration)
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
