/** A moment, in milliseconds since the Unix epoch. */
export type Instant = number

/** Time as a dependency: `main.ts` makes the real one, tests move theirs by hand. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms` milliseconds, or at once when `signal` fires. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
