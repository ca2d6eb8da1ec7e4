import type { Message } from '../domain/message.ts'
import { unreachable } from '../domain/result.ts'

/**
 * `msgParam` of the enterprise robots' APIs, whose field names differ from key to key
 * (`singleURL`, `actionURL1`, `buttonUrl1`).
 */
export function msgParam(message: Message): Readonly<Record<string, string>> {
  const { title, text, buttons } = message
  switch (message.msgKey) {
    case 'sampleText':
      return { content: text }
    case 'sampleMarkdown':
      return { title, text }
    case 'sampleImageMsg':
      return { photoURL: message.picUrl ?? '' }
    case 'sampleLink':
      return { title, text, messageUrl: message.messageUrl ?? '', picUrl: message.picUrl ?? '' }
    case 'sampleActionCard':
      return { title, text, singleTitle: buttons[0]?.title ?? '', singleURL: buttons[0]?.url ?? '' }
    case 'sampleActionCard2':
    case 'sampleActionCard3':
    case 'sampleActionCard4':
    case 'sampleActionCard5':
      return { title, text, ...numbered(message, 'actionTitle', 'actionURL') }
    case 'sampleActionCard6':
      return { title, text, ...numbered(message, 'buttonTitle', 'buttonUrl') }
    default:
      return unreachable(message.msgKey)
  }
}

function numbered(message: Message, title: string, url: string): Record<string, string> {
  return Object.fromEntries(
    message.buttons.flatMap((button, index) => [
      [`${title}${index + 1}`, button.title],
      [`${url}${index + 1}`, button.url],
    ]),
  )
}
