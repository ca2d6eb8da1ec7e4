import type { Alert } from '../domain/alert.ts'
import type { Target } from '../domain/target.ts'
import type { TimeInterval } from './interval.ts'
import type { Matcher } from './matcher.ts'

/** A name in the tree, and everybody who listens under it. `receiver:` reuse is already flattened. */
export interface Receiver {
  readonly name: string
  readonly listeners: readonly Listener[]
}

/** One configured target: whom it tells may depend on the alert (`group: "{{…}}"`). */
export interface Listener {
  readonly name: string
  readonly matchers: readonly Matcher[]
  readonly mute: readonly TimeInterval[]
  readonly active: readonly TimeInterval[]
  /** Null: as the route says. */
  readonly sendResolved: boolean | null
  choose(alert: Alert): Target
  /** Every target that `choose` may return. */
  readonly targets: readonly Target[]
}
