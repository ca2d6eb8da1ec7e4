/** A name that stands for itself, or the first and last of a row of them. */
export interface Run {
  readonly first: string
  readonly last: string
  readonly count: number
}

/** Fewer than so many are as short when they are named. */
const WORTH_FOLDING = 3

/** Names in their natural order, with rows such as node-11, node-12, … node-18 taken together. */
export function foldRuns(names: readonly string[]): readonly Run[] {
  const sorted = [...names].sort(new Intl.Collator('en', { numeric: true }).compare)
  const runs: Run[] = []
  for (const name of sorted) {
    const before = runs.at(-1)
    if (before && follows(before.last, name)) {
      runs[runs.length - 1] = { first: before.first, last: name, count: before.count + 1 }
    } else {
      runs.push({ first: name, last: name, count: 1 })
    }
  }
  return runs.flatMap((run) => (run.count < WORTH_FOLDING ? unfold(run, sorted) : [run]))
}

function unfold(run: Run, sorted: readonly string[]): readonly Run[] {
  const at = sorted.indexOf(run.first)
  return sorted.slice(at, at + run.count).map((name) => ({ first: name, last: name, count: 1 }))
}

/** A number at the end, before a port at the most. */
const NUMBERED = /^(.*?)(\d{1,15})(:\d+|\D*)$/

function follows(one: string, other: string): boolean {
  const [, head, number, tail] = NUMBERED.exec(one) ?? []
  const [, otherHead, next, otherTail] = NUMBERED.exec(other) ?? []
  if (number === undefined || next === undefined) return false
  const isSameForm = head === otherHead && tail === otherTail && isSameWidth(number, next)
  return isSameForm && Number(next) === Number(number) + 1
}

/** 09 goes on with 10, and 9 with 10, but 9 not with 010. */
const isSameWidth = (one: string, other: string): boolean =>
  one.length === other.length || !(one.startsWith('0') || other.startsWith('0'))
