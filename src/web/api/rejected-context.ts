import type { Instant } from '../../domain/clock.ts'
import type { RejectedContext, RejectedWebhook } from '../../outbox/rejected.ts'
import type { OutboxStore } from '../../outbox/store.ts'

/** What a refused body came with. Early releases kept it in memory, under the id. */
export async function contextOf(
  { id, context }: Pick<RejectedWebhook, 'id' | 'context'>,
  store: Pick<OutboxStore, 'recall'>,
  now: Instant,
): Promise<RejectedContext> {
  if (context) return context
  const text = await store.recall(`rejected:${id}`, now)
  return text === null ? NOTHING_KNOWN : (JSON.parse(text) as RejectedContext)
}

const NOTHING_KNOWN: RejectedContext = { method: 'POST', headers: {}, receiver: null }
