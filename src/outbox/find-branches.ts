import { type DeliveryQuery, readCursor } from './query.ts'

/** One way through an index: what it asks for, with `?` for each value. */
export interface Branch {
  readonly where: readonly string[]
  readonly values: readonly (string | number)[]
}

/**
 * A question as questions that an index answers newest first, each for one state and one way to
 * name a target. No delivery is in the answer of two.
 */
export function branchesOf({ states, target, ...query }: DeliveryQuery): readonly Branch[] {
  const common = commonOf(query)
  const byState: readonly Branch[] = states
    ? [...new Set(states)].map((state) => ({
        // Said a second time where the index is a partial one, and has to know.
        where: state === 'sent' ? ['d.state = ?'] : ['d.state = ?', `d.state <> 'sent'`],
        values: [state],
      }))
    : [NO_MORE]
  const byTarget: readonly Branch[] =
    target === undefined
      ? [NO_MORE]
      : [
          { where: ['d.target = ?'], values: [target] },
          { where: ['d.target_name = ?', 'd.target <> ?'], values: [target, target] },
        ]
  return byState.flatMap((one) => byTarget.map((other) => also(also(common, one), other)))
}

const NO_MORE: Branch = { where: [], values: [] }

const also = (one: Branch, other: Branch): Branch => ({
  where: [...one.where, ...other.where],
  values: [...one.values, ...other.values],
})

function commonOf(query: Omit<DeliveryQuery, 'states' | 'target'>): Branch {
  const { receiver, webhook, endedSince, line, acceptedSince, group, cursor } = query
  const from = cursor === undefined ? null : readCursor(cursor)
  const given: readonly (Branch | false | null)[] = [
    receiver !== undefined && { where: ['d.receiver = ?'], values: [receiver] },
    webhook !== undefined && { where: ['d.webhook = ?'], values: [webhook] },
    endedSince !== undefined && { where: ['d.ended_at >= ?'], values: [endedSince] },
    line !== undefined && { where: ['d.target = ?'], values: [line] },
    acceptedSince !== undefined && { where: ['d.accepted_at >= ?'], values: [acceptedSince] },
    // As it stands in the JSON; LIKE would need its wildcards taken out.
    group !== undefined && {
      where: ["replace(d.notification, ?, '') <> d.notification"],
      values: [`"group":{"key":${JSON.stringify(group)},`],
    },
    from && {
      // Where text is looked for, the table that is looked through has to know where to begin.
      where: [query.text ? '(s.accepted_at, s.id) < (?, ?)' : '(d.accepted_at, d.id) < (?, ?)'],
      values: from,
    },
  ]
  return given.reduce<Branch>((all, each) => (each ? also(all, each) : all), {
    where: ['true'],
    values: [],
  })
}
