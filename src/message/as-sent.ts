import type { Alert } from '../domain/alert.ts'
import type { Mentions, Message } from '../domain/message.ts'
import { shortenMarkdown } from './fitting/shorten-markdown.ts'
import { asButtonTitle, asTitle } from './fitting/title.ts'
import { clean, shorten } from './markdown/clean.ts'
import { safeUrl } from './markdown/link.ts'
import type { Voice } from './voice.ts'

/** What `template` is called where a sender's own message is told as it is. */
export const AS_SENT = 'as-sent'

/**
 * A message that its sender worded for DingTalk: title, text and buttons as they came, without what
 * a person cannot see and without links that may not be one. `length` bounds the text.
 */
export function asSent(sent: Message, voice: Voice, length: number): Message {
  const isMarkdown = sent.msgKey !== 'sampleText' && sent.msgKey !== 'sampleLink'
  const text = clean(textOf(sent, voice)).trim()
  const short = isMarkdown
    ? shortenMarkdown(withSafeLinks(text, voice), length)
    : shorten(text, length)
  const title = asTitle(sent.title, text)
  const words = voice.mentions === null ? withCalls(short, sent.mentions) : short
  const { feed, ...parts } = withSafeParts(sent, voice)
  return {
    ...parts,
    // A feed has no text that could be shortened: where it is too long, it is told as a list.
    ...(feed && text.length <= length ? { feed } : {}),
    title,
    text: words === '' ? title : words,
  }
}

/** A link that may not be one is told in words, title and address too. */
function textOf({ msgKey, title, text, messageUrl }: Message, { linkRewrites }: Voice): string {
  if (msgKey !== 'sampleLink' || messageUrl === undefined) return text
  if (safeUrl(messageUrl, linkRewrites) !== null) return text
  return [...(text.includes(title) ? [] : [title]), text, messageUrl].join('\n\n')
}

/** The same without Markdown, buttons and pictures, after DingTalk refused it with them. */
export function asSentPlain(sent: Message, voice: Voice, length: number): Message {
  const { title, text } = sent
  const words = title !== '' && !text.includes(title) ? `${title}\n\n${text}` : text
  const plain: Message = { msgKey: 'sampleText', title, text: words, buttons: [] }
  return asSent({ ...plain, ...(sent.mentions && { mentions: sent.mentions }) }, voice, length)
}

/** What is told as it came: a message by itself, of a sender who worded it. */
export const sentBy = ([first, ...rest]: readonly Alert[]): Message | null =>
  rest.length === 0 ? (first?.sent ?? null) : null

/** A button or link whose address may not be one is left out, and the kind follows what is left. */
function withSafeParts(sent: Message, { linkRewrites }: Voice): Message {
  const { mentions: _, messageUrl, picUrl, feed, ...rest } = sent
  const buttons = sent.buttons.flatMap((button) => {
    const url = safeUrl(button.url, linkRewrites)
    const title = asButtonTitle(button.title)
    return url === null || title === '' ? [] : [{ title, url }]
  })
  const address = messageUrl === undefined ? null : safeUrl(messageUrl, linkRewrites)
  const picture = picUrl === undefined ? null : pictureOf(picUrl)
  const links = (feed ?? []).flatMap((link) => {
    const url = safeUrl(link.url, linkRewrites)
    return url === null
      ? []
      : [{ title: asTitle(link.title, '…'), url, picUrl: pictureOf(link.picUrl) ?? '' }]
  })
  const isWhole = buttons.length === sent.buttons.length
  return {
    ...rest,
    buttons,
    msgKey: keyOf(sent, isWhole ? null : buttons.length, address),
    ...(address === null ? {} : { messageUrl: address }),
    ...(picture === null ? {} : { picUrl: picture }),
    ...(links.length === 0 ? {} : { feed: links }),
  }
}

function keyOf(sent: Message, left: number | null, address: string | null): Message['msgKey'] {
  if (sent.msgKey === 'sampleLink' && address === null) return 'sampleText'
  return left === null ? sent.msgKey : (CARDS[left] ?? 'sampleMarkdown')
}

const CARDS: readonly Message['msgKey'][] = [
  'sampleMarkdown',
  'sampleActionCard',
  'sampleActionCard2',
  'sampleActionCard3',
  'sampleActionCard4',
]

/** An address, or the id of what was uploaded to DingTalk. */
const pictureOf = (text: string): string | null =>
  /^@[\w-]{1,200}$/.test(text) ? text : safeUrl(text)

/** Addresses of other schemes are printed as text, as everywhere. */
const withSafeLinks = (text: string, { linkRewrites }: Voice): string =>
  text
    .replace(LINK, (whole, image: string, label: string, target: string) => {
      if (image === '!' && /^@[\w-]+$/.test(target)) return whole
      const url = safeUrl(target, linkRewrites)
      if (url === null) return `${label} (${target})`
      return `${image}[${label}](${url})`
    })
    .replace(UNUSUAL, '] (')

/** No `[` within the words: else each of thousands that begin no link would be looked behind to the end. */
const LINK =
  /(!?)\[([^[\]\n]*)\]\(<?([^()<>\s]*(?:\([^()<>\s]*\)[^()<>\s]*)*)>?(?:\s+"[^"\n]*")?\)/g

/** What `LINK` does not read, around an image or with brackets in its words, and leads elsewhere. */
const UNUSUAL = /\]\((?!\s*<?(?:https?:\/\/|dingtalk:\/\/|@[\w-]))/gi

/** Where a channel calls nobody by name, the names stand in the text for people to see. */
function withCalls(text: string, mentions: Mentions | undefined): string {
  if (mentions === undefined) return text
  const everybody = mentions.all && !/@(?:all\b|所有人)/.test(text) ? ['@所有人'] : []
  const named = [...mentions.mobiles, ...mentions.users].map((who) => `@${clean(who)}`)
  const missing = [...named.filter((call) => !text.includes(call)), ...everybody]
  return missing.length === 0 ? text : `${text}\n\n${missing.join(' ')}`
}
