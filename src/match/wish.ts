import type { WishAnswer } from './trace.ts'

/** What a sender may name with `?receiver=`. */
export interface Wish {
  readonly receiver: string
  readonly answer: WishAnswer
}

/** Null: the sender leaves it to the tree. */
export function answerWish(
  wished: string | null,
  mayWish: readonly string[] | 'any',
  known: { has(name: string): boolean },
): Wish | null {
  if (wished === null) return null
  if (mayWish !== 'any' && !mayWish.includes(wished))
    return { receiver: wished, answer: known.has(wished) ? 'forbidden' : 'unknown' }
  return { receiver: wished, answer: known.has(wished) ? 'granted' : 'unknown' }
}

/** The line that tells people why a message came to them; null where nothing went wrong. */
export function noticeOf(wish: Wish | null, locale: string): string | null {
  if (!wish || wish.answer === 'granted') return null
  // The name comes from the request: whatever it is, one line of bounded length is left of it.
  const name = wish.receiver.replace(/\s+/g, ' ').slice(0, LONGEST_NAME)
  const words = locale === 'zh-CN' ? WORDS_ZH : WORDS_EN
  return words[wish.answer](name)
}

const LONGEST_NAME = 80

type Words = Readonly<Record<Exclude<WishAnswer, 'granted'>, (name: string) => string>>

const WORDS_EN: Words = {
  unknown: (name) => `Sent for receiver “${name}”, which does not exist.`,
  forbidden: (name) => `Sent for receiver “${name}”, which this source may not name.`,
}

const WORDS_ZH: Words = {
  unknown: (name) => `发送方指定的接收者“${name}”不存在。`,
  forbidden: (name) => `发送方无权指定接收者“${name}”。`,
}
