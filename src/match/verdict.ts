import type { Labels } from '../domain/labels.ts'
import type { Matcher } from './matcher.ts'

/** What one matcher said, and about which value. */
export interface Verdict {
  readonly matcher: string
  readonly holds: boolean
  /** Null: the alert does not have the label, which counts as empty. */
  readonly actual: string | null
}

export function judge(matchers: readonly Matcher[], labels: Labels): readonly Verdict[] {
  return matchers.map((matcher) => ({
    matcher: matcher.text,
    holds: matcher.matches(labels),
    actual: labels[matcher.name] ?? null,
  }))
}
