import type { Instant } from '../domain/clock.ts'
import type { Words } from '../domain/delivery.ts'
import type { Message } from '../domain/message.ts'
import { type DuplicateKey, duplicateKeyOf } from '../ingest/duplicate.ts'
import { requestByHand } from '../ingest/request-by-hand.ts'
import type { Draft } from '../match/dispatch.ts'
import { route } from '../pipeline.ts'
import { createHouse } from '../settings/house.ts'
import type { Place } from '../settings/issue.ts'
import type { Plan } from '../settings/plan.ts'
import type { Path } from '../settings/yaml/tree.ts'
import { arrive } from './arrival.ts'
import { aDelivery, withoutHeartbeats } from './explain.ts'
import { noSuchSource, readerAt } from './load.ts'
import type { MessageExpectation, TestCase } from './test-file.ts'

/** One thing that is otherwise than expected. */
export interface Difference extends Place {
  /** What was expected and what came, over several lines where that is easier to read. */
  readonly message: string
}

/** What later cases of the file may be duplicates of. */
export type Known = Map<string, { readonly key: DuplicateKey; readonly at: Instant }>

interface Told {
  readonly draft: Draft
  readonly words: Words
}

/** Runs the pipeline itself over a payload; empty when all is as expected. */
export function runTestCase(
  test: TestCase,
  body: Uint8Array,
  plan: Plan,
  now: Instant,
  known: Known,
): readonly Difference[] {
  const differences: Difference[] = []
  const differ = (path: Path, message: string) =>
    void differences.push({ ...test.place(path), message })
  const { expect } = test
  const recognise = readerAt(test.source, plan)
  if (!recognise) return [{ ...test.place(), message: noSuchSource(test.source, plan) }]
  const at = test.at ?? now
  const { headers, receiver } = test
  const request = requestByHand(body, at, { headers, receiver })
  const arrival = arrive(recognise, request)
  if (!arrival.ok) {
    const { by, status, code, message } = arrival.error
    if (expect.refused !== String(status) && expect.refused !== code)
      differ(['refused'], `${by} answers ${status} ${code}: ${message}`)
    return differences
  }
  if (expect.refused !== undefined)
    differ(['refused'], `expected to be refused with ${expect.refused}; it is accepted`)

  const { source, reading } = arrival.value
  if (expect.ignored !== undefined && expect.ignored !== reading.ignored)
    differ(['ignored'], reading.ignored ? 'it is ignored' : 'it is not ignored')
  compareDuplicate(duplicateKeyOf(source, request, reading), at)

  const { alerts } = withoutHeartbeats(source, reading, plan)
  const news = { ...reading, alerts }
  const drafts = route({ source, reading: news, wished: receiver }, plan, at)
  const atOnce = drafts.filter(({ mute, dropped }) => !mute && !dropped)
  const later = drafts.filter(({ mute, dropped }) => mute && !dropped)
  const receiversOf = (some: readonly Draft[]) =>
    some.map(({ notification }) => notification.receiver)
  compareNames('receivers', receiversOf(atOnce))
  compareNames('muted', receiversOf(later))
  compareNames('dropped', receiversOf(drafts.filter(({ dropped }) => dropped)))
  compareNames(
    'targets',
    [...atOnce, ...later].map(({ target }) => target.name),
  )
  const told = wordsFor([...atOnce, ...later])
  for (const [i, wanted] of (expect.messages ?? []).entries()) compareMessages(wanted, i, told)
  return differences

  function compareDuplicate(key: DuplicateKey, when: Instant): void {
    const before = expect.duplicate_of === undefined ? null : known.get(expect.duplicate_of)
    known.set(test.name, { key, at: when })
    if (before === null) return
    if (!before) differ(['duplicate_of'], 'no case before this one is called so')
    else if (before.key.key !== key.key)
      differ(['duplicate_of'], 'it is news: source, group, alerts or their times differ')
    else if (when - before.at >= key.windowMs)
      differ(['duplicate_of'], 'it comes after the window in which it would be one (dedup_window)')
  }

  function compareNames(
    what: 'receivers' | 'targets' | 'muted' | 'dropped',
    found: readonly string[],
  ): void {
    const wanted = expect[what]
    if (wanted === undefined) return
    const missing = wanted.filter((name) => !found.includes(name))
    const surplus = [...new Set(found)].filter((name) => !wanted.includes(name))
    if (missing.length + surplus.length === 0) return
    const lines = [...missing.map((name) => `- ${name}`), ...surplus.map((name) => `+ ${name}`)]
    differ([what], [`${what} differ (- expected, + found):`, ...lines].join('\n'))
  }

  function wordsFor(some: readonly Draft[]): readonly Told[] {
    const house = createHouse(plan, {
      detailsUrl: () => plan.externalUrl && `${plan.externalUrl}/n/…`,
      emit(event) {
        if (event.type !== 'template.failed') return
        differ([], `template ${event.template} failed, plain would be sent: ${event.detail}`)
      },
    })
    return some.map((draft) => ({
      draft,
      words: house.words(aDelivery(draft, at), draft.target, 'full', at),
    }))
  }

  function compareMessages(wanted: MessageExpectation, i: number, told: readonly Told[]): void {
    const meant = told.filter(({ draft }) => isMeant(wanted, draft))
    const who = wanted.to === undefined ? '' : ` to ${wanted.to}`
    if (meant.length === 0) differ(['messages', i, 'to'], `there is no message${who}`)
    for (const each of meant)
      for (const [key, message] of messageDifferences(wanted, each))
        differ(['messages', i, key], `the message to ${each.draft.target.name} ${message}`)
  }
}

