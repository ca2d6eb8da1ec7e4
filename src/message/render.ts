import type { Button, Message, MsgKey } from '../domain/message.ts'
import type { Expression } from '../expression/expression.ts'
import { SPEECH } from './facts/facts.ts'
import { asButtonTitle, asTitle } from './fitting/title.ts'
import { clean } from './markdown/clean.ts'
import { openOutside } from './markdown/link.ts'
import { placeUrl, placeValues } from './markdown/place.ts'
import { tidy } from './markdown/tidy.ts'
import { mostButtons, type Template } from './template-set.ts'
import type { Speech } from './words/speech.ts'

/** What every template's data has, whatever else it holds. */
export interface RenderData {
  readonly [SPEECH]: Speech
  readonly status?: string
  readonly icon: string
  readonly headline: string
}

/** Runs a template. Throws when an expression does: `compose` knows what to say then. */
export function renderTemplate(
  template: Template,
  data: RenderData,
  values: Readonly<Record<string, Expression>> = {},
): Message {
  const rewrites = data[SPEECH].voice.linkRewrites
  const title = asTitle(template.title.render(data), `${data.icon} ${data.headline}`)
  const buttons = buttonsOf(template, data)
  const address = (expression: Expression | null): string | null =>
    expression === null ? null : placeUrl(expression.render(data), rewrites)
  const messageUrl = address(template.messageUrl)
  const picUrl = mediaOf(template, data)
  const msgKey = keyFor(template.msgKey, { buttons: buttons.length, messageUrl, picUrl })
  const isMarkdown = msgKey !== 'sampleText' && msgKey !== 'sampleLink'
  const text = isMarkdown
    ? tidy(clean(placeValues(template.markdown.render(data), rewrites)))
    : asPlain(template.text.render(data))
  const words = valuesOf({ ...template.data, ...values }, data)
  return {
    msgKey,
    title,
    text,
    buttons: buttons.slice(0, mostButtons(msgKey)),
    ...(messageUrl === null ? {} : { messageUrl: openOutside(messageUrl) }),
    ...(picUrl === null ? {} : { picUrl }),
    ...(words === null ? {} : { data: words }),
  }
}

/** Text of kinds that draw no Markdown: as it is, but for spaces nobody sees. */
const asPlain = (text: string): string =>
  clean(text)
    .replace(/[ ]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

function buttonsOf(template: Template, data: RenderData): readonly Button[] {
  const { linkRewrites } = data[SPEECH].voice
  return template.buttons.flatMap(({ title, url, when }) => {
    if (when !== null && when !== data.status) return []
    const address = placeUrl(url.render(data), linkRewrites)
    const words = asButtonTitle(title.render(data))
    return address === null || words === '' ? [] : [{ title: words, url: openOutside(address) }]
  })
}

interface Contents {
  readonly buttons: number
  readonly messageUrl: string | null
  readonly picUrl: string | null
}

/**
 * DingTalk refuses a card whose number of buttons is not its key's, a link without an address
 * and an image without a picture. All of these may render empty: the key follows what is left.
 */
function keyFor(wanted: MsgKey | 'auto', { buttons, messageUrl, picUrl }: Contents): MsgKey {
  if (wanted === 'sampleText' || wanted === 'sampleMarkdown') return wanted
  if (wanted === 'sampleLink' && messageUrl !== null) return wanted
  if (wanted === 'sampleImageMsg' && picUrl !== null) return wanted
  if (wanted === 'sampleActionCard6' && buttons === 2) return wanted
  const most = Math.min(buttons, mostButtons(wanted))
  return CARDS[most] ?? 'sampleMarkdown'
}

const CARDS: readonly MsgKey[] = [
  'sampleMarkdown',
  'sampleActionCard',
  'sampleActionCard2',
  'sampleActionCard3',
  'sampleActionCard4',
  'sampleActionCard5',
]

/** A picture's address, or the id of one that was uploaded to DingTalk (`@lADO…`). */
function mediaOf(template: Template, data: RenderData): string | null {
  const expression = template.photoUrl ?? template.picUrl
  if (expression === null) return null
  const marked = expression.render(data)
  const plain = clean(marked).trim()
  if (/^@[\w-]+$/.test(plain)) return plain
  return placeUrl(marked, data[SPEECH].voice.linkRewrites)
}

/** More is not shown: DingTalk's own bound for the text of a work notification. */
const LONGEST_VALUE = 1000

function valuesOf(
  values: Readonly<Record<string, Expression>>,
  data: RenderData,
): Readonly<Record<string, string>> | null {
  const entries = Object.entries(values)
  if (entries.length === 0) return null
  const { linkRewrites } = data[SPEECH].voice
  return Object.fromEntries(
    entries.map(([name, expression]) => {
      const line = clean(expression.render(data)).replace(/\s+/g, ' ').trim()
      const url = /^[a-z]+:\/\//i.test(line) ? placeUrl(line, linkRewrites) : null
      return [name, url ?? line.slice(0, LONGEST_VALUE).toWellFormed()]
    }),
  )
}
