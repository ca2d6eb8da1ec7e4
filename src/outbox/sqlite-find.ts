import type { DatabaseSync } from 'node:sqlite'
import type { Delivery } from '../domain/delivery.ts'
import {
  type DeliveryRow,
  deliveryOf,
  listedOf,
  type Packed,
  type PackedSummary,
} from './delivery-rows.ts'
import {
  also,
  anyOf,
  type Branch,
  branchesOf,
  type Condition,
  FEW,
  listed,
  NO_MORE,
  textsOf,
} from './find-branches.ts'
import { type DeliveryPage, type DeliveryQuery, pageOf } from './query.ts'
import { containing } from './search-text.ts'

export type PackedPage = Omit<DeliveryPage, 'items'> & {
  readonly items: readonly Packed<Delivery>[]
}

export type PackedList = Omit<DeliveryPage, 'items'> & {
  readonly items: readonly PackedSummary[]
}

/** What people look for. Runs inside a transaction. */
export function openFind(db: DatabaseSync, few = FEW) {
  return {
    find: (query: DeliveryQuery): PackedPage =>
      pageOf(rowsOf(query, 'd.*').map(deliveryOf), query.limit),
    list: (query: DeliveryQuery): PackedList =>
      pageOf(rowsOf(query, SHORT).map(listedOf), query.limit),
  }

  function rowsOf(query: DeliveryQuery, columns: string): DeliveryRow[] {
    return query.text
      ? search(query, containing(query.text), columns)
      : branchesOf(query).flatMap((branch) => ask(columns, DELIVERIES, branch, 'd', query.limit))
  }

  /** In the order of the join: either the texts of few rows, or the rows of what all texts hold. */
  function search(query: DeliveryQuery, text: string, columns: string): DeliveryRow[] {
    const { limit } = query
    const holds = { where: [`s.text LIKE ? ESCAPE '\\'`], values: [text] }
    const [whole, paged] = [branchesOf(query), branchesOf(query, 's')]
    const areFew = whole.map(isFew)
    const ofFew = whole.filter((_, i) => areFew[i])
    const rest = paged.filter((_, i) => !areFew[i])
    const oneByOne =
      'deliveries d CROSS JOIN search s ON s.accepted_at = d.accepted_at AND s.id = d.id'
    const throughAll = 'search s CROSS JOIN deliveries d ON d.id = s.id'
    const wanted = [textsOf(query), holds, stateOf(rest), anyOf(rest)].reduce(also)
    return [
      ...ofFew.flatMap((branch) => ask(columns, oneByOne, also(branch, holds), 'd', limit)),
      ...(rest.length > 0 ? ask(columns, throughAll, wanted, 's', limit) : []),
    ]
  }

  function isFew({ indexed, rare }: Branch): boolean {
    if (indexed === null) return false
    // To look through all costs twice as much for a state: each text that holds the words is looked up.
    const most = rare === null ? few : 2 * few
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM deliveries d WHERE ${indexed.where.join(' AND ')} LIMIT ${most})`
    return Number(db.prepare(sql).get(...indexed.values)?.['n']) < most
  }

  /** One more than a page holds: whether there is a next one. */
  function ask(
    columns: string,
    from: string,
    { where, values }: Condition,
    by: 'd' | 's',
    limit: number,
  ) {
    const order = `${by}.accepted_at DESC, ${by}.id DESC`
    const sql = `SELECT ${columns} FROM ${from} WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ?`
    return db.prepare(sql).all(...values, limit + 1) as DeliveryRow[]
  }
}

/** Asked of the index before a row is read: words that a million have may be in none of these. */
function stateOf(branches: readonly Branch[]): Condition {
  const states = new Set(branches.map(({ rare }) => rare))
  if (states.has(null)) return NO_MORE
  // Not one with IN: that takes four times as long.
  const isIn = `EXISTS (SELECT 1 FROM deliveries o INDEXED BY deliveries_state
    WHERE o.state = ? AND o.state <> 'sent' AND o.accepted_at = s.accepted_at AND o.id = s.id)`
  return {
    where: [`(${[...states].map(() => isIn).join(' OR ')})`],
    values: [...states].filter((state) => state !== null),
  }
}

const DELIVERIES = 'deliveries d'
const ABOUT = '(SELECT about FROM summaries WHERE delivery = d.id)'
const SHORT = `${listed(ABOUT)}, d.words ->> '$.parts[0].title' AS title`
