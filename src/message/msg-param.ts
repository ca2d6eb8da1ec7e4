import type { Button, Message } from '../domain/message.ts'
import { unreachable } from '../domain/result.ts'

/** The fields of a message under the names that its `msgKey` gives them. */
export function msgParamFields(message: Message): Readonly<Record<string, string>> {
  const { title, text, buttons } = message
  switch (message.msgKey) {
    case 'sampleText':
      return { content: text }
    case 'sampleMarkdown':
      return { title, text }
    case 'sampleLink':
      return {
        title,
        text,
        messageUrl: message.messageUrl ?? '',
        ...(message.picUrl === undefined ? {} : { picUrl: message.picUrl }),
      }
    case 'sampleImageMsg':
      return { photoURL: message.picUrl ?? '' }
    case 'sampleActionCard':
      return {
        title,
        text,
        singleTitle: buttons[0]?.title ?? '',
        singleURL: buttons[0]?.url ?? '',
      }
    case 'sampleActionCard2':
    case 'sampleActionCard3':
    case 'sampleActionCard4':
    case 'sampleActionCard5':
      return { title, text, ...numbered(buttons, 'actionTitle', 'actionURL') }
    case 'sampleActionCard6':
      return { title, text, ...numbered(buttons, 'buttonTitle', 'buttonUrl') }
    default:
      return unreachable(message.msgKey)
  }
}

/** `msgParam` as DingTalk wants it: JSON inside a string, counted in bytes before it is escaped. */
export const msgParam = (message: Message): string => JSON.stringify(msgParamFields(message))

const numbered = (buttons: readonly Button[], title: string, url: string): Record<string, string> =>
  Object.fromEntries(
    buttons.flatMap((button, i) => [
      [`${title}${i + 1}`, button.title],
      [`${url}${i + 1}`, button.url],
    ]),
  )
