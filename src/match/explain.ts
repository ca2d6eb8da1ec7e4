import type { Alert } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import type { Labels } from '../domain/labels.ts'
import { unreachable } from '../domain/result.ts'
import { type Draft, dispatch, type Incoming, type RoutingPlan } from './dispatch.ts'
import type { RouteVisit } from './route.ts'
import type { Decision } from './trace.ts'
import type { Wish } from './wish.ts'

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

/** Runs the very dispatch that a webhook would, and keeps what it says on the way. */
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
