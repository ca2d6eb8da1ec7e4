import type { Instant } from '../domain/clock.ts'
import type { Delivery, Words } from '../domain/delivery.ts'
import { isOwedLine, owedLine, type Target } from '../domain/target.ts'
import { FRESH_LINE, type Line, type LineMemory } from '../outbox/line.ts'
import { flowDelay } from './backoff.ts'
import { beginning, type Cargo, isBegun, told } from './cargo.ts'
import { type Arrival, type CarryDeps, carry } from './carry.ts'
import type { Channel } from './channel.ts'
import type { Closures } from './closures.ts'
import { type CompactDeps, compact } from './compact.ts'
import { countToday, overToday, quotaOf, untilTomorrow } from './daily-limit.ts'
import { ASKED_TO_WAIT, afterFailure } from './failure.ts'
import type { House } from './house.ts'
import { type LedgerDeps, openLedger, reportAttempt, reportEnd } from './ledger.ts'
import { memoryOf, viewOf } from './line-view.ts'
import { loadCargo, resume } from './load-cargo.ts'
import { withTodaysNews } from './over-by-now.ts'
import { nextTurn, type Turn } from './pace.ts'
import { audienceOf } from './recipients.ts'
import { stillOwed } from './still-owed.ts'
import { buried, overIn } from './stored-digest.ts'
import { paceNow, untilFor } from './thrift.ts'
import { untold } from './untold.ts'
import { wordsFor } from './words-for.ts'

export interface TellerDeps extends LedgerDeps, CompactDeps, Omit<CarryDeps, 'report'> {
  readonly channels: Readonly<Record<Target['address']['channel'], Channel>>
  readonly closures: Closures
  house(): House
}

/** How soon a delivery is looked at again whose target the plan does not have. */
const HOMELESS_MS = 30_000
const MOMENT_MS = 5_000

/**
 * Tells what is due in a line that this worker has claimed, and gives the line back: is there
 * anything in the way, whose turn is it, in which words, and then the calls.
 */
