import {
  also,
  type Branch,
  beginOf,
  branchesOf,
  type Condition,
  detailsOf,
  FEW,
  NO_MORE,
  ownerOf,
  textsOf,
} from './find-branches.ts'
import { type Database, numbered, type Row } from './postgres-database.ts'
import type { DeliveryQuery } from './query.ts'
import { containing } from './search-text.ts'

/*
 * Left to itself the server goes through all texts newest first, in one process, since it expects
 * that most of what is asked for is found soon. Where it is nowhere, that takes three times as long
 * as a look through all in any order by several. So a search begins with a stretch of the newest,
 * which cannot become long, and looks through all for what is not there.
 */
export async function searchPostgres(
  db: Database,
  query: DeliveryQuery,
  words: string,
  columns: string,
  { few, newest }: Bounds = BOUNDS,
): Promise<readonly Row[]> {
  const holds: Condition = { where: ['s.text LIKE ?'], values: [containing(words)] }
  const begun = await Promise.all(
    branchesOf(query).map(async (branch) => ({
      branch,
      rows: await ask(amongNewest(query, branch, holds, newest)),
    })),
  )
  const [full, short] = [begun.filter(isFull), begun.filter((one) => !isFull(one))]
  const areFew = await Promise.all(short.map(({ branch }) => isFew(branch)))
  if (!areFew.every(Boolean)) return ask(throughAll(query, holds))
  const rest = await Promise.all(short.map(({ branch }) => ask(oneByOne(branch, holds))))
  return [...full.map(({ rows }) => rows), ...rest].flat()

  function isFull({ rows }: { readonly rows: readonly Row[] }): boolean {
    return rows.length > query.limit
  }

  async function isFew({ indexed }: Branch): Promise<boolean> {
    if (indexed === null) return false
    const rows = `SELECT 1 FROM dingbridge.deliveries d WHERE ${all(indexed)} LIMIT ${few}`
    const sql = `SELECT count(*) AS n FROM (${rows}) d`
    const [row] = await db.query(numbered(sql), indexed.values)
    return Number(row?.['n']) < few
  }

  /** One more than a page holds: whether there is a next one. */
  function ask({ from, by, values }: Question): Promise<readonly Row[]> {
    const sql = `SELECT ${columns} FROM ${from} ORDER BY ${by}.accepted_at DESC, ${by}.id DESC LIMIT ?`
    return db.query(numbered(sql), [...values, query.limit + 1], 'each_time')
  }
}

/** Of how many rows a stretch is, and fewer than how many are asked one by one. */
interface Bounds {
  readonly newest: number
  readonly few: number
}

/** A stretch costs a few hundredths of a second, and fills a page with what one row in a hundred has. */
const BOUNDS: Bounds = { newest: 5_000, few: FEW }
/** So much faster it is to go past a text than to look up that of a row. */
const FASTER = 6

/** From what, with `?` for each value in their order. */
interface Question {
  readonly from: string
  readonly by: 'd' | 's'
  readonly values: Condition['values']
}

/** Of the newest that an index of the branch gives, or of the newest of all, those that hold it. */
function amongNewest(
  query: DeliveryQuery,
  branch: Branch,
  holds: Condition,
  newest: number,
): Question {
  const { indexed } = branch
  const by = indexed ? 'd' : 's'
  const table = indexed ? 'dingbridge.deliveries d' : 'dingbridge.search s'
  const stretch = also(also(EVERY, indexed ?? NO_MORE), beginOf(query, by))
  const its = `SELECT * FROM ${table} WHERE ${all(stretch)}
    ORDER BY ${by}.accepted_at DESC, ${by}.id DESC LIMIT ${indexed ? newest : newest * FASTER}`
  const wanted = also(branch, holds)
  return {
    from: `(${its}) ${by} ${indexed ? ITS_TEXT : ITS_DELIVERY} WHERE ${all(wanted)}`,
    by,
    values: [...stretch.values, ...wanted.values],
  }
}

function oneByOne(branch: Branch, holds: Condition): Question {
  const wanted = also(branch, holds)
  const from = `dingbridge.deliveries d ${ITS_TEXT} WHERE ${all(wanted)}`
  return { from, by: 'd', values: wanted.values }
}

function throughAll(query: DeliveryQuery, holds: Condition): Question {
  const wanted = [holds, beginOf(query, 's'), textsOf(query), stateOf(query)].reduce(also)
  const unsaid = unsaidOf(query)
  // The sum keeps the server from going along the index.
  const page = `SELECT s.accepted_at, s.id FROM dingbridge.search s ${all(unsaid)}
    WHERE ${all(wanted)} ORDER BY s.accepted_at + 0 DESC, s.id DESC LIMIT ?`
  return {
    from: `(${page}) s ${ITS_DELIVERY}`,
    by: 's',
    values: [...unsaid.values, ...wanted.values, query.limit + 1],
  }
}

/** What no text says, or not every one: a join, in a form that several processes can share. */
function unsaidOf(query: DeliveryQuery): Condition {
  const [owner, details] = [ownerOf(query, 'd'), detailsOf(query)]
  const its = also({ where: ['d.id = s.id'], values: [] }, also(owner, details))
  const delivery = `SELECT true FROM dingbridge.deliveries d WHERE ${all(its)}`
  if (details.where.length > 0)
    return { where: [`CROSS JOIN LATERAL (${delivery}) d`], values: its.values }
  if (owner.where.length === 0) return NO_MORE
  const itself = `SELECT true WHERE s.receiver IS NOT NULL UNION ALL ${delivery} AND s.receiver IS NULL`
  return { where: [`CROSS JOIN LATERAL (${itself}) d`], values: its.values }
}

/** From the index of those that are not told: no row has to be read for it. */
function stateOf({ states }: DeliveryQuery): Condition {
  if (!states) return NO_MORE
  const others = (condition: string) =>
    `EXISTS (SELECT FROM dingbridge.deliveries d WHERE d.state <> 'sent' AND ${condition}
       AND d.accepted_at = s.accepted_at AND d.id = s.id)`
  const marks = states.map(() => '?').join(', ')
  return {
    where: [
      states.includes('sent')
        ? `NOT ${others(`d.state NOT IN (${marks})`)}`
        : others(`d.state IN (${marks})`),
    ],
    values: states,
  }
}

const all = ({ where }: Condition): string => where.join(' AND ')
const EVERY: Condition = { where: ['true'], values: [] }

/** In the order of what stands before it, which OFFSET insists on. */
const ITS_TEXT = `CROSS JOIN LATERAL (
  SELECT text FROM dingbridge.search WHERE accepted_at = d.accepted_at AND id = d.id OFFSET 0
) s`
const ITS_DELIVERY = `CROSS JOIN LATERAL (
  SELECT * FROM dingbridge.deliveries WHERE id = s.id OFFSET 0
) d`
