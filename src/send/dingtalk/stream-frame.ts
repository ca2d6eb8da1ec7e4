import { type Fields, fieldsIn } from '../../domain/fields.ts'

/** Somebody said something to the robot: who, and where. */
export interface Heard {
  /** openConversationId: of a group, or of the chat between the person and the robot. */
  readonly conversation: string
  /** Null: not in a group. */
  readonly group: { readonly title: string } | null
  readonly nick: string
  /** Null for people outside the organisation, who have none. */
  readonly user: string | null
}

/** What a frame of the Stream protocol asks for. */
export interface Frame {
  /** To be sent back as it is; null where nothing is expected. */
  readonly reply: string | null
  readonly heard: Heard | null
  /** The far side is about to close, and wants another connection to be made. */
  readonly isLast: boolean
}

/** Where robots' messages come from; the bridge subscribes to nothing else. */
export const ROBOT_TOPIC = '/v1.0/im/bot/messages/get'

const NOTHING: Frame = { reply: null, heard: null, isLast: false }

/** Pure, and never throws, whatever the text. */
export function readFrame(text: string): Frame {
  const frame = fieldsIn(text)
  const headers = (frame?.['headers'] ?? undefined) as Fields | undefined
  const messageId = textIn(headers, 'messageId')
  if (!frame || messageId === null) return NOTHING
  const topic = textIn(headers, 'topic')
  const data = textIn(frame, 'data') ?? ''
  const reply = (said: string) =>
    JSON.stringify({
      code: 200,
      headers: { messageId, contentType: 'application/json' },
      message: 'OK',
      data: said,
    })
  if (frame['type'] === 'SYSTEM') {
    if (topic === 'disconnect') return { ...NOTHING, isLast: true }
    // A ping wants to hear its own words again.
    return { ...NOTHING, reply: reply(data) }
  }
  // Without an answer DingTalk would say it again, to whoever else listens.
  const heard = topic === ROBOT_TOPIC ? heardIn(data) : null
  return { reply: reply('{"response":{}}'), heard, isLast: false }
}

function heardIn(data: string): Heard | null {
  const said = fieldsIn(data)
  const conversation = textIn(said ?? undefined, 'conversationId')
  if (!said || conversation === null) return null
  const isGroup = String(said['conversationType']) === '2'
  return {
    conversation,
    group: isGroup ? { title: textIn(said, 'conversationTitle') ?? '' } : null,
    nick: textIn(said, 'senderNick') ?? '',
    user: textIn(said, 'senderStaffId'),
  }
}

function textIn(object: Fields | undefined, key: string): string | null {
  const value = object?.[key]
  return typeof value === 'string' && value !== '' ? value : null
}
