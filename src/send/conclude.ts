import type { App } from '../domain/app.ts'
import type { Delivery } from '../domain/delivery.ts'
import { unreachable } from '../domain/result.ts'
import { isOwedLine, owedLine, type Target } from '../domain/target.ts'
import { FRESH_LINE, type Line, type LineMemory } from '../outbox/line.ts'
import { flowDelay } from './backoff.ts'
import { type Cargo, isBegun, rowsOf, told } from './cargo.ts'
import type { Arrival } from './carry.ts'
import type { Closures } from './closures.ts'
import { ASKED_TO_WAIT, afterFailure } from './failure.ts'
import { type Ledger, type LedgerDeps, reportEnd } from './ledger.ts'
import { untold } from './untold.ts'

/** A line that a worker holds, and what stands with it at the beginning of its turn. */
export interface InHand {
  readonly line: Line
  readonly memory: LineMemory
  readonly ledger: Ledger
  readonly target: Target
  /** Null for custom robots. */
  readonly app: App | null
}

export interface ConcludeDeps extends Pick<LedgerDeps, 'clock' | 'chance' | 'emit'> {
  readonly closures: Closures
}

/** Writes down where a journey ended, gives the line back, and says so to whoever watches. */
export async function conclude(
  cargo: Cargo,
  arrival: Arrival,
  hand: InHand,
  deps: ConcludeDeps,
): Promise<void> {
  switch (arrival.kind) {
    case 'lease lost':
      return
    case 'partly': {
      const { progress, until } = arrival
      const changes = [{ id: cargo.row.id, state: 'waiting' as const, progress }]
      const memory = { ...FRESH_LINE, slots: arrival.slots }
      await hand.ledger.release(until, { memory, changes })
      return
    }
    case 'told':
      return finish(cargo, arrival, hand, deps)
    case 'failed':
      return fail(cargo, arrival, hand, deps)
    default:
      return unreachable(arrival)
  }
}

/** Ends a cargo that no call is made for any more. */
export async function giveUp(
  cargo: Cargo,
  state: 'dead' | 'held',
  { reason, detail }: Pick<Delivery, 'reason' | 'detail'>,
  { memory, ledger }: InHand,
  { clock, emit }: ConcludeDeps,
): Promise<void> {
  const { progress } = cargo.row
  const at = clock.now()
  const fresh = { ...memory, failures: 0, retryingSince: null }
  const keepWords = isBegun(progress)
  const ending = { state, reason, detail, progress, keepWords, attempt: null }
  const stillInLine = rowsOf(cargo)
  const step = { memory: fresh, stillInLine, ...(await untold(cargo, ending, ledger)) }
  if (await ledger.release(at, step)) reportEnd(cargo, state, { reason, detail }, at, emit)
}

async function finish(
  cargo: Cargo,
  { progress, slots, reached }: Extract<Arrival, { kind: 'told' }>,
  hand: InHand,
  deps: ConcludeDeps,
): Promise<void> {
  const { line, target, app, ledger } = hand
  const { clock, emit, closures } = deps
  if (!reached) {
    const who = progress.refused.map(({ user, because }) => `${user} (${because})`).join(', ')
    const detail = `Nobody could be told: ${who}.`
    const row = { ...cargo.row, progress }
    return giveUp({ ...cargo, row }, 'dead', { reason: 'recipient', detail }, hand, deps)
  }
  const at = clock.now()
  const changes = told(cargo, progress, at)
  if (!(await ledger.release(at, { memory: { ...FRESH_LINE, slots }, changes }))) return
  const isOfApp = line.isOfApp === true
  if (line.unhealthySince !== null) emit({ type: 'target.recovered', ...nameOf(target), isOfApp })
  reportEnd(cargo, 'sent', { reason: null, detail: null }, at, emit)
  if (isOfApp && app && (await closures.accepted(app, at)))
    emit({ type: 'app.recovered', app: app.name })
}

async function fail(
  cargo: Cargo,
  { outcome, progress, slots, attempt }: Extract<Arrival, { kind: 'failed' }>,
  { line, memory, ledger, target, app }: InHand,
  { clock, chance, emit, closures }: ConcludeDeps,
): Promise<void> {
  const { reason, detail } = outcome
  const at = clock.now()
  if (outcome.code === ASKED_TO_WAIT && !isOwedLine(line.target)) {
    // Those who still have to hear it wait in a line of their own, and hold nobody up.
    const moveTo = { line: owedLine(line.target), dueAt: at + flowDelay(0) }
    const changes = [
      { id: cargo.row.id, state: 'waiting' as const, reason, detail, progress, moveTo },
    ]
    await ledger.release(at, { memory: { ...FRESH_LINE, slots }, changes })
    return
  }
  const next = afterFailure(outcome, {
    line: { ...memory, slots },
    onUnknown: target.onUnknown,
    expiresAt: cargo.row.expiresAt,
    now: at,
    fraction: chance.fraction(),
  })
  if (outcome.kind !== 'unknown' && outcome.closes)
    await closures.close(outcome.closes, target.address, app, detail, at)
  const keepWords = outcome.kind === 'unknown' || isBegun(progress)
  const ending = { state: next.state, reason, detail, progress, keepWords, attempt }
  const step = { memory: next.memory, ...(await untold(cargo, ending, ledger)) }
  if (!(await ledger.release(next.dueAt, step))) return
  if (next.memory.unhealthySince !== null && memory.unhealthySince === null) {
    const isOfApp = next.memory.isOfApp === true
    emit({ type: 'target.unhealthy', ...nameOf(target), detail, isOfApp })
  }
  if (next.state !== 'waiting') reportEnd(cargo, next.state, { reason, detail }, at, emit)
  if (app && next.memory.isOfApp && (await closures.refused(app, at)))
    emit({ type: 'app.unhealthy', app: app.name, detail })
}

const nameOf = ({ receiver, name }: Target) => ({ receiver, target: name })
