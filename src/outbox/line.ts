import type { Instant } from '../domain/clock.ts'
import type { Delivery } from '../domain/delivery.ts'

/** A target's line, as its holder sees it. */
export interface Line extends LineMemory {
  readonly target: string
  readonly head: Delivery
  /** Waiting, the head included. */
  readonly waiting: number
  /** The head was being sent when its worker went away. */
  readonly interrupted: boolean
}

/** What is remembered of a target between messages. */
export interface LineMemory {
  /** Slots used in the last window: when the answer came, and whether it was one kept for digests. */
  readonly slots: readonly Slot[]
  /** Refusals in a row. */
  readonly failures: number
  /** Since when the head is being retried; null when the last call worked. */
  readonly retryingSince: Instant | null
  /** It was shut by a penalty or a fault, and has told nothing since. */
  readonly closed: boolean
  /** A penalty of DingTalk's: until then every call would only prolong it. 0 without one. */
  readonly closedUntil: Instant
  /** Since when its settings are refused by DingTalk; null when all is well. */
  readonly unhealthySince: Instant | null
  /** It is unhealthy with its whole app. Rows of an earlier release do not say. */
  readonly isOfApp?: boolean
}

export interface Slot {
  readonly at: Instant
  readonly kept: boolean
}

export const FRESH_LINE: LineMemory = {
  slots: [],
  failures: 0,
  retryingSince: null,
  closed: false,
  closedUntil: 0,
  unhealthySince: null,
}
