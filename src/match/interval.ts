import type { Instant } from '../domain/clock.ts'

/** A named time interval, ready to be asked. */
export interface TimeInterval {
  readonly name: string
  contains(at: Instant): boolean
  /** The first moment after `at` at which it no longer holds; null if it never ends. */
  endsAfter(at: Instant): Instant | null
  /** The first moment at or after `at` at which it holds; null if it never does. */
  startsAfter(at: Instant): Instant | null
}
