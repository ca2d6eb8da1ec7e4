import type { Instant } from '../domain/clock.ts'
import type { Delivery, Words } from '../domain/delivery.ts'
import { isOwedLine, type Target } from '../domain/target.ts'
import type { Line, LineMemory } from '../outbox/line.ts'
import { beginning, type Cargo, isBegun } from './cargo.ts'
import { type Arrival, type CarryDeps, carry } from './carry.ts'
import type { Channel } from './channel.ts'
import type { Closures } from './closures.ts'
import { type CompactDeps, compact } from './compact.ts'
import { conclude, giveUp, type InHand } from './conclude.ts'
import { countToday, overToday, quotaOf, untilTomorrow } from './daily-limit.ts'
import type { House } from './house.ts'
import { type LedgerDeps, openLedger, reportAttempt, reportEnd } from './ledger.ts'
import { memoryOf, viewOf } from './line-view.ts'
import { loadCargo, resume } from './load-cargo.ts'
import { withTodaysNews } from './over-by-now.ts'
import { nextTurn } from './pace.ts'
import { audienceOf } from './recipients.ts'
import { stillOwed } from './still-owed.ts'
import { buried, overIn } from './stored-digest.ts'
import { paceNow, untilFor } from './thrift.ts'
import { wordsFor } from './words-for.ts'

export interface TellerDeps extends LedgerDeps, CompactDeps, Omit<CarryDeps, 'report'> {
  readonly channels: Readonly<Record<Target['address']['channel'], Channel>>
  readonly closures: Closures
  house(): House
}

/** How soon a delivery is looked at again whose target the plan does not have. */
const HOMELESS_MS = 30_000
const MOMENT_MS = 5_000

/** Tells what is due in a line that this worker has claimed, and gives the line back. */
export async function tell(line: Line, deps: TellerDeps, signal: AbortSignal): Promise<void> {
  const ledger = openLedger(line.target, deps, signal)
  const memory = memoryOf(line)
  const house = deps.house()
  const target = house.target(line.head)
  if (target) {
    const hand = { line, memory, ledger, target, app: house.app(target) }
    return tellDue(hand, house, deps, signal)
  }
  await ledger.release(deps.clock.now() + HOMELESS_MS, { memory })
}

/** Is there anything in the way, whose turn is it, in which words, and then the calls. */
async function tellDue(
  hand: InHand,
  house: House,
  deps: TellerDeps,
  signal: AbortSignal,
): Promise<void> {
  const { line, memory, ledger, target, app } = hand
  const { clock, emit } = deps
  const now = clock.now()
  const single = () => resume(line.head, deps.store)
  if (line.head.expiresAt <= now) {
    const { reason, detail } = line.head
    return giveUp(await single(), 'dead', { reason: reason ?? 'timeout', detail }, hand, deps)
  }
  if (line.interrupted && target.onUnknown === 'hold') {
    const detail = 'The bridge stopped while this was being sent.'
    return giveUp(await single(), 'held', { reason: 'ambiguous', detail }, hand, deps)
  }
  if (line.closedUntil > now) return wait(line.closedUntil, memory)
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
  await send(await withTodaysNews(cargo, deps.store), turn.kept, 'full')

  /** Nothing can be told now; what is too much to wait each for itself waits as one. */
  async function wait(until: Instant, kept: LineMemory): Promise<void> {
    const crowded = await compact(line, target, deps, now)
    await ledger.release(until, { memory: kept, ...crowded })
  }

  async function bury(stored: Cargo, over: readonly Delivery[]): Promise<void> {
    const why = { reason: stored.row.reason ?? 'timeout', detail: stored.row.detail }
    const graves = await buried(stored, over, why, ledger)
    if (!(await ledger.release(now, { memory, ...graves }))) return
    reportEnd({ ...stored, folded: over }, 'dead', why, now, emit)
  }

  async function send(cargo: Cargo, kept: boolean, form: Words['form']): Promise<void> {
    const words =
      (form === 'full' && cargo.row.words) || wordsFor(cargo, { line, target, house, form, now })
    // On disk before anything leaves: a crash from here on is an unknown outcome, never a loss.
    if (!(await ledger.keep({ memory, ...beginning(cargo, words) }))) return

    const said = { ...cargo, row: { ...cargo.row, words } }

    const audience = await audienceOf(target.address, app, deps.gateway, signal)
    const { progress } = cargo.row
    if (audience.kind === 'failed') {
      const arrival = { progress, slots: memory.slots, attempt: null, ...audience }
      return conclude(said, arrival, hand, deps)
    }
    const isNew = progress.owed === null && progress.partsDone === 0
    const { free, over } = await quotaOf(target, audience.users, deps.store, now)
    if (isNew && over.length > 0 && free.length === 0) {
      const outcome = untilTomorrow(now)
      const arrival = { kind: 'failed', outcome, progress, attempt: null } as const
      return conclude(said, { ...arrival, slots: memory.slots }, hand, deps)
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
      return send({ ...said, isNew: false }, kept, 'plain')
    }
    if (arrival.kind === 'told') await countToday(target, free, words.parts.length, deps.store, now)
    return conclude(said, arrival, hand, deps)
  }
}

/** A message that DingTalk refuses for its form is tried once more, plain and short. */
const mayDegrade = (
  words: Words,
  { outcome, progress }: Extract<Arrival, { kind: 'failed' }>,
): boolean =>
  outcome.kind === 'reject' &&
  outcome.reason === 'message' &&
  words.form === 'full' &&
  !isBegun(progress)
