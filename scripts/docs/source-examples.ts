import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { labelsOf } from '../../src/domain/labels.ts'
import { type Notification, statusOf } from '../../src/domain/notification.ts'
import { isNonEmpty } from '../../src/domain/result.ts'
import { UTC } from '../../src/domain/zone.ts'
import { openSource } from '../../src/ingest/sources.ts'
import { compose } from '../../src/message/compose.ts'
import { NOW } from './example-alerts.ts'
import { BUDGET, builtInTemplates, LOCALES, shown, voiceIn } from './example-words.ts'

/** A request of the tables that the tests keep. */
interface Example {
  readonly about: string
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const TABLES = new URL('../../test/fixtures/presets/', import.meta.url)

/** The first body of our own making in the table of a preset. */
export function exampleOf(type: string): Example | null {
  const file = new URL(`${type}.yaml`, TABLES)
  if (!existsSync(file)) return null
  const rows: readonly Partial<Example>[] = parse(readFileSync(file, 'utf8'))
  const found = rows.find((row) => row.body !== undefined)
  return found ? { ...found, about: found.about ?? type, body: found.body } : null
}

/** What a chat is told of it, in each language. */
export function messagesOf(type: string, example: Example): readonly string[] {
  const notification = notificationOf(type, example)
  const template = notification.alerts[0].kind === 'alert' ? 'alert' : 'ci'
  return LOCALES.map((locale) => {
    const input = { notification, template, voice: voiceIn(locale), budget: BUDGET }
    const { parts, failures } = compose(builtInTemplates(), input)
    if (failures.length > 0) throw new Error(`${type}: ${failures[0]?.detail}`)
    return parts.map(shown).join('\n\n———\n\n')
  })
}

function notificationOf(type: string, { body, headers }: Example): Notification {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const reading = sourceOf(type).read({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    query: new URLSearchParams(),
    body: Buffer.from(text),
    address: '127.0.0.1',
    receivedAt: NOW,
  })
  if (!reading.ok) throw new Error(`${type}: ${reading.error.message}`)
  const { alerts, group } = reading.value
  if (!isNonEmpty(alerts)) throw new Error(`${type}: the first example of its table is not told.`)
  return {
    source: type,
    sourceType: type,
    receiver: 'sre',
    route: ['route'],
    status: statusOf(alerts),
    group,
    alerts,
    template: null,
    notice: null,
  }
}

const sourceOf = (type: string) =>
  openSource({
    name: type,
    type,
    auth: null,
    labels: labelsOf(),
    receivers: [],
    dedupWindowMs: 0,
    linkRewrites: [],
    map: null,
    zone: UTC,
  })
