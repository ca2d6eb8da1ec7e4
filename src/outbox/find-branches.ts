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
  const common = commonOf(query, paged)
  const byState: readonly Condition[] = states
    ? [...new Set(states)].map((state) => ({
        // Said a second time where the index is a partial one, and has to know.
        where: state === 'sent' ? ['d.state = ?'] : ['d.state = ?', `d.state <> 'sent'`],
        values: [state],
      }))
    : [NO_MORE]
  const byTarget: readonly Condition[] =
    target === undefined
      ? [NO_MORE]
      : [
          { where: ['d.target = ?'], values: [target] },
          { where: ['d.target_name = ?', 'd.target <> ?'], values: [target, target] },
        ]
  const byReceiver =
    receiver === undefined ? null : { where: ['d.receiver = ?'], values: [receiver] }
  return byState.flatMap((state) =>
    byTarget.map((place) => {
      const isRare = state !== NO_MORE && !state.values.includes('sent')
      const indexed = isRare ? state : place !== NO_MORE ? place : byReceiver
      return { ...also(also(common, state), place), indexed }
    }),
  )
}

/** What the texts themselves say of a question; a text from before they did may be anybody's. */
export function textsOf({ receiver, target }: DeliveryQuery): Condition {
  const parts: readonly Condition[] = [
    ...(receiver === undefined ? [] : [{ where: ['s.receiver = ?'], values: [receiver] }]),
    ...(target === undefined
      ? []
      : [{ where: ['(s.target = ? OR s.target_name = ?)'], values: [target, target] }]),
  ]
  if (parts.length === 0) return NO_MORE
  const { where, values } = parts.reduce(also)
  return { where: [`(s.receiver IS NULL OR (${where.join(' AND ')}))`], values }
}

/** What any of them asks for. */
export const anyOf = (branches: readonly Branch[]): Condition => ({
  where: [`(${branches.map(({ where }) => where.join(' AND ')).join(' OR ')})`],
  values: branches.flatMap(({ values }) => values),
})

const NO_MORE: Condition = { where: [], values: [] }

export const also = (one: Condition, other: Condition): Condition => ({
  where: [...one.where, ...other.where],
  values: [...one.values, ...other.values],
})

function commonOf(query: DeliveryQuery, paged: 'd' | 's'): Condition {
  const { receiver, webhook, endedSince, line, acceptedSince, toldBy, group, cursor } = query
  const from = cursor === undefined ? null : readCursor(cursor)
  const given: readonly (Condition | false | null)[] = [
    receiver !== undefined && { where: ['d.receiver = ?'], values: [receiver] },
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
    from && {
      where: [`(${paged}.accepted_at, ${paged}.id) < (?, ?)`],
      values: from,
    },
  ]
  return given.reduce<Condition>((all, each) => (each ? also(all, each) : all), {
    where: ['true'],
    values: [],
  })
}
