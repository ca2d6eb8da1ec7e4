import type { App } from '../domain/app.ts'
import type { Instant } from '../domain/clock.ts'
import type { Message } from '../domain/message.ts'
import type { Outcome, RefusedRecipient } from '../domain/outcome.ts'
import type { Address, ChannelName } from '../domain/target.ts'

/** A request to DingTalk as `explain` may print it: complete but for token and signature. */
export interface ApiRequest {
  readonly family: 'api' | 'oapi'
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded'
  readonly body: string
  /** Where the app's access token goes; `robot`: the target's own token and signature. */
  readonly auth: 'header' | 'query' | 'robot'
}

/** One call: these words to these people. */
export interface Call {
  readonly address: Address
  /** Null for custom robots, which need none. */
  readonly app: App | null
  readonly message: Message
  /** User ids for one-to-one and work notifications; empty for chats and robots. */
  readonly recipients: readonly string[]
  /** Makes repeats of the same words one message, where the API knows how (`msgUuid`). */
  readonly idempotencyKey: string
}

/** A way to reach people: one DingTalk API. Pure; the client does the talking. */
export interface Channel {
  readonly name: ChannelName
  /** Of what `size` measures. */
  readonly maxBytes: number
  /** Bytes of the encoded message, as DingTalk counts them. */
  size(message: Message, address: Address): number
  /** Most user ids in one call; null where there is no list. */
  readonly recipientsPerCall: number | null
  request(call: Call): ApiRequest
  /** The verdict on an answer: the body decides before the status. */
  read(answer: Answer): Outcome
  /** Where "accepted" is not yet "told": how to ask what became of it. */
  readonly confirmation?: Confirmation
}

/** A question after a message that was accepted, by its receipt. */
export interface Confirmation {
  /** How long DingTalk needs before it can answer. */
  readonly afterMs: number
  request(app: App, receipt: string): ApiRequest
  /** Who was left out after all; null when the answer does not say. */
  read(answer: Answer): readonly RefusedRecipient[] | null
}

/** What came back, if anything. */
export type Answer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly contentType: string | null
      readonly body: string
      /** When it came: DingTalk names some of its limits' ends as moments. */
      readonly at: Instant
    }
  /** `sent: false` is certain (DNS, refused, TLS, connect time-out); else it may have arrived. */
  | {
      readonly kind: 'failed'
      readonly reason: 'network' | 'timeout'
      readonly sent: boolean
      readonly detail: string
    }

/** A channel's own kind of address; anything else is a bug of ours. */
export function addressed<C extends ChannelName>(
  address: Address,
  channel: C,
): Extract<Address, { channel: C }> {
  if (address.channel === channel) return address as Extract<Address, { channel: C }>
  throw new Error(`A ${address.channel} address was given to the ${channel} channel`)
}
