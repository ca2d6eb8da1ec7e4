import type { DatabaseSync } from 'node:sqlite'
import type { Delivery } from '../domain/delivery.ts'
import { branchesOf } from './find-branches.ts'
import { type DeliveryPage, type DeliveryQuery, writeCursor } from './query.ts'
import { containing } from './search-text.ts'
import { type DeliveryRow, deliveryOf, type Packed } from './sqlite-rows.ts'

export type PackedPage = Omit<DeliveryPage, 'items'> & {
  readonly items: readonly Packed<Delivery>[]
}

/** What people look for. Runs inside a transaction. */
export const openFind = (db: DatabaseSync) => ({
  find(query: DeliveryQuery): PackedPage {
    const most = query.limit + 1
    const [from, order, text] = query.text
      ? [
          // In this order: the narrow table is looked through, newest first.
          'search s CROSS JOIN deliveries d ON d.id = s.id',
          's.accepted_at DESC, s.id DESC',
          [containing(query.text)],
        ]
      : ['deliveries d', 'd.accepted_at DESC, d.id DESC', []]
    const rows = branchesOf(query).flatMap(({ where, values }) => {
      const asked = text.length > 0 ? [`s.text LIKE ? ESCAPE '\\'`, ...where] : where
      const sql = `SELECT d.* FROM ${from} WHERE ${asked.join(' AND ')} ORDER BY ${order} LIMIT ?`
      return db.prepare(sql).all(...text, ...values, most) as DeliveryRow[]
    })
    const found = rows.map(deliveryOf).sort(newestFirst)
    const items = found.slice(0, query.limit)
    const last = items.at(-1)
    const next = found.length > query.limit && last ? writeCursor(last) : null
    return { items, next }
  },
})

type Placed = Pick<Delivery, 'acceptedAt' | 'id'>

export const newestFirst = (a: Placed, b: Placed): number =>
  b.acceptedAt - a.acceptedAt || (a.id < b.id ? 1 : -1)
