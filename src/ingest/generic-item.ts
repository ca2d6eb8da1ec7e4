import { createHash } from 'node:crypto'
import type { Alert, AlertStatus } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import type { Fields } from '../domain/fields.ts'
import { type Labels, labelsOf, mergeLabels, NO_LABELS } from '../domain/labels.ts'
import type { Group } from '../domain/notification.ts'
import { UTC, type Zone } from '../domain/zone.ts'
import { pairsOf } from '../expression/pairs-of.ts'
import { linksFrom, valueFrom } from './annotation-hints.ts'
import { isScalar, labelsAt, textAt } from './fields.ts'
import { fingerprintOf } from './fingerprint.ts'
import { withLink } from './prometheus-alert.ts'
import { readStatusWord } from './status-word.ts'
import { readEpoch, readTime } from './time.ts'

/** The names under which a generic payload may say the usual things; the first present one wins. */
export const KNOWN_FIELDS = {
  title: ['title', 'summary', 'name', 'alertname', 'subject'],
  message: ['message', 'description', 'text', 'body', 'content'],
  status: ['status', 'state'],
  severity: ['severity', 'level', 'priority'],
  labels: ['labels', 'tags'],
  annotations: ['annotations'],
  url: ['url', 'link'],
  startsAt: ['starts_at', 'startsAt', 'time', 'timestamp'],
  endsAt: ['ends_at', 'endsAt'],
  id: ['id', 'fingerprint'],
} as const satisfies Readonly<Record<string, readonly string[]>>

const KNOWN = new Set<string>(
  Object.values(KNOWN_FIELDS)
    .flat()
    .map((name) => name.toLowerCase()),
)

export function knowsAny(fields: Fields): boolean {
  return Object.keys(fields).some((name) => KNOWN.has(name.toLowerCase()))
}

/** An alert, and whether its sender gave it an identity and a start: then repeats can be told. */
export interface GenericItem {
  readonly alert: Alert
  readonly identified: boolean
  /** When it ended, as the sender says; also of one that fires. */
  readonly endsAt: Instant | null
}

/**
 * One alert from an object with obvious names, whatever their case. Scalars under other names are
 * kept as annotations, where people see them: unlike labels they neither route nor identify.
 */
export function readGenericItem(
  fields: Fields,
  path: string,
  receivedAt: Instant,
  zone: Zone = UTC,
): GenericItem {
  const item = new Item(fields, path, zone)
  const titles = item.texts(KNOWN_FIELDS.title)
  const messages = item.texts(KNOWN_FIELDS.message)
  const start = item.time(KNOWN_FIELDS.startsAt)
  const end = item.time(KNOWN_FIELDS.endsAt)
  const word = item.first(KNOWN_FIELDS.status)
  const status = statusOf(word, end.at, receivedAt)
  // Of an end alone the start is not known: it did not last longer than can be said.
  const startsAt = start.at ?? (status === 'resolved' ? end.at : null)
  const labels = labelsFrom(item, titles)
  const annotations = mergeLabels(
    labelsOf([
      ...item.others(),
      ...asPairs('status', word !== null && readStatusWord(word) === null ? word : null),
      ...asPairs('starts_at', start.unreadable),
      ...asPairs('ends_at', end.unreadable),
      ...asPairs('summary', summaryOf(titles, labels)),
      ...asPairs('description', messages[0]?.[1] ?? null),
      ...messages.slice(1),
    ]),
    item.labels('annotations'),
  )
  const id = item.first(KNOWN_FIELDS.id)
  const identity = Object.keys(labels).length > 0 ? labels : annotations
  return {
    alert: {
      fingerprint: id ?? fingerprintOf(identity),
      status,
      kind: 'alert',
      labels,
      annotations,
      startsAt: startsAt ?? receivedAt,
      endsAt: status === 'firing' ? null : end.at,
      value: valueFrom(annotations),
      links: withLink(linksFrom(annotations), 'source', item.first(KNOWN_FIELDS.url)),
    },
    identified: id !== null && startsAt !== null,
    endsAt: end.at,
  }
}

