import type { Alert } from '../domain/alert.ts'
import type { Labels } from '../domain/labels.ts'
import type { RouteVisit } from './route.ts'
import type { Decision, DispatchEvent } from './trace.ts'

/** What was decided about one alert, and what decided it. */
export interface AlertDecisions {
  readonly alert: Alert
  /** Those that matchers see. */
  readonly labels: Labels
  readonly visits: readonly RouteVisit[]
  readonly deciders: readonly Decider[]
  readonly decisions: readonly Decision[]
}

/** Why an alert went by a route: the matchers that took it there, or that nothing below did. */
export interface Decider {
  readonly route: string
  readonly receiver: string
  /** Of the route itself. Empty: it takes whatever reaches it. */
  readonly matchers: readonly string[]
  /** Of the routes below it, which all said no: the first matcher of each that did. */
  readonly refusals: readonly { readonly route: string; readonly matcher: string }[]
}

/** A trace sorted by alert, in their order. What the sender wished for stands before them all. */
export function decisionsByAlert(trace: readonly DispatchEvent[]): readonly AlertDecisions[] {
  const starts = trace.flatMap(({ kind }, at) => (kind === 'alert' ? [at] : []))
  return starts.flatMap((start, i) => {
    const [first, ...rest] = trace.slice(start, starts[i + 1])
    if (first?.kind !== 'alert') return []
    const visits = rest.flatMap((event) => (event.kind === 'route' ? [event.visit] : []))
    const decisions = rest.flatMap((event) => (event.kind === 'listener' ? [event.decision] : []))
    const { alert, labels } = first
    return [{ alert, labels, visits, deciders: decidersOf(visits), decisions }]
  })
}

/** One for each way that a walk ended on, in the order of the tree. */
function decidersOf(visits: readonly RouteVisit[]): readonly Decider[] {
  const entered = visits.filter(({ outcome }) => outcome.kind === 'entered')
  const ends = entered.filter(({ path }) => !entered.some((other) => isBelow(other.path, path)))
  return ends.map(({ path, receiver, outcome }) => ({
    route: path,
    receiver,
    matchers: outcome.kind === 'entered' ? outcome.verdicts.map(({ matcher }) => matcher) : [],
    refusals: visits.flatMap((visit) => refusalOf(visit, path)),
  }))
}

function refusalOf({ path, outcome }: RouteVisit, above: string): Decider['refusals'] {
  if (outcome.kind !== 'refused' || !isBelow(path, above)) return []
  const refused = outcome.verdicts.find(({ holds }) => !holds)
  return refused ? [{ route: path, matcher: refused.matcher }] : []
}

const isBelow = (path: string, above: string): boolean => path.startsWith(`${above}.`)
