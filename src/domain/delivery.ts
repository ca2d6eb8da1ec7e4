import type { Instant } from './clock.ts'
import type { Message } from './message.ts'
import type { Notification } from './notification.ts'
import type { FailureReason, RefusedRecipient } from './outcome.ts'
import type { ChannelName } from './target.ts'

export const DELIVERY_STATES = [
  'waiting', // in its target's line
  'sending', // a worker holds it; after a crash its outcome is unknown
  'sent', // told, by itself or by the digest that `toldBy` names
  'dead', // given up, kept for people to see and redrive
  'held', // outcome unknown, and the target asked not to repeat
  'muted', // waits for a time interval to end
  'discarded', // a person said so
] as const

export type DeliveryState = (typeof DELIVERY_STATES)[number]

export const isState = (text: string): text is DeliveryState =>
  (DELIVERY_STATES as readonly string[]).includes(text)

/** Nothing more happens to it unless a person says so. */
export const isOver = (state: DeliveryState): boolean =>
  state === 'sent' || state === 'dead' || state === 'held' || state === 'discarded'

/** States that a person may send again, or take out for good; the stores' statements say the same. */
export const MAY_REDRIVE: readonly DeliveryState[] = ['dead', 'held', 'discarded']
export const MAY_DISCARD: readonly DeliveryState[] = ['waiting', 'muted', 'dead', 'held']

/** Besides, one that is told already, if a person says in so many words that it is to be said again. */
export const maySayAgain = ({ kind, state }: Pick<Delivery, 'kind' | 'state'>): boolean =>
  kind === 'notification' && state === 'sent'

/** It is to be told although it was told before: somebody hears it a second time. */
export const isSaidAgain = ({ toldAt, state }: Pick<Delivery, 'toldAt' | 'state'>): boolean =>
  toldAt !== null && state !== 'sent'

/** One notification on its way to one target: a row of the outbox. */
export interface Delivery {
  readonly id: string
  /** A digest is a row of its own, made by the worker in place of those that it folds. */
  readonly kind: 'notification' | 'digest'
  /** The webhook that brought it; null for a digest and for what the bridge says by itself. */
  readonly webhook: string | null
  readonly target: string
  readonly receiver: string
  readonly targetName: string
  readonly channel: ChannelName
  /**
   * Of a digest: the first one folded, cut to its first alert; its group has the labels that all
   * folded alerts share, and `truncated` is how many they are besides that one.
   */
  readonly notification: Notification
  readonly state: DeliveryState
  readonly acceptedAt: Instant
  /** When its mute ended or ends; null when nothing muted it. */
  readonly mutedUntil: Instant | null
  /** When trying ends and it becomes a dead letter. */
  readonly expiresAt: Instant
  /** When people first heard it; one that is said again keeps it. */
  readonly toldAt: Instant | null
  readonly toldBy: string | null
  /** Calls made for it. */
  readonly attempts: number
  /** Why the last call failed, while it has not been told. */
  readonly reason: FailureReason | null
  readonly detail: string | null
  /** The words, once made: kept so that a repeat is byte for byte the same. */
  readonly words: Words | null
  /** Where the words of its last try stand, if that was in a message with others. */
  readonly triedWith: TriedWith | null
  readonly progress: Progress
  /** How often a person sent it again. */
  readonly redrives: number
}

/** What the pipeline hands to the outbox: a delivery that has no history yet. */
export type NewDelivery = Pick<
  Delivery,
  | 'id'
  | 'target'
  | 'receiver'
  | 'targetName'
  | 'channel'
  | 'notification'
  | 'mutedUntil'
  | 'expiresAt'
> & {
  /** Set when it is never told: why. It is discarded from the beginning, and only listed. */
  readonly dropped?: string
}

/** The messages made for a delivery, in the order in which they go out. */
export interface Words {
  readonly template: string
  readonly parts: readonly Message[]
  /** Alerts that no part could hold. */
  readonly omitted: number
  /** `plain` after DingTalk refused the first form. */
  readonly form: 'full' | 'plain'
  /**
   * Of a digest that told nothing and is gone: the first that it folded, with which its words and
   * attempts stand.
   */
  readonly standWith?: string
}

/** A try in a message with others, as those know of it with which its attempt does not stand. */
export interface TriedWith {
  readonly delivery: string
  /** See `wording.ts`. */
  readonly wording: string
}

/** How far a delivery has got: what is told is never told again. */
export interface Progress {
  /** Parts that everybody has. */
  readonly partsDone: number
  /** Users who still have to hear the current part; null before its first call. */
  readonly owed: readonly string[] | null
  readonly refused: readonly RefusedRecipient[]
  readonly receipts: readonly string[]
}

export const NO_PROGRESS: Progress = { partsDone: 0, owed: null, refused: [], receipts: [] }

/**
 * When people heard it the last time, where that is not the first; null when they heard it once.
 * `teller`: what told it in its place.
 */
export function toldAgainAt(
  { toldAt }: Pick<Delivery, 'toldAt'>,
  attempts: readonly Attempt[],
  teller: Pick<Delivery, 'toldAt'> | null,
): Instant | null {
  const last = teller ? teller.toldAt : attempts.findLast(({ outcome }) => outcome === 'sent')?.at
  return toldAt !== null && last && last > toldAt ? last : null
}

/** One call to DingTalk, as it is kept for people. */
export interface Attempt {
  readonly delivery: string
  readonly at: Instant
  readonly tookMs: number
  /** Which part it carried, from 0. */
  readonly part: number
  readonly recipients: readonly string[]
  readonly outcome: 'sent' | 'retry' | 'unknown' | 'reject'
  readonly reason: FailureReason | null
  readonly code: string | null
  readonly detail: string | null
  readonly receipt: string | null
  /** In which words, see `wording.ts`; those that an earlier release made do not say. */
  readonly wording?: string
}
