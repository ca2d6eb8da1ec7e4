import { identityOf } from '../domain/alert.ts'
import type { Chance } from '../domain/chance.ts'
import { newId } from '../domain/chance.ts'
import type { Instant } from '../domain/clock.ts'
import { type Delivery, NO_PROGRESS, type Progress, type Words } from '../domain/delivery.ts'
import type { NonEmpty } from '../domain/result.ts'
import type { Over } from '../message/voice.ts'
import type { Line } from '../outbox/line.ts'
import type { DeliveryChange, NewDigest } from '../outbox/store.ts'
import type { DigestReason } from './house.ts'
import { sumOf } from './sum-of.ts'

/**
 * What one turn of a line carries: a delivery by itself, a digest and those it folds, or a late
 * *resolved* and the *firing* that it makes unnecessary.
 */
export interface Cargo {
  /** The row that is being told: the head, or the digest. */
  readonly row: Delivery
  /** Empty when the row goes by itself. */
  readonly folded: readonly Delivery[]
  /** What the folded ones had taken along themselves, when others were told: it ends as they do. */
  readonly beneath?: readonly Delivery[]
  /** A *firing* that is sent again, and is not what it was. */
  readonly over?: Over | null
  /** Set when the digest's row does not exist yet. */
  readonly isNew: boolean
  /** A digest that stood for others before it had words. It stays when it told nothing. */
  readonly isStored: boolean
}

export const alone = (row: Delivery): Cargo => ({ row, folded: [], isNew: false, isStored: false })

/** A digest in place of several; it expires with the last of them and opens with the first. */
export function digestOf(rows: NonEmpty<Delivery>, now: Instant, chance: Chance): Cargo {
  const row: Delivery = {
    ...rows[0],
    ...sumOf(rows),
    id: newId(now, chance),
    kind: 'digest',
    webhook: null,
    state: 'sending',
    acceptedAt: now,
    mutedUntil: null,
    toldAt: null,
    toldBy: null,
    attempts: 0,
    words: null,
    triedWith: null,
    progress: NO_PROGRESS,
    redrives: 0,
  }
  return { row, folded: rows, isNew: true, isStored: false }
}

/** What comes back together, after a mute or by a person's wish, is told together. */
export const isHeldBack = ({ mutedUntil, redrives }: Delivery): boolean =>
  mutedUntil !== null || redrives > 0

export function digestReason(rows: readonly Delivery[], line: Line): DigestReason {
  if (rows.every(({ redrives }) => redrives > 0)) return 'redriven'
  if (rows.every(({ mutedUntil }) => mutedUntil !== null)) return 'muted'
  return line.closed ? 'reopened' : 'storm'
}

/** What has to be on disk before the call: who is being told, in which words. */
export function beginning(
  cargo: Cargo,
  words: Words,
): {
  created: readonly NewDigest[]
  changes: readonly DeliveryChange[]
  stillInLine: readonly string[]
} {
  const { row, folded, isNew, isStored } = cargo
  const isOther = row.words !== null && row.words !== words
  const before = isOther && { tried: [row.words] }
  const begun = { id: row.id, state: 'sending' as const, words, ...before }
  const stillInLine = rowsOf(cargo)
  if (isStored) {
    // Those behind it go on waiting: a refusal then changes one row, not thousands.
    const more = folded.filter(({ toldBy }) => toldBy !== row.id)
    const { notification, expiresAt } = row
    const standsFor = more.length > 0 && { standsFor: { notification, expiresAt } }
    const changes = [{ ...begun, ...standsFor }, ...more.map(({ id }) => ({ id, toldBy: row.id }))]
    return { created: [], changes, stillInLine }
  }
  const taken = folded.map(({ id }) => ({ id, state: 'sending' as const, toldBy: row.id }))
  const [first] = folded
  if (isNew && first) {
    // Of those who are owed what it tells: after a crash the others must not hear it again.
    const owed = isBegun(row.progress) ? [{ id: row.id, progress: row.progress }] : []
    const created = [{ ...row, words, placeOf: first.id }]
    return { created, changes: [...owed, ...taken], stillInLine }
  }
  const changes = tradePlaces(cargo, [begun, ...taken], row.words === null)
  return { created: [], changes, stillInLine }
}

/** Those in the line that it was made of. */
export const rowsOf = ({ row, folded, isNew }: Cargo): readonly string[] =>
  (isNew ? folded : [row, ...folded]).map(({ id }) => id)

/**
 * A *resolved* that tells its *firing* as well stands where that one stood, so that nobody in
 * between is told while it is repeated; when neither is told, both go back.
 */
export function tradePlaces(
  { row, folded }: Cargo,
  changes: readonly DeliveryChange[],
  isDue: boolean,
): DeliveryChange[] {
  const [first] = folded
  if (!isDue || row.kind === 'digest' || !first) return [...changes]
  const other = new Map([
    [row.id, first.id],
    [first.id, row.id],
  ])
  return changes.map((change) => {
    const placeOf = other.get(change.id)
    return placeOf === undefined ? change : { ...change, placeOf }
  })
}

/** The whole cargo is told. What is said again keeps when people first heard it. */
export function told(cargo: Cargo, progress: Delivery['progress'], now: Instant): DeliveryChange[] {
  const state = 'sent' as const
  const clean = ({ id, toldAt }: Delivery) => ({
    ...{ id, state, reason: null, detail: null },
    toldAt: toldAt ?? now,
  })
  return [
    { ...clean(cargo.row), progress },
    ...cargo.folded.map((row) => ({ ...clean(row), toldBy: cargo.row.id })),
    ...(cargo.beneath ?? []).map(clean),
  ]
}

export const isBegun = (progress: Progress): boolean =>
  progress.partsDone > 0 || progress.owed !== null

/** Its words may not change any more: it goes as it is, by itself. */
export const isFixed = (row: Delivery): boolean => row.words !== null || isBegun(row.progress)

/**
 * The *resolved* that came while a *firing* was kept waiting: it tells both, so the firing one
 * need not be said any more. It must resolve every alert that the firing one would have told, and
 * those of its group in between as well, or it would overtake them.
 */
export function resolutionOf(firing: Delivery, waiting: readonly Delivery[]): Cargo | null {
  const { source, group, status } = firing.notification
  if (status !== 'firing' || group.key === null) return null
  const others = waiting.filter(
    ({ id, kind, notification }) =>
      id !== firing.id &&
      (kind === 'digest' ||
        (notification.source === source && notification.group.key === group.key)),
  )
  const at = others.findIndex((row) => isResolutionOf(row, firing))
  const row = others[at]
  const between = others.slice(0, at)
  if (!row || isFixed(row)) return null
  if (!between.every((each) => !isFixed(each) && isResolutionOf(row, each))) return null
  return { ...alone(row), folded: [firing, ...between] }
}

function isResolutionOf({ kind, notification }: Delivery, firing: Delivery): boolean {
  if (kind === 'digest' || notification.status !== 'resolved') return false
  if (firing.kind === 'digest' || firing.notification.status !== 'firing') return false
  const over = new Set(notification.alerts.map(identityOf))
  return firing.notification.alerts
    .filter((alert) => alert.status === 'firing')
    .every((alert) => over.has(identityOf(alert)))
}
