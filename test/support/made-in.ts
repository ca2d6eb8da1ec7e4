import { wordingOf } from '../../src/domain/wording.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'

/** The text in which each attempt of a delivery was made; null where that is not known any more. */
export async function madeIn(store: OutboxStore, id: string): Promise<(string | null)[]> {
  const own = (await store.get(id))?.words
  const kept = new Map<string | undefined, string>()
  for (const words of [...(await store.wordings(id)), ...(own ? [own] : [])])
    kept.set(wordingOf(words), words.parts.map(({ text }) => text).join(' '))
  return (await store.attempts(id)).map(({ wording }) => kept.get(wording) ?? null)
}
