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

/** A digest in the fields of a work notification: its title in place of the likeliest sentence. */
export function inFields(digest: Words, data: Readonly<Record<string, string>>): Words {
  const name = sentenceIn(data)
  return {
    ...digest,
    parts: digest.parts.map((message) => ({
      ...message,
      data: name === null ? data : { ...data, [name]: message.title },
    })),
  }
}

function mark(message: Message, time: string): Message {
  const data = message.data ?? {}
  const name = sentenceIn(data)
  if (name === null) return message
  return { ...message, data: { ...data, [name]: `${data[name]} · ${time}` } }
}

/** The name of the longest value that is no address. */
function sentenceIn(data: Readonly<Record<string, string>>): string | null {
  const [longest] = Object.entries(data)
    .filter(([, value]) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(value))
    .toSorted(([, a], [, b]) => b.length - a.length)
  return longest?.[0] ?? null
}