type Pair = readonly [string, string]

const asPairs = (name: string, value: string | null): readonly Pair[] =>
  value === null ? [] : [[name, value]]

function statusOf(word: string | null, endsAt: Instant | null, receivedAt: Instant): AlertStatus {
  if (word !== null) return readStatusWord(word) ?? 'firing'
  return endsAt !== null && endsAt <= receivedAt ? 'resolved' : 'firing'
}

/** The shortest name there is becomes `alertname`: what routes and titles go by. */
function labelsFrom(item: Item, titles: readonly Pair[]): Labels {
  const byName = new Map(titles)
  const name = ['alertname', 'name', 'title', 'subject', 'summary']
    .map((candidate) => byName.get(candidate))
    .find((text) => text !== undefined)
  const [severity, ...more] = item.texts(KNOWN_FIELDS.severity)
  const said = [
    ...asPairs('alertname', name ?? null),
    ...asPairs('severity', severity?.[1] ?? null),
    ...more,
  ]
  // Tags are for whatever else is to be said; the name stays in front.
  const tags = labelsOf([...said, ...Object.entries(item.tags()), ...said])
  return mergeLabels(tags, item.labels('labels'))
}

/** The fullest title that is not already the name. */
function summaryOf(titles: readonly Pair[], labels: Labels): string | null {
  const byName = new Map(titles)
  const found = ['summary', 'title', 'subject', 'name']
    .map((candidate) => byName.get(candidate))
    .find((text) => text !== undefined && text !== labels['alertname'])
  return found ?? null
}

/**
 * The ids stand in for a group key where every alert has one and says when it started: then a
 * repeat of the same news can be told from new news. Else only the same bytes are a repeat.
 */
export function groupOf(items: readonly GenericItem[]): Group {
  const stable = items.length > 0 && items.every((item) => item.identified)
  const ids = items.map((item) => item.alert.fingerprint).sort()
  const key = stable ? createHash('sha256').update(JSON.stringify(ids)).digest('hex') : null
  return { key, labels: NO_LABELS, receiver: null, reason: null, truncated: 0, url: null }
}

/** The fields of one object, found whatever their case. */
class Item {
  readonly #path: string
  readonly #zone: Zone
  readonly #fields = new Map<string, { readonly name: string; readonly value: unknown }>()

  constructor(fields: Fields, path: string, zone: Zone) {
    this.#path = path
    this.#zone = zone
    for (const [name, value] of Object.entries(fields)) {
      const key = name.toLowerCase()
      if (!this.#fields.has(key)) this.#fields.set(key, { name, value })
    }
  }

  texts(names: readonly string[]): readonly Pair[] {
    return names.flatMap((name) => asPairs(name, this.#text(name)))
  }

  first(names: readonly string[]): string | null {
    return this.texts(names)[0]?.[1] ?? null
  }

  labels(name: string): Labels {
    return labelsAt(this.#get(name) ?? undefined, this.#at(name))
  }

  tags(): Labels {
    return labelsOf(Object.entries(pairsOf(this.#get('tags'))))
  }

  /** A time that cannot be read must not cost the alert: the text is kept beside it. */
  time(names: readonly string[]): { at: Instant | null; unreadable: string | null } {
    const text = this.first(names)
    if (text === null) return { at: null, unreadable: null }
    const reading = /^\d+(?:\.\d+)?$/.test(text)
      ? readEpoch(Number(text))
      : readTime(text, this.#zone)
    if (reading.kind === 'time') return { at: reading.at, unreadable: null }
    return { at: null, unreadable: reading.kind === 'unreadable' ? text : null }
  }

  others(): readonly Pair[] {
    return [...this.#fields].flatMap(([key, { name, value }]) =>
      KNOWN.has(key) || key === 'alerts' || !isScalar(value) || value === ''
        ? []
        : [[name, String(value)] as const],
    )
  }

  #text(name: string): string | null {
    return textAt(this.#get(name), this.#at(name))
  }

  #get(name: string): unknown {
    return this.#fields.get(name.toLowerCase())?.value
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }
}
