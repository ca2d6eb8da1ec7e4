import {
  also,
  anyOf,
  type Branch,
  branchesOf,
  type Condition,
  FEW,
  listed,
  textsOf,
} from './find-branches.ts'
import type { Database, Row } from './postgres-database.ts'
import { type DeliveryQuery, pageOf } from './query.ts'
import { containing } from './search-text.ts'
import { deliveryOf, listedOf, unpack, unpackSummary } from './sqlite-rows.ts'
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
    const questions = query.text
      ? await searchesOf(query, containing(query.text))
      : branchesOf(query).map((branch) => ({ ...branch, from: DELIVERIES, by: 'd' as const }))
    const pages = questions.map((question) => ask(columns, question, query.limit))
    return (await Promise.all(pages)).flat()
  }

  /** In this order, which OFFSET insists on: the texts of few rows, or the rows of what all texts hold. */
  async function searchesOf(query: DeliveryQuery, text: string): Promise<readonly Question[]> {
    const holds = { where: ['s.text LIKE ?'], values: [text] }
    const [listed, paged] = [branchesOf(query), branchesOf(query, 's')]
    const areFew = await Promise.all(listed.map(isFew))
    const few = listed.filter((_, i) => areFew[i])
    const rest = paged.filter((_, i) => !areFew[i])
    return [
      ...few.map((branch) => ({ ...also(branch, holds), from: ONE_BY_ONE, by: 'd' as const })),
      ...(rest.length > 0
        ? [
            {
              ...also(also(textsOf(query), holds), anyOf(rest)),
              from: THROUGH_ALL,
              by: 's' as const,
            },
          ]
        : []),
    ]
  }

  async function isFew({ indexed }: Branch): Promise<boolean> {
    if (indexed === null) return false
    const { sql, values } = numbered(indexed)
    const [row] = await db.query(
      `SELECT count(*) AS n FROM (SELECT 1 FROM dingbridge.deliveries d WHERE ${sql} LIMIT ${FEW}) few`,
      values,
    )
    return Number(row?.['n']) < FEW
  }

  /** One more than a page holds: whether there is a next one. */
  function ask(columns: string, { from, by, ...condition }: Question, limit: number) {
    const { sql, values } = numbered(condition)
    const order = `${by}.accepted_at DESC, ${by}.id DESC`
    return db.query(
      `SELECT ${columns} FROM ${from} WHERE ${sql} ORDER BY ${order} LIMIT $${values.length + 1}`,
      [...values, limit + 1],
      'each_time',
    )
  }
}

interface Question extends Condition {
  readonly from: string
  readonly by: 'd' | 's'
}

const SHORT = `${listed('d.about')}, d.title`
const DELIVERIES = 'dingbridge.deliveries d'
const ONE_BY_ONE = `dingbridge.deliveries d CROSS JOIN LATERAL (
  SELECT text FROM dingbridge.search WHERE accepted_at = d.accepted_at AND id = d.id OFFSET 0
) s`
const THROUGH_ALL = `dingbridge.search s CROSS JOIN LATERAL (
  SELECT * FROM dingbridge.deliveries WHERE id = s.id OFFSET 0
) d`

/** Each `?` with its number. */
function numbered({ where, values }: Condition) {
  let n = 0
  return { sql: where.join(' AND ').replaceAll('?', () => `$${++n}`), values }
}
