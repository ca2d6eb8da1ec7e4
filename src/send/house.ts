import type { App } from '../domain/app.ts'
import type { Instant } from '../domain/clock.ts'
import type { Delivery, Words } from '../domain/delivery.ts'
import type { Notification } from '../domain/notification.ts'
import type { Target } from '../domain/target.ts'
import type { Over } from '../message/voice.ts'

/** The plan as the worker needs it; a reload puts another in its place between two lines. */
export interface House {
  /** A delivery is sent with the current settings of its target; null when the plan has it no more. */
  target(delivery: Delivery): Target | null
  /** Null for custom robots. */
  app(target: Target): App | null
  /** Its organisation has used most of its monthly calls, and asks to save the rest. */
  isSparing(target: Target): boolean
  /** Of the top severity: it never waits to save a call. */
  isUrgent(notification: Notification): boolean
  /** Whether it is told so long after its acceptance that people should know. */
  isLate(delivery: Delivery, now: Instant): boolean
  /**
   * Words for one delivery. Never fails: a broken template falls back to `plain`. `over`: it is sent
   * again, and some of it has been resolved since.
   */
  words(
    delivery: Delivery,
    target: Target,
    form: Words['form'],
    now: Instant,
    over?: Over | null,
  ): Words
  /** Words for several as one message, which is the row `digest`. Plain ones quote nobody. */
  digest(
    digest: Delivery,
    deliveries: readonly Delivery[],
    target: Target,
    because: DigestReason,
    form: Words['form'],
    now: Instant,
  ): Words
}

export type DigestReason = 'storm' | 'muted' | 'reopened' | 'redriven'
