import type { Labels } from '../domain/labels.ts'
import type { TimeInterval } from './interval.ts'
import type { Matcher } from './matcher.ts'
import { judge, type Verdict } from './verdict.ts'

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

/** What the walk did at one node. Nodes below one that was not entered are not visited. */
export interface RouteVisit {
  readonly path: string
  readonly receiver: string
  readonly outcome:
    | { readonly kind: 'entered' | 'refused'; readonly verdicts: readonly Verdict[] }
    /** A sibling before it took the alert, and does not say `continue`. */
    | { readonly kind: 'skipped'; readonly takenBy: string }
}

/**
 * The routes that an alert takes, in the order of the tree: depth first, the first match wins
 * unless it says `continue`, and a node without a matching child is the end of its way. The root
 * takes everything, whatever its matchers say: there is nobody else whom an alert could go to.
 */
export function walk(
  root: Route,
  labels: Labels,
  visit?: (visit: RouteVisit) => void,
): readonly Route[] {
  if (visit) tell(root, { kind: 'entered', verdicts: judge(root.matchers, labels) })
  return walkBelow(root)

  function walkBelow(route: Route): readonly Route[] {
    const found: Route[] = []
    for (const [i, child] of route.routes.entries()) {
      if (!enters(child)) continue
      found.push(...walkBelow(child))
      if (child.continue) continue
      for (const later of visit ? route.routes.slice(i + 1) : [])
        tell(later, { kind: 'skipped', takenBy: child.path })
      break
    }
    return found.length > 0 ? found : [route]
  }

  function enters(route: Route): boolean {
    if (!visit) return route.matchers.every((matcher) => matcher.matches(labels))
    const verdicts = judge(route.matchers, labels)
    const entered = verdicts.every(({ holds }) => holds)
    tell(route, { kind: entered ? 'entered' : 'refused', verdicts })
    return entered
  }

  function tell({ path, receiver }: Route, outcome: RouteVisit['outcome']): void {
    visit?.({ path, receiver, outcome })
  }
}
