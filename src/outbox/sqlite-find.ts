import type { DatabaseSync } from 'node:sqlite'
import type { Delivery } from '../domain/delivery.ts'
import { also, anyOf, type Branch, branchesOf, type Condition, FEW } from './find-branches.ts'
import { type DeliveryPage, type DeliveryQuery, writeCursor } from './query.ts'
import { containing } from './search-text.ts'
import { type DeliveryRow, deliveryOf, type Packed } from './sqlite-rows.ts'

export type PackedPage = Omit<DeliveryPage, 'items'> & {
  readonly items: readonly Packed<Delivery>[]
}

/** What people look for. Runs inside a transaction. */
export function openFind(db: DatabaseSync) {
  return {
    find(query: DeliveryQuery): PackedPage {
      const most = query.limit + 1
      const rows = query.text
        ? search(query, containing(query.text), most)
        : branchesOf(query).flatMap((branch) => ask('deliveries d', branch, 'd', most))
      const found = rows.map(deliveryOf).sort(newestFirst)
      const items = found.slice(0, query.limit)
      const last = items.at(-1)
      const next = found.length > query.limit && last ? writeCursor(last) : null
      return { items, next }
    },
  }

  /** In the order of the join: either the texts of few rows, or the rows of what all texts hold. */
  function search(query: DeliveryQuery, text: string, most: number): DeliveryRow[] {
    const holds = { where: [`s.text LIKE ? ESCAPE '\\'`], values: [text] }
    const few = branchesOf(query).filter(isFew)
    const rest = branchesOf(query, 's').filter((branch) => !isFew(branch))
    const oneByOne =
      'deliveries d CROSS JOIN search s ON s.accepted_at = d.accepted_at AND s.id = d.id'
    const throughAll = 'search s CROSS JOIN deliveries d ON d.id = s.id'
    return [
      ...few.flatMap((branch) => ask(oneByOne, also(branch, holds), 'd', most)),
      ...(rest.length > 0 ? ask(throughAll, also(holds, anyOf(rest)), 's', most) : []),
    ]
  }

  function isFew({ indexed }: Branch): boolean {
    if (indexed === null) return false
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM deliveries d WHERE ${indexed.where.join(' AND ')} LIMIT ${FEW})`
    return Number(db.prepare(sql).get(...indexed.values)?.['n']) < FEW
  }

  function ask(from: string, { where, values }: Condition, by: 'd' | 's', most: number) {
    const order = `${by}.accepted_at DESC, ${by}.id DESC`
    const sql = `SELECT d.* FROM ${from} WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ?`
    return db.prepare(sql).all(...values, most) as DeliveryRow[]
  }
}

type Placed = Pick<Delivery, 'acceptedAt' | 'id'>

export const newestFirst = (a: Placed, b: Placed): number =>
  b.acceptedAt - a.acceptedAt || (a.id < b.id ? 1 : -1)
