/** The name that was probably meant, or null when none is close. */
export function nearest(name: string, names: Iterable<string>): string | null {
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const candidate of names) {
    const most = Math.max(1, Math.round(Math.max(name.length, candidate.length) / 3))
    if (Math.abs(candidate.length - name.length) > most) continue
    const steps = distance(name.toLowerCase(), candidate.toLowerCase())
    if (steps <= most && steps < least) [best, least] = [candidate, steps]
  }
  return best
}

/** ` Did you mean "x"?`, or nothing: made to stand at the end of a sentence. */
export function suggestion(name: string, names: Iterable<string>): string {
  const near = nearest(name, names)
  return near === null ? '' : ` Did you mean "${near}"?`
}

/** Edits between two words, where two neighbours swapped are one edit (`lables`). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(before, j - 2) + 1)
      }
      row.push(least)
    }
    ;[before, last] = [last, row]
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? 0
