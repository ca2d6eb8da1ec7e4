import { createHash } from 'node:crypto'
import type { Labels } from '../domain/labels.ts'

/**
 * Identity for an alert whose sender gives none: a hash of what identifies it, in Alertmanager's
 * form (16 hex digits) but not its value. The order of the labels does not matter.
 */
export function fingerprintOf(labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(pairs)).digest('hex').slice(0, 16)
}
