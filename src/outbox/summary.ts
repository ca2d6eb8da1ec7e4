import type { Delivery, Words } from '../domain/delivery.ts'
import { commonLabels, type Labels, labelsOf } from '../domain/labels.ts'
import type { Notification } from '../domain/notification.ts'
import { asTitle } from '../message/fitting/title.ts'

/**
 * A delivery as lists show it, without its alerts and its words: those may be megabytes, and a list
 * shows fifty deliveries. What it is about is worked out once, when it is stored.
 */
export interface DeliverySummary extends Omit<Delivery, 'notification' | 'words' | 'triedWith'> {
  readonly about: About
  /** Of its words; null while it has none. */
  readonly title: string | null
}

/** A notification in short. */
export interface About {
  readonly source: string
  /** As in a notification. */
  readonly route: readonly string[]
  readonly status: Notification['status']
  /** How many; of a digest all that it folds. */
  readonly alerts: number
  /** Those that all alerts share. */
  readonly labels: Labels
  /** The names of the alerts, for as long as there are no words. */
  readonly name: string
}

type Kept = Pick<Delivery, 'kind' | 'notification'>

export function aboutOf({ kind, notification }: Kept): About {
  const { source, route, status, alerts, group } = notification
  const isDigest = kind === 'digest'
  return {
    source,
    route,
    status,
    alerts: alerts.length + (isDigest ? group.truncated : 0),
    labels: isDigest ? group.labels : commonLabels(alerts.map(({ labels }) => labels)),
    name: nameOf(notification),
  }
}

/** As it is stored, and back. */
export const writeAbout = (kept: Kept): string => JSON.stringify(aboutOf(kept))

export function readAbout(text: string): About {
  const about = JSON.parse(text) as About
  return { ...about, labels: labelsOf(Object.entries(about.labels)) }
}

export function summaryOf(delivery: Delivery): DeliverySummary {
  const { notification: _, words, triedWith: __, ...rest } = delivery
  return { ...rest, about: aboutOf(delivery), title: titleOf(words) }
}

/** What it is known by in lists. */
export const titleOf = (words: Words | null | undefined): string | null =>
  words?.parts[0]?.title ?? null

function nameOf({ alerts }: Notification): string {
  const names = new Set<string>()
  for (const { labels, annotations } of alerts) {
    names.add(labels['alertname'] || annotations['summary'] || annotations['title'] || '')
    if (names.size > MOST_NAMES) break
  }
  return asTitle([...names].filter(Boolean).join(' · '), 'alert')
}

/** No title is so long that it would hold more. */
const MOST_NAMES = 64
