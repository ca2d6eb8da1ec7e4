import type { Alert } from '../domain/alert.ts'
import type { Labels } from '../domain/labels.ts'
import type { Mute } from './mute.ts'
import type { RouteVisit } from './route.ts'
import type { Verdict } from './verdict.ts'

// What dispatch decided and why, in the order of the decisions: plain data without secrets, for
// people who ask.

export type DispatchEvent =
  /** The sender asked for a receiver by name. */
  | { readonly kind: 'wish'; readonly receiver: string; readonly answer: WishAnswer }
  /** The next alert; what follows is about it. `labels`: those that matchers see. */
  | { readonly kind: 'alert'; readonly alert: Alert; readonly labels: Labels }
  | { readonly kind: 'route'; readonly visit: RouteVisit }
  | { readonly kind: 'listener'; readonly decision: Decision }

/** `unknown` and `forbidden` go to the root's receiver, with a line that says so. */
export type WishAnswer = 'granted' | 'unknown' | 'forbidden'

/** What became of one alert at one listener of a receiver that it was led to. */
export interface Decision {
  /** The route's path; null: the sender's wish led here, not the tree. */
  readonly route: string | null
  readonly receiver: string
  readonly listener: string
  /** Of the listener's own matchers. */
  readonly verdicts: readonly Verdict[]
  /** The target's key; null where the alert is not for this listener. */
  readonly target: string | null
  readonly fate: Fate
}

export type Fate =
  | { readonly kind: 'told' }
  /** Waits for the end of the mute. */
  | { readonly kind: 'muted'; readonly mute: Mute }
  | { readonly kind: 'dropped'; readonly mute: Mute; readonly reason: DropReason }
  /** One of the listener's own matchers says no. */
  | { readonly kind: 'narrowed' }
  /** `send_resolved: false`; the listener's may be its receiver's. */
  | { readonly kind: 'resolved_unwanted'; readonly saidBy: 'listener' | 'route' }
  /** The same target hears it by another way. */
  | { readonly kind: 'already_told'; readonly route: string | null; readonly listener: string }

/** `on_mute`: the route says `drop`. `stale`: news of CI, deployments and commits does not keep. */
export type DropReason = 'on_mute' | 'stale'
