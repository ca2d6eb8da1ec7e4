import { createHash } from 'node:crypto'
import type { Words } from './delivery.ts'

/**
 * What words are known by among those of a delivery: an attempt says with it in which it was made.
 * Made of what people read, so that a repeat of the same words is known as such.
 */
export function wordingOf({ template, form, parts, omitted }: Words): string {
  const text = JSON.stringify([template, form, omitted, parts])
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS)
}

/** A delivery has a few hundred at the most. */
const DIGITS = 12

/**
 * So many are kept of a delivery besides those that it has. Each may be 45 KB, and a day of tries
 * makes three hundred, which differ by how late it is and by what a digest folds.
 */
export const MOST_WORDINGS = 5
