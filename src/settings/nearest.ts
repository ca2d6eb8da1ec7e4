/** The valid name that was probably meant, or null when none is near enough to be a slip. */
export function nearest(written: string, valid: Iterable<string>): string | null {
  const limit = written.length <= 3 ? 1 : written.length <= 7 ? 2 : 3
  let best: string | null = null
  let least = limit + 1
  for (const name of valid) {
    if (Math.abs(name.length - written.length) > limit) continue
    const steps = distance(written.toLowerCase(), name.toLowerCase())
    if (steps < least) [best, least] = [name, steps]
  }
  return best
}

/** `; did you mean `x`?`, or nothing. */
export function suggestion(written: string, valid: Iterable<string>): string {
  const name = nearest(written, valid)
  return name === null ? '' : `; did you mean \`${name}\`?`
}

/** Edits (Levenshtein, with a swap of neighbours as one) between two short texts. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let steps = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        steps = Math.min(steps, at(before, j - 2) + 1)
      row.push(steps)
    }
    ;[before, last] = [last, row]
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.MAX_SAFE_INTEGER
