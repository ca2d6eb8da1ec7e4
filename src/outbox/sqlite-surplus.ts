import type { DatabaseSync } from 'node:sqlite'
import type { Delivery } from '../domain/delivery.ts'
import { type DeliveryRow, deliveryOf, type Packed } from './delivery-rows.ts'
import { MOST_AT_ONCE } from './store.ts'

export interface PackedSurplus {
  readonly into: Packed<Delivery> | null
  readonly rows: readonly Packed<Delivery>[]
}

/** What a line has beyond a target's share. Runs inside a transaction. */
export function openSurplus(db: DatabaseSync) {
  const held = db.prepare('SELECT waiting FROM lines WHERE target = ? AND owner = ?')
  const stored = db.prepare(
    `SELECT * FROM deliveries WHERE target = ? AND state = 'waiting' AND told_by IS NULL
       AND kind = 'digest' AND words IS NULL ORDER BY place DESC LIMIT 1`,
  )
  const weight = db.prepare(
    `SELECT count(*) AS n, coalesce(sum(octet_length(notification)), 0) AS bytes
     FROM deliveries WHERE told_by = ?`,
  )
  const unsaid = db.prepare(
    `SELECT * FROM deliveries WHERE target = ? AND state = 'waiting' AND told_by IS NULL
       AND kind = 'notification' AND words IS NULL ORDER BY place LIMIT ?`,
  )

  return {
    surplus(worker: string, target: string, share: number, limit: number): PackedSurplus {
      const surplus = Number(held.get(target, worker)?.['waiting'] ?? 0) - share
      if (surplus <= 0) return { into: null, rows: [] }
      const digest = stored.get(target) as DeliveryRow | undefined
      const taken = digest && weight.get(String(digest['id']))
      const isFull = Number(taken?.['n']) >= limit || Number(taken?.['bytes']) >= MOST_AT_ONCE
      const into = digest && !isFull ? deliveryOf(digest) : null
      const room = limit - (into ? Number(taken?.['n']) : 0)
      let bytes = into ? Number(taken?.['bytes']) : 0
      const rows: Packed<Delivery>[] = []
      for (const row of unsaid.iterate(target, Math.min(surplus, room))) {
        const delivery = deliveryOf(row as DeliveryRow)
        bytes += delivery.notification.length
        if (bytes > MOST_AT_ONCE && rows.length > 0) break
        rows.push(delivery)
      }
      return { into, rows }
    },
  }
}
