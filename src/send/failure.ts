import { type Instant, MINUTE } from '../domain/clock.ts'
import type { Failure } from '../domain/outcome.ts'
import { unreachable } from '../domain/result.ts'
import type { LineMemory } from '../outbox/line.ts'
import { backoff, flowDelay, probeDelay } from './backoff.ts'

/** The code of an outcome in which some users were told and the others have to wait. */
export const ASKED_TO_WAIT = 'flowControlledStaffIdList'

export interface Circumstances {
  readonly line: LineMemory
  readonly onUnknown: 'retry' | 'hold'
  readonly expiresAt: Instant
  readonly now: Instant
  readonly fraction: number
}

export interface NextStep {
  readonly state: 'waiting' | 'dead' | 'held'
  /** When the line may go on. */
  readonly dueAt: Instant
  readonly memory: LineMemory
}

/**
 * What becomes of a delivery and its line after a call that did not tell it: the one place where
 * that is decided.
 */
export function afterFailure(outcome: Failure, c: Circumstances): NextStep {
  switch (outcome.kind) {
    case 'retry':
      return again(c, delayOf(outcome, c), closes(outcome), outcome.closes?.scope === 'target')
    case 'unknown':
      if (c.onUnknown === 'hold') return over('held', c)
      return again(slotUsed(c), backoff(c.line.failures, c.fraction), false)
    case 'reject':
      if (outcome.reason !== 'config') return over('dead', c)
      return unhealthy(c, outcome.closes?.scope === 'app')
    default:
      return unreachable(outcome)
  }
}

function delayOf(outcome: Extract<Failure, { kind: 'retry' }>, c: Circumstances): number {
  const { closes } = outcome
  const usual =
    outcome.code === ASKED_TO_WAIT
      ? // They had waited once before they came to this line.
        flowDelay(c.line.failures + 1)
      : backoff(c.line.failures, c.fraction)
  if (closes?.scope !== 'target') return usual
  // A target that is refused again right after its penalty is left alone for longer.
  return Math.max(
    usual,
    Math.min(closes.forMs * 2 ** Math.min(c.line.failures, 4), Math.max(closes.forMs, 10 * MINUTE)),
  )
}

const closes = (outcome: Extract<Failure, { kind: 'retry' }>): boolean =>
  outcome.closes !== undefined && outcome.closes.scope !== 'api'

function again(c: Circumstances, delay: number, closed: boolean, isPenalty = false): NextStep {
  const { line, now, expiresAt } = c
  return {
    state: now >= expiresAt ? 'dead' : 'waiting',
    // The last moment is one more try: what is over then is a dead letter.
    dueAt: Math.min(now + delay, Math.max(now, expiresAt)),
    memory: {
      ...line,
      failures: line.failures + 1,
      retryingSince: line.retryingSince ?? now,
      closed: line.closed || closed,
      closedUntil: isPenalty ? now + delay : line.closedUntil,
    },
  }
}

/** The delivery is over; the line goes on with the next. */
const over = (state: 'dead' | 'held', c: Circumstances): NextStep => ({
  state,
  dueAt: c.now,
  memory: { ...c.line, failures: 0, retryingSince: null },
})

/** The settings are refused: everything waits, and the head knocks from time to time. */
function unhealthy(c: Circumstances, isOfApp: boolean): NextStep {
  const probes = c.line.unhealthySince === null ? 1 : c.line.failures + 1
  const next = again(c, probeDelay(probes), true)
  return {
    ...next,
    memory: {
      ...next.memory,
      failures: probes,
      unhealthySince: c.line.unhealthySince ?? c.now,
      ...(c.line.unhealthySince === null && isOfApp && { isOfApp }),
    },
  }
}

/** It may have arrived, so it counts against the pace. */
const slotUsed = (c: Circumstances): Circumstances => ({
  ...c,
  line: { ...c.line, slots: [...c.line.slots, { at: c.now, kept: false }] },
})
