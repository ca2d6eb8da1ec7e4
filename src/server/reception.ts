import type { IncomingMessage } from 'node:http'
import type { Clock } from '../domain/clock.ts'
import type { DeliveryState } from '../domain/delivery.ts'
import type { Emit } from '../domain/event.ts'
import type { FailureReason } from '../domain/outcome.ts'
import type { AddressSet } from '../ingest/address-set.ts'
import type { Recognise } from '../ingest/recognise.ts'
import type { InboundRequest, Reading, Rejection, Source } from '../ingest/source.ts'
import type { Accepted } from '../outbox/store.ts'

/** What receiving webhooks needs of the rest of the house. */
export interface Reception {
  /** Those of the current plan; asked anew for each request. */
  sources(): ReadonlyMap<string, Source>
  /** Whose a request is that names no source. */
  readonly recognise: Recognise
  /** Whether a reload removed this source less than an hour ago. */
  removed(name: string): boolean
  /** The same for any source of this type. */
  removedType(type: string): boolean
  /** Whether there is a receiver of this name. */
  hasReceiver(name: string): boolean
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
  ): Promise<Accepted>
  /** Resolves when each of the deliveries ended; null when `ms` ran out before. */
  waitFor(deliveries: readonly string[], ms: number): Promise<readonly DeliveryEnd[] | null>
  /** Keeps a body that an authenticated sender sent and nobody could read. */
  reject(source: Source, request: InboundRequest, rejection: Rejection): Promise<void>
  ready(): boolean
  readonly emit: Emit
  readonly clock: Clock
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
