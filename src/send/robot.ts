import type { Button, FeedLink, Mentions, Message } from '../domain/message.ts'
import { unreachable } from '../domain/result.ts'
import { bytesOf } from '../domain/size.ts'
import type { Address } from '../domain/target.ts'
import { addressed, type Channel } from './channel.ts'
import { readRobotAnswer } from './dingtalk/read-answer.ts'

type RobotAddress = Extract<Address, { channel: 'robot' }>

/** A custom robot: a web address with a token that a group's owner made. */
export const robot: Channel = {
  name: 'robot',
  maxBytes: 20_000,
  recipientsPerCall: null,
  size: (message, address) => bytesOf(bodyOf(message, addressed(address, 'robot'), LONGEST_KEY)),
  request({ address, message, idempotencyKey }) {
    const to = addressed(address, 'robot')
    return {
      family: 'oapi',
      method: 'POST',
      path: new URL(to.url).pathname,
      query: {},
      contentType: 'application/json',
      body: bodyOf(message, to, idempotencyKey),
      auth: 'robot',
    }
  },
  read: readRobotAnswer,
}

/** Room for `msgUuid` while measuring; the real one is shorter. */
const LONGEST_KEY = '0'.repeat(64)

function bodyOf(message: Message, address: RobotAddress, idempotencyKey: string): string {
  const at = message.mentions === undefined ? null : atOf(message.mentions)
  const text = withKeyword(withMentions(message.text, at), address.keyword)
  return JSON.stringify({
    ...typed(message, text, address.keyword),
    ...(at === null ? {} : { at }),
    msgUuid: idempotencyKey,
  })
}

/** The robots' names for what the enterprise robots call `sample…`. */
function typed(message: Message, text: string, keyword: string | null): object {
  const { title, buttons } = message
  switch (message.msgKey) {
    case 'sampleText':
      return { msgtype: 'text', text: { content: text } }
    case 'sampleMarkdown':
      return message.feed && text === message.text
        ? { msgtype: 'feedCard', feedCard: { links: message.feed.map(feedLink) } }
        : { msgtype: 'markdown', markdown: { title, text } }
    case 'sampleLink':
      return {
        msgtype: 'link',
        link: {
          title,
          text,
          messageUrl: message.messageUrl ?? '',
          ...(message.picUrl === undefined ? {} : { picUrl: message.picUrl }),
        },
      }
    case 'sampleImageMsg': {
      // Robots have no picture of its own: Markdown shows one.
      const picture = withKeyword(`![](${message.picUrl ?? ''})`, keyword)
      return { msgtype: 'markdown', markdown: { title, text: picture } }
    }
    case 'sampleActionCard':
      return {
        msgtype: 'actionCard',
        actionCard: {
          title,
          text,
          singleTitle: buttons[0]?.title ?? '',
          singleURL: buttons[0]?.url ?? '',
        },
      }
    case 'sampleActionCard2':
    case 'sampleActionCard3':
    case 'sampleActionCard4':
    case 'sampleActionCard5':
      return actionCard(title, text, buttons, '0')
    case 'sampleActionCard6':
      return actionCard(title, text, buttons, '1')
    default:
      return unreachable(message.msgKey)
  }
}

const feedLink = ({ title, url, picUrl }: FeedLink): object => ({
  title,
  messageURL: url,
  picURL: picUrl,
})

const actionCard = (
  title: string,
  text: string,
  buttons: readonly Button[],
  btnOrientation: '0' | '1',
): object => ({
  msgtype: 'actionCard',
  actionCard: {
    title,
    text,
    btns: buttons.map((button) => ({ title: button.title, actionURL: button.url })),
    btnOrientation,
  },
})

interface At {
  readonly atMobiles: readonly string[]
  readonly atUserIds: readonly string[]
  readonly isAtAll: boolean
}

function atOf({ mobiles, users, all }: Mentions): At | null {
  if (mobiles.length === 0 && users.length === 0 && !all) return null
  return { atMobiles: mobiles, atUserIds: users, isAtAll: all }
}

/** DingTalk calls only those whose `@…` stands in the text as well. */
function withMentions(text: string, at: At | null): string {
  if (at === null) return text
  const missing = [...at.atMobiles, ...at.atUserIds]
    .map((who) => `@${who}`)
    .filter((call) => !text.includes(call))
  return missing.length === 0 ? text : `${text}\n\n${missing.join(' ')}`
}

function withKeyword(text: string, keyword: string | null): string {
  return keyword === null || text.includes(keyword) ? text : `${text}\n\n${keyword}`
}
