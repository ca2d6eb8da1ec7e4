import { newId } from './domain/chance.ts'
import type { Clock } from './domain/clock.ts'
import { StoreUnavailable } from './domain/store-unavailable.ts'
import { harmlessHeaders } from './ingest/harmless.ts'
import type { InboundRequest, Reading, Rejection, Source } from './ingest/source.ts'
import type { Draft } from './match/dispatch.ts'
import { newsOf } from './news.ts'
import type { Accepted } from './outbox/store.ts'
import { accept, acceptDrafts, type PipelineDeps } from './pipeline.ts'
import type { Memory } from './send/gateway.ts'
import type { Watchman } from './watchman.ts'

export interface IncomingDeps {
  readonly clock: Clock
  readonly memory: Memory
  readonly watchman: Pick<Watchman, 'listen'>
  /** As they are now: a reload changes them. */
  pipeline(): PipelineDeps
  /** There is something to tell. */
  wake(): void
}

/** The first half of the house, from what was read to rows on disk. */
export function createIncoming({ clock, memory, watchman, pipeline, wake }: IncomingDeps) {
  return {
    async accept(
      source: Source,
      reading: Reading,
      request: InboundRequest,
      wished: string | null,
    ): Promise<Accepted> {
      const rest = await watchman.listen(source.name, source.type, reading)
      const news = await newsOf(source.name, rest, memory, clock.now())
      if (news.toldBy) return { id: news.toldBy, deliveries: [], duplicate: true }
      const webhook = { source, reading: news.reading, request, wished }
      const accepted = await accept(webhook, pipeline(), clock.now())
      if (accepted.duplicate) return accepted
      wake()
      // On disk it is: at worst the same is said once more.
      await news.keep(accepted.id).catch(forgive)
      return accepted
    },

    /** Keeps what cannot be read for people to see. */
    async reject(source: Source, request: InboundRequest, why: Rejection): Promise<void> {
      const { store, chance } = pipeline()
      const at = clock.now()
      const id = newId(at, chance)
      const { method, body } = request
      const { code, message } = why
      const headers = harmlessHeaders(request.headers, source.auth)
      const receiver = request.query.get('receiver')
      const context = { method, headers, receiver }
      await store.keepRejected({ id, at, source: source.name, code, message, body, context })
    },

    /** Tells what an operator tries out. */
    async tell(
      drafts: readonly Draft[],
      origin: Parameters<typeof acceptDrafts>[1],
    ): Promise<readonly string[]> {
      const { deliveries } = await acceptDrafts(drafts, origin, pipeline(), clock.now())
      wake()
      return deliveries
    },
  }
}

function forgive(error: unknown): void {
  if (!(error instanceof StoreUnavailable)) throw error
}
