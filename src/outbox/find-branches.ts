import type { DeliveryState } from '../domain/delivery.ts'
import { type DeliveryQuery, readCursor } from './query.ts'

/** What is asked for, with `?` for each value. */
export interface Condition {
  readonly where: readonly string[]
  readonly values: readonly (string | number)[]
}

/** One way through an index. */
export interface Branch extends Condition {
  /** The part of it that an index answers by itself; null where nothing narrows it down. */
  readonly indexed: Condition | null
  /** The state, where it is one with an index. */
  readonly rare: DeliveryState | null
}

/** What a list reads of a row: no alerts but where they are not known in short, and no words. */
export const listed = (
  about: string,
): string => `d.id, d.kind, d.webhook, d.target, d.receiver, d.target_name, d.channel,
  d.state, d.accepted_at, d.muted_until, d.expires_at, d.told_at, d.told_by, d.attempts, d.reason,
  d.detail, d.progress, d.redrives, ${about} AS about,
  CASE WHEN ${about} IS NULL THEN d.notification END AS notification`

/** Fewer than this are looked up one by one for less than a look through all texts costs. */
export const FEW = 100_000

/**
 * A question as questions that an index answers newest first, each for one state and one way to
 * name a target. No delivery is in the answer of two. `paged` is the table that has to know where
 * the page begins: the one that is looked through.
 */
export function branchesOf(query: DeliveryQuery, paged: 'd' | 's' = 'd'): readonly Branch[] {
  const { states, target, receiver } = query
  const byReceiver =
    receiver === undefined ? null : { where: ['d.receiver = ?'], values: [receiver] }
  const common = [
    { where: ['true'], values: [] },
    byReceiver ?? NO_MORE,
    detailsOf(query),
    beginOf(query, paged),
  ].reduce(also)
  const byState = states ? [...new Set(states)].map(ofState) : [{ ...NO_MORE, rare: null }]
  const byTarget = target === undefined ? [{ ...NO_MORE, indexed: null }] : placesOf(target)
  return byState.flatMap((state) =>
    byTarget.map((place) => {
      const indexed = state.rare === null ? (place.indexed ?? byReceiver) : state
      return { ...also(also(common, state), place), indexed, rare: state.rare }
    }),
  )
}

function ofState(state: DeliveryState): Condition & Pick<Branch, 'rare'> {
  if (state === 'sent') return { where: ['d.state = ?'], values: [state], rare: null }
  // Said a second time: the index is a partial one, and has to know.
  return { where: ['d.state = ?', `d.state <> 'sent'`], values: [state], rare: state }
}

function placesOf(target: string): readonly (Condition & Pick<Branch, 'indexed'>)[] {
  const byKey = { where: ['d.target = ?'], values: [target] }
  const byName = { where: ['d.target_name = ?'], values: [target] }
  const notByKey = { where: ['d.target <> ?'], values: [target] }
  return [
    { ...byKey, indexed: byKey },
    // The key is not in the index: to count by it would read each row.
    { ...also(byName, notByKey), indexed: byName },
  ]
}

/** What the texts themselves say of a question; a text from before they did may be anybody's. */
export function textsOf(query: DeliveryQuery): Condition {
  const { where, values } = ownerOf(query, 's')
  if (where.length === 0) return NO_MORE
  return { where: [`(s.receiver IS NULL OR (${where.join(' AND ')}))`], values }
}

/** Whose is asked for, as either table says it. */
export function ownerOf({ receiver, target }: DeliveryQuery, table: 'd' | 's'): Condition {
  const byReceiver = { where: [`${table}.receiver = ?`], values: [receiver ?? ''] }
  const byTarget = {
    where: [`(${table}.target = ? OR ${table}.target_name = ?)`],
    values: [target ?? '', target ?? ''],
  }
  return also(
    receiver === undefined ? NO_MORE : byReceiver,
    target === undefined ? NO_MORE : byTarget,
  )
}

/** What only a delivery itself can say. */
export function detailsOf(query: DeliveryQuery): Condition {
  const { webhook, endedSince, line, acceptedSince, toldBy, group } = query
  const given: readonly (Condition | false)[] = [
    webhook !== undefined && { where: ['d.webhook = ?'], values: [webhook] },
    endedSince !== undefined && { where: ['d.ended_at >= ?'], values: [endedSince] },
    line !== undefined && { where: ['d.target = ?'], values: [line] },
    acceptedSince !== undefined && { where: ['d.accepted_at >= ?'], values: [acceptedSince] },
    toldBy !== undefined && { where: ['d.told_by = ?'], values: [toldBy] },
    // As it stands in the JSON; LIKE would need its wildcards taken out.
    group !== undefined && {
      where: ["replace(d.notification, ?, '') <> d.notification"],
      values: [`"group":{"key":${JSON.stringify(group)},`],
    },
  ]
  return given.filter((each) => each !== false).reduce(also, NO_MORE)
}

/** Where the page begins. */
export function beginOf({ cursor }: DeliveryQuery, table: 'd' | 's'): Condition {
  const from = cursor === undefined ? null : readCursor(cursor)
  return from ? { where: [`(${table}.accepted_at, ${table}.id) < (?, ?)`], values: from } : NO_MORE
}

/** What any of them asks for. */
export const anyOf = (branches: readonly Branch[]): Condition => ({
  where: [`(${branches.map(({ where }) => where.join(' AND ')).join(' OR ')})`],
  values: branches.flatMap(({ values }) => values),
})

export const NO_MORE: Condition = { where: [], values: [] }

export const also = (one: Condition, other: Condition): Condition => ({
  where: [...one.where, ...other.where],
  values: [...one.values, ...other.values],
})
