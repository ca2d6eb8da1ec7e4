import type { IncomingMessage } from 'node:http'
import type { Clock } from '../domain/clock.ts'
import { SECOND } from '../domain/clock.ts'
import type { DeliveryState } from '../domain/delivery.ts'
import type { Emit } from '../domain/event.ts'
import type { FailureReason } from '../domain/outcome.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { AddressSet } from '../ingest/address-set.ts'
import type { InboundRequest, Reading, Rejection, Source } from '../ingest/source.ts'
import { peerAddress } from './peer-address.ts'
import { answerJson, answerProblem, type Problem, problem } from './problem.ts'
import { readBody } from './read-body.ts'
import { requestHeaders } from './request-headers.ts'

/** What receiving webhooks needs of the rest of the house. */
export interface Reception {
  /** Those of the current plan; asked anew for each request. */
  sources(): ReadonlyMap<string, Source>
  /** Whether a reload removed this source less than an hour ago. */
  removed(name: string): boolean
  /** `server.max_body`, in bytes. */
  maxBody(): number
  /** Whether an address is one of `server.trusted_proxies`. */
  isTrustedProxy: AddressSet
  /**
   * Resolves once the webhook is on disk; `wished` is what `?receiver=` says. Throws
   * `StoreUnavailable` when it cannot be stored now.
   */
  accept(
    source: Source,
    reading: Reading,
    request: InboundRequest,
    wished: string | null,
  ): Promise<Acceptance>
  /** Resolves when each of the deliveries ended; null when `ms` ran out before. */
  waitFor(deliveries: readonly string[], ms: number): Promise<readonly DeliveryEnd[] | null>
  /** Keeps a body that an authenticated sender sent and nobody could read. */
  reject(source: Source, request: InboundRequest, rejection: Rejection): Promise<void>
  ready(): boolean
  readonly emit: Emit
  readonly clock: Clock
}

export interface Acceptance {
  readonly id: string
  readonly deliveries: readonly string[]
  readonly duplicate: boolean
}

export interface DeliveryEnd {
  readonly id: string
  readonly state: DeliveryState
  readonly reason?: FailureReason
}

/** A request as the door has it: Node's own message where there is one. */
export interface Arrival {
  readonly method: string
  readonly url: string
  readonly incoming: IncomingMessage | undefined
  readonly request: () => Request
}

const METHODS = ['POST', 'PUT']

/** From a request to its answer: who, how much, is it really them, what do they say, on disk. */
export async function receive(
  house: Reception,
  sourceName: string,
  arrival: Arrival,
): Promise<Response> {
  const source = house.sources().get(sourceName)
  if (!source) return answerMissing(house, sourceName)
  const refuse = (refusal: Problem, headers?: Readonly<Record<string, string>>) => {
    house.emit({ type: 'webhook.refused', source: source.name, ...refusal })
    return answerProblem(refusal, headers)
  }
  if (!METHODS.includes(arrival.method))
    return refuse(problem('method_not_allowed', 'Webhooks are sent with POST or PUT.'), {
      allow: METHODS.join(', '),
    })
  const headers = requestHeaders(arrival.incoming, arrival.request)
  const receivedAt = house.clock.now()
  const body = await readBody(
    arrival.incoming,
    arrival.request,
    headers,
    house.maxBody(),
    house.clock,
  )
  if (!body.ok)
    return body.error === null
      ? new Response(null, { status: 400 })
      : refuse(body.error, closing(body.error))
  const request: InboundRequest = {
    method: arrival.method,
    headers,
    query: new URLSearchParams(arrival.url.split('?').slice(1).join('?')),
    body: body.value,
    address: peerAddress(
      arrival.incoming?.socket.remoteAddress ?? '',
      headers['x-forwarded-for'],
      house.isTrustedProxy,
    ),
    receivedAt,
  }
  const stranger = source.authenticate(request)
  if (stranger) return refuse(stranger)
  const reading = source.read(request)
  if (!reading.ok) {
    if (source.auth !== null) await keep(house, source, request, reading.error)
    return refuse(reading.error)
  }
  try {
    return await accept(house, source, reading.value, request)
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    house.emit({ type: 'store.unavailable', detail: error.message })
    return refuse(problem('store_unavailable', 'It cannot be stored now; send it again.'), {
      'retry-after': String(error.retryAfterSeconds),
    })
  }
}

/**
 * Only a sender that fell silent is cut off. Under one that is still writing Node would reset the
 * connection, so that it sees no answer and tries again: there the rest is read and thrown away.
 */
const closing = ({ status }: Problem): Readonly<Record<string, string>> =>
  status === 408 ? { connection: 'close' } : {}

/** Before the first load nothing is known, so an unknown name may well exist a moment later. */
function answerMissing(house: Reception, name: string): Response {
  const missing = house.removed(name)
    ? problem('source_removed', 'This source was removed from the settings.')
    : house.ready()
      ? problem('unknown_source', 'There is no source of this name.')
      : problem('not_ready', 'The bridge is not ready.')
  // The name comes from outside; a metric that took it as a label could be made to grow for ever.
  house.emit({ type: 'webhook.refused', source: '-', ...missing })
  return answerProblem(missing, missing.status === 503 ? { 'retry-after': '30' } : {})
}

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

/** Anything else is ignored, as the specification asks. */
const TRACEPARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/

async function accept(
  house: Reception,
  source: Source,
  reading: Reading,
  request: InboundRequest,
): Promise<Response> {
  const wished = request.query.get('receiver') || null
  const readAt = house.clock.now()
  const { id, deliveries, duplicate } = await house.accept(source, reading, request, wished)
  const now = house.clock.now()
  const { traceparent } = request.headers
  house.emit({
    type: 'webhook.accepted',
    source: source.name,
    webhook: id,
    deliveries,
    duplicate,
    alerts: reading.alerts.map((alert) => alert.status),
    tookMs: now - request.receivedAt,
    storeMs: now - readAt,
    ...(traceparent !== undefined && TRACEPARENT.test(traceparent) && { traceparent }),
  })
  const waitMs = waitOf(request.headers['prefer'])
  if (waitMs > 0) {
    const ends = await house.waitFor(deliveries, waitMs)
    if (ends) return answerJson(200, { id, duplicate, deliveries: ends })
  }
  const ignored = reading.ignored ? { ignored: true } : {}
  return answerJson(202, { id, deliveries, duplicate, ...ignored })
}

/** `Prefer: wait=10` (RFC 7240), at most 30 seconds, in milliseconds; 0 without it. */
function waitOf(prefer: string | undefined): number {
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:$|[,;])/i.exec(prefer ?? '')?.[1]
  return Math.min(Number(seconds ?? 0), 30) * SECOND
}
