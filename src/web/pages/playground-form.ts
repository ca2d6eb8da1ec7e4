import { requestByHand } from '../../ingest/request-by-hand.ts'
import type { InboundRequest, Source } from '../../ingest/source.ts'
import type { TemplateSet } from '../../message/template-set.ts'
import type { Desk } from '../desk.ts'
import { readablePayload } from '../redact-payload.ts'
import { examplePayload } from './example-payload.ts'
import type { View } from './page.ts'

/** What stands in the fields of the playground. */
export interface PlaygroundForm {
  readonly source: string
  readonly payload: string
  readonly template: string
  readonly text: string
  /** Empty: whom the tree says. */
  readonly receiver: string
  /** Whom a test is sent to; empty: nobody yet. */
  readonly to: string
  /** Where the payload comes from: the id of a webhook, or empty. */
  readonly example: string
  /** What that webhook came with: the event that a forge names is in no body. */
  readonly headers: Readonly<Record<string, string>>
}

/** Payloads that really came, the newest first. */
export interface LastWebhook {
  readonly webhook: string
  readonly source: string
  readonly title: string
}

const LOOKED_THROUGH = 40
const OFFERED = 12

export async function lastWebhooks({ store, plan }: Desk): Promise<readonly LastWebhook[]> {
  const { items } = await store.list({ limit: LOOKED_THROUGH })
  const found = new Map<string, LastWebhook>()
  for (const { webhook, about } of items) {
    const { source, name } = about
    if (webhook === null || found.has(webhook) || !plan().sources.has(source)) continue
    found.set(webhook, { webhook, source, title: name })
  }
  return [...found.values()].slice(0, OFFERED)
}

/** What somebody wrote, or what it begins with: the last payload and the usual template. */
export async function formOf(
  given: URLSearchParams,
  lasts: readonly LastWebhook[],
  view: View,
): Promise<PlaygroundForm> {
  const { desk } = view
  const { sources, templates } = desk.plan()
  const wanted = given.get('do') ?? ''
  const isBegun = given.has('payload')
  const last = isBegun ? null : (lasts[0] ?? null)
  const example = given.get('example') ?? last?.webhook ?? ''
  const isTaken = !isBegun || wanted === 'example'
  const webhook = example === '' ? null : await desk.store.webhook(example)
  const taken = isTaken ? webhook : null
  const [first = ''] = sources.keys()
  const source = taken?.source ?? given.get('source') ?? last?.source ?? first
  const template = templates.has(given.get('template') ?? '')
    ? (given.get('template') ?? '')
    : usualTemplate(templates)
  const isFresh = !given.has('text') || wanted === 'template'
  const auth = sources.get(source)?.auth ?? null
  return {
    source,
    template,
    headers: webhook?.headers ?? {},
    example: taken ? example : isBegun ? example : '',
    receiver: given.get('receiver') ?? '',
    to: given.get('to') ?? '',
    payload: taken
      ? readablePayload(taken.body, auth, WHOLE)
      : isTaken
        ? examplePayload(sources.get(source)?.type ?? '', view.speech.now)
        : (given.get('payload') ?? ''),
    text: isFresh
      ? (templates.get(template)?.source ?? '')
      : (given.get('text') ?? '').replaceAll('\r\n', '\n'),
  }
}

/** A payload that is cut off could not be read any more. */
const WHOLE = 1024 * 1024

const usualTemplate = (templates: TemplateSet): string =>
  templates.has('alert') ? 'alert' : ([...templates.keys()][0] ?? '')

export const requestOf = ({ payload, headers }: PlaygroundForm, { desk }: View): InboundRequest =>
  requestByHand(payload, desk.clock.now(), { headers })

export const sourceOf = ({ source }: PlaygroundForm, { desk }: View): Source | null =>
  desk.plan().sources.get(source) ?? null
