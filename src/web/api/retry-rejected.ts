import { DAY, type Instant } from '../../domain/clock.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { requestByHand } from '../../ingest/request-by-hand.ts'
import { type Problem, problem } from '../../server/problem.ts'
import type { Desk } from '../desk.ts'
import { contextOf } from './rejected-context.ts'

/** What became of a refused body that was tried again. */
export interface Retaken {
  readonly at: Instant
  readonly deliveries: readonly string[]
}

/**
 * Reads a refused body with the settings of now, and takes it as if it came just now. Its sender
 * proved itself when it was kept, so nobody is asked again. Once only.
 */
export async function retryRejected(id: string, desk: Desk): Promise<Result<Retaken, Problem>> {
  const { store, clock, emit } = desk
  const rejected = await store.rejectedWebhook(id)
  if (!rejected) return err(problem('unknown_rejected', 'It is not kept any more.'))
  if (await retakenOf(id, desk))
    return err(problem('already_taken', 'It was tried again and taken before.'))
  const source = desk.plan().sources.get(rejected.source)
  if (!source)
    return err(problem('unknown_source', `There is no source ${rejected.source} any more.`))
  const now = clock.now()
  const { method, headers, receiver } = await contextOf(rejected, store, now)
  const request = requestByHand(rejected.body, now, { method, headers, receiver })
  const reading = await source.readInTurns(request)
  if (!reading.ok) return reading
  const accepted = await desk.accept(source, reading.value, request, receiver)
  emit({
    type: 'webhook.accepted',
    source: source.name,
    webhook: accepted.id,
    deliveries: accepted.deliveries,
    duplicate: accepted.duplicate,
    alerts: reading.value.alerts.map(({ status }) => status),
    tookMs: clock.now() - now,
    storeMs: clock.now() - now,
  })
  const retaken: Retaken = { at: now, deliveries: accepted.deliveries }
  await store.remember(keyOf(id), JSON.stringify(retaken), now + KEPT)
  return ok(retaken)
}

export async function retakenOf(id: string, { store, clock }: Desk): Promise<Retaken | null> {
  const text = await store.recall(keyOf(id), clock.now())
  return text === null ? null : (JSON.parse(text) as Retaken)
}

/** At least as long as the body itself. */
const KEPT = 8 * DAY

const keyOf = (id: string): string => `retaken:${id}`
