/**
 * Names to values, as in Prometheus. Always without a prototype, so that a label called
 * `constructor` or `__proto__` is a label, and one that is missing is really missing.
 */
export type Labels = Readonly<Record<string, string>>

export function labelsOf(entries: Iterable<readonly [string, string]> = []): Labels {
  const labels: Record<string, string> = Object.create(null)
  for (const [name, value] of entries) labels[name] = value
  return labels
}

export const NO_LABELS: Labels = labelsOf()

/** `over` wins where both have a name. */
export function mergeLabels(under: Labels, over: Labels): Labels {
  // A webhook may bring twenty thousand sets: no lists of pairs on the way.
  const labels: Record<string, string> = Object.create(null)
  for (const name of Object.keys(under)) labels[name] = under[name] ?? ''
  for (const name of Object.keys(over)) labels[name] = over[name] ?? ''
  return labels
}

/** The pairs that every one of the sets has. */
export function commonLabels(sets: readonly Labels[]): Labels {
  const [first, ...rest] = sets
  if (!first) return NO_LABELS
  return labelsOf(
    Object.entries(first).filter(([name, value]) => rest.every((set) => set[name] === value)),
  )
}
