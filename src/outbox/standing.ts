import type { Instant } from '../domain/clock.ts'
import type { LineMemory } from './line.ts'

/** What waits where, and how targets are. */
export interface Standing {
  readonly counts: readonly StandingCount[]
  /** Every target that ever had a delivery. */
  readonly lines: readonly StandingLine[]
}

/** Digests are not counted: they stand for those that they fold. */
export interface StandingCount {
  readonly target: string
  readonly receiver: string
  /** `sending` is counted as `waiting`. */
  readonly state: 'waiting' | 'muted' | 'held' | 'dead'
  /** At least 1. */
  readonly count: number
}

export interface StandingLine extends LineMemory {
  readonly target: string
  /** Since when its oldest delivery waits, from the end of its mute; null when none does. */
  readonly waitingSince: Instant | null
  /** Nothing is tried before; in the past when nothing is in its way. */
  readonly notBefore: Instant
}