const isMeant = ({ to }: MessageExpectation, { target, notification }: Draft): boolean =>
  to === undefined || to === target.name || to === notification.receiver

function messageDifferences(
  wanted: MessageExpectation,
  { draft, words }: Told,
): readonly (readonly [key: string, message: string])[] {
  const { parts, template } = words
  const title = parts[0]?.title ?? ''
  const text = parts.map(textOf).join('\n')
  const msgKey = parts[0]?.msgKey ?? ''
  const alerts = draft.notification.alerts.length
  const found: (readonly [string, string])[] = []
  const compare = (key: string, expected: unknown, actual: unknown) => {
    if (expected !== undefined && String(expected) !== String(actual))
      found.push([key, `has ${key} ${actual}, expected ${expected}`])
  }
  compare('template', wanted.template, template)
  compare('msg_key', wanted.msg_key, msgKey)
  compare('alerts', wanted.alerts, alerts)
  for (const snippet of wanted.title ?? [])
    if (!title.includes(snippet))
      found.push(['title', `has no ${JSON.stringify(snippet)} in its title:\n${indented(title)}`])
  for (const snippet of wanted.text ?? [])
    if (!text.includes(snippet))
      found.push(['text', `has no ${JSON.stringify(snippet)} in its text:\n${indented(text)}`])
  for (const snippet of wanted.lacks ?? [])
    if (`${title}\n${text}`.includes(snippet))
      found.push(['lacks', `has ${JSON.stringify(snippet)}:\n${indented(`${title}\n${text}`)}`])
  return found
}

/** Everything that can be read below the title, with the buttons and where they lead. */
function textOf({ text, buttons, data, messageUrl }: Message): string {
  const lines = [
    text,
    ...buttons.map(({ title, url }) => `[${title}](${url})`),
    ...(messageUrl ? [messageUrl] : []),
    ...Object.entries(data ?? {}).map(([name, value]) => `${name}: ${value}`),
  ]
  // How the client is told to open a link in the browser; people write where it leads.
  return lines
    .join('\n')
    .replace(/dingtalk:\/\/dingtalkclient\/page\/link\?url=([^&)]*)&pc_slide=\w+/g, (_, url) =>
      decodeURIComponent(url),
    )
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  | ${line}`.trimEnd())
    .join('\n')
