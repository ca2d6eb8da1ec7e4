import type { Instant } from '../domain/clock.ts'
import type { Words } from '../domain/delivery.ts'
import type { Message } from '../domain/message.ts'

/**
 * DingTalk drops a work notification without a word when a user got the same one before on the
 * same day. So the time of acceptance stands behind the longest value, which is the likeliest to
 * be a sentence; a link would break.
 */
export function makeDistinct(words: Words, acceptedAt: Instant, timezone: string): Words {
  const time = new Intl.DateTimeFormat('en-GB', {
    timeStyle: 'medium',
    timeZone: timezone,
  }).format(acceptedAt)
  return { ...words, parts: words.parts.map((message) => mark(message, time)) }
}

function mark(message: Message, time: string): Message {
  const values = Object.entries(message.data ?? {})
  const [longest] = values
    .filter(([, value]) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(value))
    .toSorted(([, a], [, b]) => b.length - a.length)
  if (!longest) return message
  const [name, value] = longest
  return { ...message, data: { ...message.data, [name]: `${value} · ${time}` } }
}
