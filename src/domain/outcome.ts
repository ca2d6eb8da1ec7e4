/**
 * Why a try failed: the classes of DingTalk's error table, and what a network adds. The list is
 * also the metric's label set, so it stays small and closed.
 */
export const FAILURE_REASONS = [
  'token',
  'rate',
  'quota',
  'transient',
  'ambiguous',
  'config',
  'message',
  'recipient',
  'network',
  'timeout',
  'template',
] as const

export type FailureReason = (typeof FAILURE_REASONS)[number]

/** What a refusal closes besides the one call, and for how long. */
export interface Closure {
  readonly scope:
    | 'target' // this robot in this chat
    | 'api' // this app and this API: its calls per second
    | 'app' // everything the app does: a bad secret, a missing permission
    | 'org' // the organisation's monthly quota
    | 'egress' // everything behind this proxy and region: DingTalk blocked our address
  readonly forMs: number
}

export interface Refusal {
  readonly reason: FailureReason
  /** DingTalk's own code (`send.too.fast`, `130101`), or null when the answer had none. */
  readonly code: string | null
  /** One sentence for people; holds no secret. */
  readonly detail: string
}

/** How one call ended, said as what to do next. */
export type Outcome =
  /** Accepted. The lists are of one-to-one messages: everybody else in the call was told. */
  | {
      readonly kind: 'sent'
      readonly receipt: string | null
      readonly refused: readonly RefusedRecipient[]
      /** Asked to wait: send again to these and to nobody else. */
      readonly flowControlled: readonly string[]
    }
  /** Certainly not sent; the same call may work later. */
  | ({ readonly kind: 'retry'; readonly closes?: Closure } & Refusal)
  /** Sent or not, nobody knows. A repeat may be a duplicate. */
  | ({ readonly kind: 'unknown' } & Refusal)
  /** Certainly not sent, and the same call will never work: other words, people or settings may. */
  | ({ readonly kind: 'reject'; readonly closes?: Closure } & Refusal)

/** A call that told nobody, as far as is known. */
export type Failure = Exclude<Outcome, { kind: 'sent' }>

export interface RefusedRecipient {
  readonly user: string
  /** DingTalk's list or code that named them, e.g. `invalidStaffIdList`. */
  readonly because: string
}
