import type { Instant } from '../../src/domain/clock.ts'

/** A notification that the bridge acknowledged, known by its mark, and who has to hear of it. */
export interface Acknowledged {
  readonly mark: string
  /** Chats, robots and people, each for themselves. */
  readonly to: readonly string[]
  /** It says that this earlier one is over. */
  readonly ends?: string
}

/** A message as the sandbox got it. */
export interface Heard {
  readonly at: Instant
  readonly by: readonly string[]
  readonly words: string
}

/** What the bridge says about a delivery, as its admin API gives it. */
export interface Row {
  readonly id: string
  readonly kind: 'notification' | 'digest'
  readonly state: string
  readonly labels: Readonly<Record<string, string>>
  readonly told_by?: string
  readonly reason?: string
}

export interface Telling {
  readonly at: Instant
  readonly by: string
  readonly marks: readonly string[]
  /** An end that told its beginning as well stands in the line where that one stood. */
  readonly inPlaceOf?: string
}

/** Each acknowledged notification is in exactly one of `alone`, `folded`, `dead`, `held`, `lost`. */
export interface Account {
  readonly alone: number
  readonly folded: number
  readonly dead: number
  /** Nobody knows whether they were heard, and the target asked not to repeat. */
  readonly held: number
  /** Marks of those that nobody heard and that no dead letter explains. */
  readonly lost: readonly string[]
  /** Messages that told somebody what they knew already. */
  readonly repeats: readonly Telling[]
  /** Messages that told somebody something older than what they knew. */
  readonly misordered: readonly Telling[]
  /** Who heard of which that it is over before he heard of it at all. */
  readonly overtaken: readonly string[]
}

/**
 * Compares what was acknowledged with what was heard. A digest counts for those whose rows name
 * it, and only if it was heard itself: what the rows say alone proves nothing.
 */
export function accountFor(
  acknowledged: readonly Acknowledged[],
  heard: readonly Heard[],
  rows: readonly Row[],
): Account {
  const digests = new Set(rows.filter(({ kind }) => kind === 'digest').map(({ id }) => id))
  const idOf = new Map(rows.filter(isMarked).map(({ labels, id }) => [labels['mark'], id]))
  const byMark = new Map(rows.filter(isMarked).map((row) => [row.labels['mark'], row]))
  const foldedBy = foldedIn(rows)
  const tellings = heard.flatMap(({ at, by, words }) => {
    const digest = digestIn(words)
    const isDigest = digest !== null && digests.has(digest)
    const own = isDigest ? [] : marksIn(words)
    const others = isDigest
      ? (foldedBy.get(digest) ?? [])
      : own.flatMap((mark) => foldedBy.get(idOf.get(mark) ?? '') ?? [])
    const [first] = others
    const place = isDigest || first === undefined ? {} : { inPlaceOf: first }
    return by.map((ear): Telling => ({ at, by: ear, marks: [...others, ...own], ...place }))
  })
  const { known, repeats, misordered } = listen(tellings)

  const lost: string[] = []
  const ends = { alone: 0, folded: 0, dead: 0, held: 0 }
  for (const { mark, to } of acknowledged) {
    const row = byMark.get(mark)
    if (row?.state === 'dead' && row.reason) ends.dead += 1
    else if (row?.state === 'held' && row.reason) ends.held += 1
    else if (row?.state !== 'sent' || !to.every((ear) => known.get(ear)?.has(mark))) lost.push(mark)
    else ends[row.told_by ? 'folded' : 'alone'] += 1
  }
  return { ...ends, lost, repeats, misordered, overtaken: overtakenIn(acknowledged, tellings) }
}

/**
 * Marks of what each row tells for, by its id: a digest for somebody who was asked to wait tells
 * for messages that had taken others along.
 */
function foldedIn(rows: readonly Row[]): ReadonlyMap<string, readonly string[]> {
  const below = new Map<string, Row[]>()
  for (const row of rows)
    if (row.told_by) below.set(row.told_by, [...(below.get(row.told_by) ?? []), row])
  const marksBelow = (id: string): readonly string[] =>
    (below.get(id) ?? []).flatMap((row) => [
      ...marksBelow(row.id),
      ...(isMarked(row) ? [row.labels['mark'] ?? ''] : []),
    ])
  return new Map([...below.keys()].map((id) => [id, marksBelow(id)]))
}

function overtakenIn(
  acknowledged: readonly Acknowledged[],
  tellings: readonly Telling[],
): readonly string[] {
  const first = new Map<string, number>()
  for (const [n, { by, marks }] of tellings.entries())
    for (const mark of marks) {
      const key = `${by} ${mark}`
      if (!first.has(key)) first.set(key, n)
    }
  const heardAt = (ear: string, mark: string) => first.get(`${ear} ${mark}`)
  return acknowledged.flatMap(({ mark, ends, to }) =>
    to
      .filter((ear) => {
        const [begun, over] = [ends && heardAt(ear, ends), heardAt(ear, mark)]
        return typeof begun === 'number' && over !== undefined && over < begun
      })
      .map((ear) => `${ear} ${ends}`),
  )
}

function listen(tellings: readonly Telling[]) {
  const known = new Map<string, Set<string>>()
  const newest = new Map<string, string>()
  const repeats: Telling[] = []
  const misordered: Telling[] = []
  for (const telling of tellings) {
    const { by, marks, inPlaceOf } = telling
    const already = known.get(by) ?? new Set()
    known.set(by, already)
    const news = marks.filter((mark) => !already.has(mark)).sort()
    if (news.length < marks.length) repeats.push(telling)
    const [oldest] = news
    if (oldest !== undefined && oldest < (newest.get(by) ?? '')) misordered.push(telling)
    for (const mark of news) already.add(mark)
    const reached = inPlaceOf === undefined ? news : [inPlaceOf]
    newest.set(by, [newest.get(by) ?? '', ...reached].sort().at(-1) ?? '')
  }
  return { known, repeats, misordered }
}

/** Numbered in the order of posting, with leading zeros: marks sort as they were accepted. */
export const markOf = (number: number): string => `Q${String(number).padStart(6, '0')}`

const marksIn = (words: string): readonly string[] => [...new Set(words.match(/\bQ\d{6}\b/g))]

/** The row that a message's link "See all" leads to. */
const digestIn = (words: string): string | null =>
  /(?:\/|%2F)n(?:\/|%2F)(\w+)\./.exec(words)?.[1] ?? null

/** A digest bears the labels that all share, which is a mark where it folds one notification only. */
const isMarked = ({ kind, labels }: Row): boolean =>
  kind === 'notification' && labels['mark'] !== undefined
