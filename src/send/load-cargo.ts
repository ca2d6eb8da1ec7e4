import type { Chance } from '../domain/chance.ts'
import type { Instant } from '../domain/clock.ts'
import { type Delivery, isOver, isSaidAgain, NO_PROGRESS } from '../domain/delivery.ts'
import { isNonEmpty } from '../domain/result.ts'
import { isOwedLine, type Target } from '../domain/target.ts'
import type { Line } from '../outbox/line.ts'
import type { OutboxStore } from '../outbox/store.ts'
import { alone, type Cargo, digestOf, isFixed, isHeldBack, resolutionOf } from './cargo.ts'
import type { House } from './house.ts'
import { withMore } from './stored-digest.ts'

export interface LoadDeps {
  readonly worker: string
  readonly store: OutboxStore
  readonly chance: Chance
}

/** Rows that one digest folds at the most; the next one takes the rest. */
export const MOST_FOLDED = 20_000
/** How far behind a late *firing* its *resolved* is looked for. */
const MOST_LOOKED_THROUGH = 500

/**
 * What a turn takes along: the head by itself, its *resolved* in its place, or all that waits;
 * without a storm, what a mute held back or a person sends again comes as one.
 */
export async function loadCargo(
  line: Line,
  single: Cargo,
  { fold, kept }: { readonly fold: boolean; readonly kept: boolean },
  target: Target,
  house: House,
  deps: LoadDeps,
  now: Instant,
): Promise<Cargo> {
  // Of a pair the *resolved* says more than a digest of both would.
  const pair = fold && line.waiting > 2 ? null : await resolved(line, house, deps, now)
  if (pair) return pair
  if (isOwedLine(line.target)) return owedTogether(line, single, target, deps, now)
  if (!fold) return single
  const isCalm = !kept && !line.closed && line.retryingSince === null
  return folded(line, single, isCalm && isHeldBack(line.head), deps, now)
}

/** What a former turn had taken along, or a stored digest stands for, is marked as such. */
export async function resume(head: Delivery, store: OutboxStore): Promise<Cargo> {
  const isStored = head.kind === 'digest' && head.words === null
  if (head.words === null && !isStored) return alone(head)
  const folded = await takenAlong(head, store)
  return { row: head, folded, ...(await beneath(folded, store)), isNew: false, isStored }
}

/** Those that wait for its end: what it took along when it was told before is over. */
const takenAlong = async ({ id }: Delivery, store: OutboxStore): Promise<readonly Delivery[]> =>
  (await store.folded(id)).filter(({ state }) => !isOver(state))

/** Only what is owed to a few has told before, and may have taken others along then. */
async function beneath(
  folded: readonly Delivery[],
  store: OutboxStore,
): Promise<Pick<Cargo, 'beneath'>> {
  const found: Delivery[] = []
  for (const row of folded) if (row.words !== null) found.push(...(await takenAlong(row, store)))
  return found.length > 0 ? { beneath: found } : {}
}

/** A late *firing* whose *resolved* waits behind it is told by that one. */
async function resolved(
  { head, target, waiting }: Line,
  house: House,
  { store, worker }: LoadDeps,
  now: Instant,
): Promise<Cargo | null> {
  if (waiting < 2 || head.kind === 'digest' || isFixed(head) || !house.isLate(head, now))
    return null
  // A person wants to hear this very one again: that it is over then stands in its first line.
  if (isSaidAgain(head)) return null
  return resolutionOf(head, await store.waiting(worker, target, MOST_LOOKED_THROUGH))
}

/**
 * Whoever was asked to wait gets all that he missed meanwhile in one message. Only what is owed to
 * the very same people: with more of them somebody would hear again what he already has.
 */
async function owedTogether(
  line: Line,
  single: Cargo,
  target: Target,
  { store, worker, chance }: LoadDeps,
  now: Instant,
): Promise<Cargo> {
  const { kind, state, progress } = line.head
  const { owed } = progress
  if (target.digest === 'off' || line.waiting < 2 || owed === null) return single
  if (kind === 'digest' || state === 'sending') return single
  const rows = await store.waiting(worker, line.target, MOST_FOLDED)
  const missed = rows.filter(
    (row) => row.state === 'waiting' && isSameList(row.progress.owed, owed),
  )
  if (missed.length < 2 || !isNonEmpty(missed)) return single
  const cargo = digestOf(missed, now, chance)
  const row = { ...cargo.row, progress: { ...NO_PROGRESS, owed } }
  return { ...cargo, row, ...(await beneath(missed, store)) }
}

const isSameList = (some: readonly string[] | null, others: readonly string[]): boolean =>
  some !== null && some.length === others.length && some.every((user) => others.includes(user))

async function folded(
  { target }: Line,
  single: Cargo,
  onlyHeldBack: boolean,
  { store, worker, chance }: LoadDeps,
  now: Instant,
): Promise<Cargo> {
  const rows = await store.waiting(worker, target, MOST_FOLDED)
  // A stored digest tells those before it, and those behind it up to the next one.
  const next = rows.findIndex(({ kind, id }) => kind === 'digest' && id !== single.row.id)
  const fresh = (next < 0 ? rows : rows.slice(0, next)).filter(
    (row) => row.kind !== 'digest' && !isFixed(row) && (!onlyHeldBack || isHeldBack(row)),
  )
  if (single.isStored) return fresh.length > 0 ? withMore(single, fresh) : single
  return fresh.length > 1 && isNonEmpty(fresh) ? digestOf(fresh, now, chance) : single
}
