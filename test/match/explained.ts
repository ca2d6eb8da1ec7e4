import type { Alert } from '../../src/domain/alert.ts'
import type { Instant } from '../../src/domain/clock.ts'
import type { Labels } from '../../src/domain/labels.ts'
import { unreachable } from '../../src/domain/result.ts'
import { type Draft, dispatch, type Incoming, type RoutingPlan } from '../../src/match/dispatch.ts'
import type { RouteVisit } from '../../src/match/route.ts'
import type { Decision } from '../../src/match/trace.ts'
import type { Wish } from '../../src/match/wish.ts'

/** Why each alert of a webhook goes where it goes. */
export interface Explanation {
  /** Null: the sender left it to the tree. */
  readonly wish: Wish | null
  readonly alerts: readonly AlertExplanation[]
  /** Exactly what `dispatch` gives for the same webhook at the same moment. */
  readonly drafts: readonly Draft[]
}

export interface AlertExplanation {
  readonly alert: Alert
  /** The labels that matchers see, meta labels among them. */
  readonly labels: Labels
  /** Depth first, as the walk went; empty when a wish skipped the tree. */
  readonly visits: readonly RouteVisit[]
  readonly decisions: readonly Decision[]
}

/** What `dispatch` says on the way, gathered by alert. */
export function explain(plan: RoutingPlan, incoming: Incoming, now: Instant): Explanation {
  let wish: Wish | null = null
  const alerts: Writable[] = []
  const drafts = dispatch(plan, incoming, now, (event) => {
    switch (event.kind) {
      case 'wish':
        wish = { receiver: event.receiver, answer: event.answer }
        break
      case 'alert':
        alerts.push({ alert: event.alert, labels: event.labels, visits: [], decisions: [] })
        break
      case 'route':
        alerts.at(-1)?.visits.push(event.visit)
        break
      case 'listener':
        alerts.at(-1)?.decisions.push(event.decision)
        break
      default:
        unreachable(event)
    }
  })
  return { wish, alerts, drafts }
}

interface Writable extends AlertExplanation {
  readonly visits: RouteVisit[]
  readonly decisions: Decision[]
}
