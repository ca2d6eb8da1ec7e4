/** What an ordeal measured, and which promises it saw broken. */
export interface Result<Figures> {
  readonly figures: Figures
  readonly broken: readonly string[]
}

/** The sentences whose promise does not hold. */
export const brokenOf = (
  promises: readonly (readonly [sentence: string, holds: boolean])[],
): readonly string[] => promises.filter(([, holds]) => !holds).map(([sentence]) => sentence)

/** Prints figures a line each, then what was broken. Returns the exit code. */
export function report(name: string, { figures, broken }: Result<object>): 0 | 1 {
  console.log(`\n${name}`)
  for (const [figure, value] of Object.entries(figures))
    console.log(`  ${figure.replaceAll('_', ' ').padEnd(44)} ${value}`)
  for (const sentence of broken) console.log(`BROKEN ${sentence}`)
  if (broken.length === 0) console.log('Every promise held.')
  return broken.length === 0 ? 0 : 1
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

/** The value below which that share of the values lies; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
