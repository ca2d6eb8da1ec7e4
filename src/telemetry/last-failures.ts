import type { Clock, Instant } from '../domain/clock.ts'
import type { Emit } from '../domain/event.ts'
import type { FailureReason } from '../domain/outcome.ts'

export interface LastFailure {
  readonly at: Instant
  readonly reason: FailureReason
  /** DingTalk's code, where it gave one. */
  readonly code: string | null
  readonly detail: string | null
}

/** A target by its names, as events have it. */
export const placeOf = ({ receiver, target }: { receiver: string; target: string }): string =>
  JSON.stringify([receiver, target])

/** How the last call of a target failed, seen by this process; it goes when one succeeds. */
export function createLastFailures(clock: Clock): {
  readonly watch: Emit
  /** See `placeOf`. */
  read(): ReadonlyMap<string, LastFailure>
} {
  const failures = new Map<string, LastFailure>()
  return {
    watch(event) {
      if (event.type !== 'attempt.ended') return
      const { reason, code, detail } = event
      if (reason === null) failures.delete(placeOf(event))
      else failures.set(placeOf(event), { at: clock.now(), reason, code, detail })
    },
    read: () => failures,
  }
}
