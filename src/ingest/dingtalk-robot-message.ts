import { type Fields, isFields, own } from '../domain/fields.ts'
import type { Button, FeedLink, Mentions, Message, MsgKey } from '../domain/message.ts'
import { listAt, misfit, objectAt, textAt } from './fields.ts'

export interface RobotMessage {
  /** DingTalk's `msgtype`. */
  readonly kind: string
  readonly message: Message
}

/**
 * The body of a custom robot's message as a message of ours. What DingTalk itself would refuse is
 * refused, with the place; null for a `msgtype` that nobody knows.
 */
export function readRobotMessage(body: Fields): RobotMessage | null {
  const type = textAt(own(body, 'msgtype'), 'msgtype') ?? misfit('msgtype', 'missing')
  if (!Object.hasOwn(READERS, type)) return null
  const kind = kindIn(body, type)
  const part = objectAt(own(body, kind), kind)
  const mentions = mentionsIn(own(body, 'at'))
  const message = READERS[kind]?.(part, kind)
  return message ? { kind, message: { ...message, ...(mentions && { mentions }) } } : null
}

/** Apprise has said `text` beside a Markdown message: what is there counts. */
function kindIn(body: Fields, type: string): string {
  if (isFields(own(body, type))) return type
  const others = Object.keys(READERS).filter((each) => isFields(own(body, each)))
  return others.length === 1 ? (others[0] ?? type) : type
}

type Reader = (part: Fields, at: string) => Message

const READERS: Readonly<Record<string, Reader>> = {
  text: (part, at) => plain('sampleText', '', needed(part, 'content', at)),
  markdown: (part, at) => plain('sampleMarkdown', ...titleAndText(part, at)),
  link: (part, at) => {
    const picUrl = textAt(own(part, 'picUrl'), `${at}.picUrl`)
    return {
      ...plain('sampleLink', ...titleAndText(part, at)),
      messageUrl: needed(part, 'messageUrl', at),
      ...(picUrl === null ? {} : { picUrl }),
    }
  },
  actionCard: (part, at) => {
    const buttons = buttonsIn(part, at)
    const isFlat = textAt(own(part, 'btnOrientation'), `${at}.btnOrientation`) === '1'
    const [title, text] = titleAndText(part, at)
    const key = isFlat && buttons.length === 2 ? 'sampleActionCard6' : CARDS[buttons.length - 1]
    if (key) return { ...plain(key, title, text), buttons }
    // No card of an enterprise robot holds more than five: the others become links.
    const links = buttons.slice(MOST_BUTTONS).map((button) => `- ${linkTo(button)}`)
    const whole = `${text}\n\n${links.join('\n')}`
    const kept = buttons.slice(0, MOST_BUTTONS)
    return { ...plain('sampleActionCard5', title, whole), buttons: kept }
  },
  feedCard: (part, at) => {
    const feed = feedIn(part, at)
    const [first] = feed
    const lines = feed.map((link, index) => feedLine(link, index === 0))
    return { ...plain('sampleMarkdown', first?.title ?? '', lines.join('\n\n')), feed }
  },
}

const MOST_BUTTONS = 5

const CARDS: readonly MsgKey[] = [
  'sampleActionCard',
  'sampleActionCard2',
  'sampleActionCard3',
  'sampleActionCard4',
  'sampleActionCard5',
]

const plain = (msgKey: MsgKey, title: string, text: string): Message => ({
  msgKey,
  title,
  text,
  buttons: [],
})

const titleAndText = (part: Fields, at: string): [string, string] => [
  needed(part, 'title', at),
  needed(part, 'text', at),
]

function needed(part: Fields, name: string, at: string): string {
  const path = `${at}.${name}`
  const text = textAt(own(part, name), path)?.trim() || null
  return text ?? misfit(path, 'missing')
}

/** With `singleTitle` and `singleURL` there is one button, whatever `btns` says. */
function buttonsIn(part: Fields, at: string): readonly Button[] {
  const single = {
    title: textAt(own(part, 'singleTitle'), `${at}.singleTitle`),
    url: textAt(own(part, 'singleURL'), `${at}.singleURL`),
  }
  if (single.title !== null && single.url !== null)
    return [{ title: single.title, url: single.url }]
  const buttons = listAt(own(part, 'btns'), `${at}.btns`).map((item, index) => {
    const path = `${at}.btns[${index}]`
    const button = objectAt(item, path)
    return { title: needed(button, 'title', path), url: needed(button, 'actionURL', path) }
  })
  return buttons.length > 0 ? buttons : misfit(`${at}.btns`, 'expected at least one button')
}

function feedIn(part: Fields, at: string): readonly FeedLink[] {
  const feed = listAt(own(part, 'links'), `${at}.links`).map((item, index) => {
    const path = `${at}.links[${index}]`
    const link = objectAt(item, path)
    return {
      title: needed(link, 'title', path),
      url: needed(link, 'messageURL', path),
      picUrl: textAt(own(link, 'picURL'), `${path}.picURL`) ?? '',
    }
  })
  return feed.length > 0 ? feed : misfit(`${at}.links`, 'expected at least one link')
}

/** The first picture of a feed is the large one; the others would fill the screen. */
const feedLine = (link: FeedLink, isFirst: boolean): string =>
  isFirst && link.picUrl !== '' ? `![](${inLink(link.picUrl)})\n\n${linkTo(link)}` : linkTo(link)

const linkTo = ({ title, url }: { title: string; url: string }): string =>
  `[${title.replace(/[[\]\n]/g, ' ')}](${inLink(url)})`

const inLink = (url: string): string =>
  url.replace(/[()\s]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`)

function mentionsIn(value: unknown): Mentions | null {
  if (!isFields(value)) return null
  const texts = (name: string): readonly string[] => {
    const list = own(value, name)
    const items = Array.isArray(list) ? list : typeof list === 'string' ? list.split(',') : []
    const found = items.flatMap((item) =>
      typeof item === 'string' || typeof item === 'number' ? String(item).trim() : [],
    )
    return [...new Set(found.filter((text) => /^[^\s@]{1,64}$/.test(text)))].slice(
      0,
      MOST_MENTIONED,
    )
  }
  const all = own(value, 'isAtAll')
  const mentions = {
    mobiles: texts('atMobiles'),
    users: texts('atUserIds'),
    all: all === true || all === 'true' || all === 1,
  }
  const isAny = mentions.mobiles.length + mentions.users.length > 0 || mentions.all
  return isAny ? mentions : null
}

/** DingTalk's own bound. */
const MOST_MENTIONED = 50
