import { err, ok, type Result } from '../domain/result.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { InboundRequest, Reading, Rejection, Source } from '../ingest/source.ts'
import type { Accepted } from '../outbox/store.ts'
import { peerAddress } from './peer-address.ts'
import { type Problem, problem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { Arrival, Reception } from './reception.ts'
import { requestHeaders } from './request-headers.ts'

/*
 * What every way in has in common, whatever it answers: how much came, is it really them, what do
 * they say, on disk.
 */

/** Why nothing was taken, and what the answer has to say besides. */
export interface Refusal extends Problem {
  readonly headers: Readonly<Record<string, string>>
}

export interface Admitted extends Accepted {
  readonly reading: Reading
}

/** The request with its body; null when its sender went away in the middle of it. */
export async function readRequest(
  house: Reception,
  { incoming, method, request, url }: Arrival,
): Promise<Result<InboundRequest, Refusal | null>> {
  const headers = requestHeaders(incoming, request)
  const receivedAt = house.clock.now()
  const body = await readBody(incoming, request, headers, house.maxBody(), house.clock)
  if (!body.ok) return err(body.error && { ...body.error, headers: closing(body.error) })
  return ok({
    method,
    headers,
    query: new URLSearchParams(url.split('?').slice(1).join('?')),
    body: body.value,
    address: peerAddress(
      incoming?.socket.remoteAddress ?? '',
      headers['x-forwarded-for'],
      house.isTrustedProxy,
    ),
    receivedAt,
  })
}

/** Anything else is ignored, as the specification asks. */
const TRACEPARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/

/** Takes in what a source's sender says; `wished` is the receiver that it names. */
export async function admit(
  house: Reception,
  source: Source,
  request: InboundRequest,
  wished: string | null,
): Promise<Result<Admitted, Refusal>> {
  const refuse = (refusal: Problem, headers: Refusal['headers'] = {}) => {
    house.emit({ type: 'webhook.refused', source: source.name, ...refusal })
    return err({ ...refusal, headers })
  }
  const stranger = source.authenticate(request)
  if (stranger) return refuse(stranger)
  const reading = await source.readInTurns(request)
  if (!reading.ok) {
    if (source.auth !== null) await keep(house, source, request, reading.error)
    return refuse(reading.error)
  }
  try {
    const readAt = house.clock.now()
    const accepted = await house.accept(source, reading.value, request, wished)
    const now = house.clock.now()
    const { traceparent } = request.headers
    house.emit({
      type: 'webhook.accepted',
      source: source.name,
      webhook: accepted.id,
      deliveries: accepted.deliveries,
      duplicate: accepted.duplicate,
      alerts: reading.value.alerts.map((alert) => alert.status),
      tookMs: now - request.receivedAt,
      storeMs: now - readAt,
      ...(traceparent !== undefined && TRACEPARENT.test(traceparent) && { traceparent }),
    })
    return ok({ ...accepted, reading: reading.value })
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    house.emit({ type: 'store.unavailable', detail: error.message })
    const away = problem('store_unavailable', 'It cannot be stored now; send it again.')
    return refuse(
      { ...away, status: source.busyStatus },
      { 'retry-after': String(error.retryAfterSeconds) },
    )
  }
}

/**
 * Only a sender that fell silent is cut off. Under one that is still writing Node would reset the
 * connection, so that it sees no answer and tries again: there the rest is read and thrown away.
 */
const closing = ({ status }: Problem): Readonly<Record<string, string>> =>
  status === 408 ? { connection: 'close' } : {}

/** A body that cannot be kept is refused all the same: sending it again would not help it. */
async function keep(
  house: Reception,
  source: Source,
  request: InboundRequest,
  rejection: Rejection,
): Promise<void> {
  try {
    await house.reject(source, request, rejection)
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    house.emit({ type: 'store.unavailable', detail: error.message })
  }
}
