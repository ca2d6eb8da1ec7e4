import type { Attempt, Delivery, DeliveryState, Words } from '../domain/delivery.ts'
import { wordingOf } from '../domain/wording.ts'
import type { OutboxStore } from '../outbox/store.ts'

/** Words in which a delivery is or was said, and what became of them. */
export interface Saying {
  /** As its attempts name them. */
  readonly wording: string
  readonly words: Words
  readonly fate: Fate
  /** The delivery with which the words of a message for several stand; null: it had them alone. */
  readonly standsWith: string | null
}

type Fate = 'told' | 'not_told' | 'unknown' | 'open'

export interface Said {
  /** The words that it has, or else those of its last try; null where there are none, or no more. */
  readonly last: Saying | null
  /** In which it was tried before, the oldest first: as many as are kept. */
  readonly earlier: readonly Saying[]
}

/** In which words a delivery was tried, from wherever they stand. */
export async function saidOf(
  delivery: Delivery,
  attempts: readonly Attempt[],
  store: OutboxStore,
): Promise<Said> {
  const { id, words, triedWith } = delivery
  const kept = (await store.wordings(id)).map((each) => tried(each, attempts))
  const sayings = [...kept, await elsewhere(triedWith, store), words && ownOf(words)]
  // What was said before and is said again stands where it is said last.
  const all = new Map<string, Saying>()
  for (const each of sayings) {
    if (each === null) continue
    all.delete(each.wording)
    all.set(each.wording, each)
  }
  const list = [...all.values()]
  return { last: list.at(-1) ?? null, earlier: list.slice(0, -1) }

  function ownOf(own: Words): Saying {
    const fate = FATES[delivery.state] ?? tried(own, attempts).fate
    return { wording: wordingOf(own), words: own, fate, standsWith: null }
  }
}

/** What the state says of the words that it has; of what is given up the attempts know. */
const FATES: Readonly<Partial<Record<DeliveryState, Fate>>> = {
  ...{ waiting: 'open', sending: 'open', muted: 'open', sent: 'told', held: 'unknown' },
}

function tried(words: Words, attempts: readonly Attempt[]): Saying {
  const wording = wordingOf(words)
  const outcomes = attempts.filter((each) => each.wording === wording).map(({ outcome }) => outcome)
  const isUnknown = outcomes.includes('unknown')
  const fate = outcomes.includes('sent') ? 'told' : isUnknown ? 'unknown' : 'not_told'
  return { wording, words, fate, standsWith: words.standWith ?? null }
}

async function elsewhere(
  triedWith: Delivery['triedWith'],
  store: OutboxStore,
): Promise<Saying | null> {
  if (triedWith === null) return null
  const { delivery, wording } = triedWith
  const [wordings, row] = await Promise.all([store.wordings(delivery), store.get(delivery)])
  const words = [...wordings, ...(row?.words ? [row.words] : [])].find(
    (each) => wordingOf(each) === wording,
  )
  if (!words) return null
  return { ...tried(words, await store.attempts(delivery)), standsWith: delivery }
}
