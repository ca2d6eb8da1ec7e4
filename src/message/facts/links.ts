import type { Alert } from '../../domain/alert.ts'
import { type Labels, NO_LABELS } from '../../domain/labels.ts'
import type { Notification } from '../../domain/notification.ts'
import type { Speech } from '../words/speech.ts'

/** Addresses as texts, '' where there is none. Which of them may be a link is asked in place. */
export interface Links {
  readonly source: string
  readonly dashboard: string
  readonly panel: string
  readonly silence: string
  readonly runbook: string
  readonly image: string
  readonly commit: string
  readonly details: string
  readonly sender: string
}

export const NO_LINKS: Links = {
  source: '',
  dashboard: '',
  panel: '',
  silence: '',
  runbook: '',
  image: '',
  commit: '',
  details: '',
  sender: '',
}

export function linksOf(alert: Alert, notification: Notification, speech: Speech): Links {
  const { links, annotations } = alert
  return {
    source: links.source ?? '',
    dashboard: links.dashboard ?? '',
    panel: links.panel ?? '',
    silence: links.silence ?? silenceUrl(alert.labels, notification, speech.voice.addedLabels),
    runbook: links.runbook ?? annotations['runbook_url'] ?? annotations['runbook'] ?? '',
    image: links.image ?? '',
    commit: links.commit ?? '',
    details: speech.voice.detailsUrl ?? '',
    sender: notification.group.url ?? '',
  }
}

/** Alertmanager's form for a new silence, filled in with the alert's labels. */
export function silenceUrl(
  labels: Labels,
  notification: Notification,
  added: Labels = NO_LABELS,
): string {
  const { url } = notification.group
  if (!isAlertmanager(notification.sourceType) || !url) return ''
  // Without a name it would silence other alerts too.
  if (!labels['alertname'] && notification.alerts.length > 1) return ''
  const known = Object.entries(labels).filter(([name, value]) => added[name] !== value)
  const matchers = known.map(([name, value]) => {
    const quoted = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
    return `${quoted}=${JSON.stringify(value)}`
  })
  const filter = encodeURIComponent(`{${matchers.join(',')}}`.toWellFormed())
  const form = `${url.replace(/\/+$/, '')}/#/silences/new?filter=${filter}`
  return form.length > LONGEST_FORM ? '' : form
}

/** What stands behind the link to the sender: a graph, or a page such as an incident's or a monitor's. */
export const linkWord = (sourceType: string): 'Graph' | 'Open' =>
  isAlertmanager(sourceType) || ['grafana', 'prometheus'].includes(sourceType) ? 'Graph' : 'Open'

/** Also where it is set up to speak to another program's address. */
export const isAlertmanager = (sourceType: string): boolean =>
  sourceType === 'alertmanager' || sourceType === 'prometheus-webhook-dingtalk'

/** With fewer labels it would silence more than it says, so beyond this there is no link. */
const LONGEST_FORM = 2000
