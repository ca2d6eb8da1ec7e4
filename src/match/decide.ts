import type { Alert, AlertKind } from '../domain/alert.ts'
import type { Labels } from '../domain/labels.ts'
import type { Target } from '../domain/target.ts'
import type { Mute } from './mute.ts'
import type { Listener, Receiver } from './receiver.ts'
import type { Route } from './route.ts'
import type { Fate } from './trace.ts'
import { judge, type Verdict } from './verdict.ts'

/** A receiver that an alert was led to, and by which route; null: by the sender's wish. */
export interface Way {
  readonly route: Route | null
  readonly receiver: Receiver
}

export interface Choice {
  readonly way: Way
  readonly listener: Listener
  readonly verdicts: readonly Verdict[]
  readonly target: Target | null
  readonly fate: Fate
}

export interface Question {
  readonly alert: Alert
  /** With the meta labels. */
  readonly labels: Labels
  muteOf(way: Way, listener: Listener): Mute | null
}

/**
 * What becomes of one alert at every listener on its ways, in their order. One target hears it
 * once: the first way that may speak now wins, else the first that may when its mute ends, so
 * that a muted way never silences an open one.
 */
export function decide(ways: readonly Way[], question: Question): readonly Choice[] {
  const choices = ways.flatMap((way) =>
    way.receiver.listeners.map((listener) => choose(way, listener, question)),
  )
  const winners = new Map<string, Choice>()
  for (const choice of choices) {
    const best = choice.target && winners.get(choice.target.key)
    if (choice.target && (!best || rank(choice) < rank(best)))
      winners.set(choice.target.key, choice)
  }
  return choices.map((choice) => {
    const winner = choice.target ? winners.get(choice.target.key) : undefined
    if (!winner || winner === choice) return choice
    const { way, listener } = winner
    const route = way.route?.path ?? null
    return { ...choice, fate: { kind: 'already_told', route, listener: listener.name } }
  })
}

function choose(way: Way, listener: Listener, question: Question): Choice {
  const { alert, labels, muteOf } = question
  const verdicts = judge(listener.matchers, labels)
  const refused = refusal(way, listener, alert, verdicts)
  if (refused) return { way, listener, verdicts, target: null, fate: refused }
  const fate = fateOf(muteOf(way, listener), alert.kind, way.route)
  return { way, listener, verdicts, target: listener.choose(alert), fate }
}

function refusal(
  { route }: Way,
  { sendResolved }: Listener,
  alert: Alert,
  verdicts: readonly Verdict[],
): Fate | null {
  if (!verdicts.every(({ holds }) => holds)) return { kind: 'narrowed' }
  if (alert.status === 'firing' || (sendResolved ?? route?.sendResolved ?? true)) return null
  return { kind: 'resolved_unwanted', saidBy: sendResolved === null ? 'route' : 'listener' }
}

/** Kinds of news that nobody wants to hear on Monday. */
const STALE_WHEN_HELD: readonly AlertKind[] = ['ci', 'deploy', 'vcs']

function fateOf(mute: Mute | null, kind: AlertKind, route: Route | null): Fate {
  if (!mute) return { kind: 'told' }
  if (route?.onMute === 'drop') return { kind: 'dropped', mute, reason: 'on_mute' }
  if (STALE_WHEN_HELD.includes(kind)) return { kind: 'dropped', mute, reason: 'stale' }
  return { kind: 'muted', mute }
}

const RANKS: readonly Fate['kind'][] = ['told', 'muted', 'dropped']

function rank(choice: Choice): number {
  return RANKS.indexOf(choice.fate.kind)
}
