import { deliveryOf, listedOf, unpack, unpackSummary } from './delivery-rows.ts'
import { branchesOf, type Condition, listed } from './find-branches.ts'
import { type Database, numbered, type Row } from './postgres-database.ts'
import { searchPostgres } from './postgres-search.ts'
import { type DeliveryQuery, pageOf } from './query.ts'
import type { OutboxStore } from './store.ts'

/** What people look for. */
export function openFind(db: Database): Pick<OutboxStore, 'find' | 'list'> {
  return {
    async find(query) {
      const rows = await rowsOf(query, 'd.*')
      return pageOf(
        rows.map((row) => unpack(deliveryOf(row))),
        query.limit,
      )
    },
    async list(query) {
      const rows = await rowsOf(query, SHORT)
      return pageOf(
        rows.map((row) => unpackSummary(listedOf(row))),
        query.limit,
      )
    },
  }

  async function rowsOf(query: DeliveryQuery, columns: string): Promise<readonly Row[]> {
    if (query.text) return searchPostgres(db, query, query.text, columns)
    const pages = branchesOf(query).map((branch) => ask(columns, branch, query.limit))
    return (await Promise.all(pages)).flat()
  }

  /** One more than a page holds: whether there is a next one. */
  function ask(columns: string, { where, values }: Condition, limit: number) {
    return db.query(
      numbered(
        `SELECT ${columns} FROM dingbridge.deliveries d WHERE ${where.join(' AND ')}
         ORDER BY d.accepted_at DESC, d.id DESC LIMIT ?`,
      ),
      [...values, limit + 1],
      'each_time',
    )
  }
}

const SHORT = `${listed('d.about')}, d.title`
