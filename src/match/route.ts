import type { TimeInterval } from './interval.ts'
import type { Matcher } from './matcher.ts'

/** A node of the routing tree, with what it inherited already filled in. */
export interface Route {
  /** Its place in the file: `route`, `route.routes[1].routes[0]`. */
  readonly path: string
  readonly matchers: readonly Matcher[]
  readonly receiver: string
  readonly template: string | null
  readonly sendResolved: boolean
  readonly onMute: 'hold' | 'drop'
  readonly continue: boolean
  readonly mute: readonly TimeInterval[]
  readonly active: readonly TimeInterval[]
  readonly routes: readonly Route[]
}
