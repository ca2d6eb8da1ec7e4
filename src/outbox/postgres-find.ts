import { branchesOf } from './find-branches.ts'
import type { Database } from './postgres-database.ts'
import { writeCursor } from './query.ts'
import { containing } from './search-text.ts'
import { newestFirst } from './sqlite-find.ts'
import { deliveryOf, unpack } from './sqlite-rows.ts'
import type { OutboxStore } from './store.ts'

/** What people look for. */
export const openFind = (db: Database): Pick<OutboxStore, 'find'> => ({
  async find(query) {
    const pages = await Promise.all(
      branchesOf(query).map(({ where, values }) => {
        const asked: unknown[] = [...values, query.limit + 1]
        let n = 0
        const said = where.map((each) => each.replaceAll('?', () => `$${++n}`))
        const limit = `LIMIT $${asked.length}`
        if (!query.text) {
          const order = 'ORDER BY d.accepted_at DESC, d.id DESC'
          const sql = `SELECT d.* FROM dingbridge.deliveries d WHERE ${said.join(' AND ')} ${order} ${limit}`
          return db.query(sql, asked)
        }
        asked.push(containing(query.text))
        return db.query(
          // In this order, which OFFSET insists on: the narrow table is looked through, newest first.
          `SELECT d.* FROM dingbridge.search s
           CROSS JOIN LATERAL (
             SELECT * FROM dingbridge.deliveries WHERE id = s.id OFFSET 0
           ) d
           WHERE s.text LIKE $${asked.length} AND ${said.join(' AND ')}
           ORDER BY s.accepted_at DESC, s.id DESC ${limit}`,
          asked,
        )
      }),
    )
    const found = pages
      .flat()
      .map((row) => unpack(deliveryOf(row)))
      .sort(newestFirst)
    const items = found.slice(0, query.limit)
    const last = items.at(-1)
    const next = found.length > query.limit && last ? writeCursor(last) : null
    return { items, next }
  },
})