export async function tell(line: Line, deps: TellerDeps, signal: AbortSignal): Promise<void> {
  const { clock, emit } = deps
  const ledger = openLedger(line.target, deps, signal)
  const memory = memoryOf(line)
  const house = deps.house()
  const target = house.target(line.head)
  const now = clock.now()
  if (!target) {
    await ledger.release(now + HOMELESS_MS, { memory })
    return
  }
  const single = () => resume(line.head, deps.store)
  if (line.head.expiresAt <= now) {
    return giveUp(await single(), 'dead', line.head.reason ?? 'timeout', line.head.detail)
  }
  if (line.interrupted && target.onUnknown === 'hold') {
    const detail = 'The bridge stopped while this was being sent.'
    return giveUp(await single(), 'held', 'ambiguous', detail)
  }
  if (line.closedUntil > now) return wait(line.closedUntil, memory)
  const app = house.app(target)
  const shut = await deps.closures.until(target.address, app, now)
  if (shut) {
    // A second's wait for a place among the app's calls is no outage to come back from.
    const closed = memory.closed || shut.until - now > MOMENT_MS
    return wait(shut.until, { ...memory, closed })
  }
  const pace = await paceNow(line, target, house, deps)
  const turn = nextTurn(viewOf(line), pace, target.digest, now)
  if (turn.kind === 'wait') return wait(untilFor(turn, pace, now), memory)
  const crowded = line.retryingSince !== null ? await compact(line, target, deps, now) : null
  if (crowded) {
    await ledger.release(now, { memory, ...crowded })
    return
  }
  const head = await single()
  const over = overIn(head, now)
  if (over) return bury(head, over)
  const cargo = await loadCargo(line, head, turn, target, house, deps, now)
  await send(await withTodaysNews(cargo, deps.store), turn, 'full')

  /** Nothing can be told now; what is too much to wait each for itself waits as one. */
  async function wait(until: Instant, kept: LineMemory): Promise<void> {
    const crowded = target && (await compact(line, target, deps, now))
    await ledger.release(until, { memory: kept, ...crowded })
  }

  async function bury(stored: Cargo, over: readonly Delivery[]): Promise<void> {
    const why = { reason: stored.row.reason ?? 'timeout', detail: stored.row.detail }
    const graves = await buried(stored, over, why, ledger)
    if (!(await ledger.release(now, { memory, ...graves }))) return
    reportEnd({ ...stored, folded: over }, 'dead', why, now, emit)
  }

  async function send(
    cargo: Cargo,
    { kept }: Extract<Turn, { kind: 'send' }>,
    form: Words['form'],
  ): Promise<void> {
    if (!target) return
    const words =
      (form === 'full' && cargo.row.words) || wordsFor(cargo, { line, target, house, form, now })
    // On disk before anything leaves: a crash from here on is an unknown outcome, never a loss.
    if (!(await ledger.keep({ memory, ...beginning(cargo, words) }))) return

    const said = { ...cargo, row: { ...cargo.row, words } }

    const audience = await audienceOf(target.address, app, deps.gateway, signal)
    const { progress } = cargo.row
    if (audience.kind === 'failed') {
      const arrival = { progress, slots: memory.slots, attempt: null, ...audience }
      return conclude(said, arrival)
    }
    const isNew = progress.owed === null && progress.partsDone === 0
    const { free, over } = await quotaOf(target, audience.users, deps.store, now)
    if (isNew && over.length > 0 && free.length === 0) {
      const outcome = untilTomorrow(now)
      const arrival = { kind: 'failed', outcome, progress, attempt: null } as const
      return conclude(said, { ...arrival, slots: memory.slots })
    }
    const refused = [...audience.refused, ...over.map(overToday)]
    const behind = isOwedLine(line.target) ? [] : await stillOwed(cargo, target, deps.store)
    const arrival = await carry(
      {
        cargo,
        target,
        app,
        channel: deps.channels[target.address.channel],
        words,
        users: audience.users,
        behind,
        progress: isNew ? { ...progress, refused } : progress,
        memory,
        pace,
        kept,
      },
      ledger,
      { ...deps, report: (attempt) => reportAttempt(attempt, cargo.row, target, emit) },
      signal,
    )
    if (arrival.kind === 'failed' && mayDegrade(words, arrival)) {
      const { attempt } = arrival
      const changes = [
        { id: cargo.row.id, reason: arrival.outcome.reason, detail: arrival.outcome.detail },
      ]
      if (!(await ledger.keep({ memory, changes, attempts: attempt ? [attempt] : [] }))) return
      // Its row is on disk since its first words.
      return send({ ...said, isNew: false }, { kind: 'send', fold: false, kept }, 'plain')
    }
    if (arrival.kind === 'told') await countToday(target, free, words.parts.length, deps.store, now)
    return conclude(said, arrival)
  }

  async function conclude(cargo: Cargo, arrival: Arrival): Promise<void> {
    switch (arrival.kind) {
      case 'lease lost':
        return
      case 'partly': {
        const { progress, until } = arrival
        const changes = [{ id: cargo.row.id, state: 'waiting' as const, progress }]
        await ledger.release(until, { memory: { ...FRESH_LINE, slots: arrival.slots }, changes })
        return
      }
      case 'told':
        return finish(cargo, arrival)
      case 'failed':
        return fail(cargo, arrival)
    }
  }

  async function finish(cargo: Cargo, arrival: Extract<Arrival, { kind: 'told' }>) {
    const { progress, slots, reached } = arrival
    if (!reached) {
      const who = progress.refused.map(({ user, because }) => `${user} (${because})`).join(', ')
      const row = { ...cargo.row, progress }
      return giveUp({ ...cargo, row }, 'dead', 'recipient', `Nobody could be told: ${who}.`)
    }
    const at = clock.now()
    const changes = told(cargo, progress, at)
    if (!(await ledger.release(at, { memory: { ...FRESH_LINE, slots }, changes }))) return
    if (line.unhealthySince !== null && target)
      emit({ type: 'target.recovered', ...nameOf(target), isOfApp: line.isOfApp === true })
    reportEnd(cargo, 'sent', { reason: null, detail: null }, at, emit)
    if (line.isOfApp && app && (await deps.closures.accepted(app, at)))
      emit({ type: 'app.recovered', app: app.name })
  }

  async function fail(cargo: Cargo, arrival: Extract<Arrival, { kind: 'failed' }>): Promise<void> {
    if (!target) return
    const { outcome, progress, slots, attempt } = arrival
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
      fraction: deps.chance.fraction(),
    })
    if (outcome.kind !== 'unknown' && outcome.closes) {
      await deps.closures.close(outcome.closes, target.address, app, detail, at)
    }
    const keepWords = outcome.kind === 'unknown' || isBegun(progress)
    const ending = { state: next.state, reason, detail, progress, keepWords, attempt }
    const step = { memory: next.memory, ...(await untold(cargo, ending, ledger)) }
    if (!(await ledger.release(next.dueAt, step))) return
    if (next.memory.unhealthySince !== null && memory.unhealthySince === null) {
      const isOfApp = next.memory.isOfApp === true
      emit({ type: 'target.unhealthy', ...nameOf(target), detail, isOfApp })
    }
    if (next.state !== 'waiting') reportEnd(cargo, next.state, { reason, detail }, at, emit)
    if (app && next.memory.isOfApp && (await deps.closures.refused(app, at)))
      emit({ type: 'app.unhealthy', app: app.name, detail })
  }

  async function giveUp(
    cargo: Cargo,
    state: 'dead' | 'held',
    reason: Delivery['reason'],
    detail: string | null,
  ): Promise<void> {
    const { progress } = cargo.row
    const at = clock.now()
    const fresh = { ...memory, failures: 0, retryingSince: null }
    const keepWords = isBegun(progress)
    const ending = { state, reason, detail, progress, keepWords, attempt: null }
    const step = { memory: fresh, ...(await untold(cargo, ending, ledger)) }
    if (await ledger.release(at, step)) reportEnd(cargo, state, { reason, detail }, at, emit)
  }
}

const nameOf = ({ receiver, name }: Target) => ({ receiver, target: name })

/** A message that DingTalk refuses for its form is tried once more, plain and short. */
const mayDegrade = (
  words: Words,
  { outcome, progress }: Extract<Arrival, { kind: 'failed' }>,
): boolean =>
  outcome.kind === 'reject' &&
  outcome.reason === 'message' &&
  words.form === 'full' &&
  !isBegun(progress)
