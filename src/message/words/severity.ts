import type { Alert } from '../../domain/alert.ts'
import type { Labels } from '../../domain/labels.ts'
import type { SeverityScale } from '../voice.ts'
import type { Speech } from './speech.ts'

/** How bad an alert is. */
export interface Severity {
  /** As the label says it (`critical`, `P1`), or '' without one. */
  readonly value: string
  /** 0 is the worst; values that the scale does not name come after all it does. */
  readonly rank: number
  readonly icon: string
}

export function severityOf(labels: Labels, scale: SeverityScale): Severity {
  const name = scale.labels.find((label) => (labels[label] ?? '').trim() !== '')
  const value = name === undefined ? '' : (labels[name] ?? '').trim()
  const steps = scale.order.length
  if (value === '') return { value, rank: steps + 1, icon: UNSAID }
  const rank = scale.order.findIndex((step) =>
    step.some((word) => word.toLowerCase() === value.toLowerCase()),
  )
  return rank === -1
    ? { value, rank: steps, icon: UNKNOWN }
    : { value, rank, icon: iconOf(rank, steps) }
}

/**
 * As a person says it: a bare number would read as a count of alerts, and a `none` that the scale
 * does not name, as Watchdog has it, says nothing.
 */
export function severityWord({ value, rank }: Severity, { voice, say }: Speech): string {
  const isOnScale = rank < voice.severity.order.length
  if (value === '' || (!isOnScale && value.toLowerCase() === 'none')) return ''
  return /^\d+$/.test(value) ? say('severity number', value) : say(value)
}

/** Firing, and nobody said how bad it is: better too red than slept through. */
const UNSAID = '🔴'
/** A word that is not on the scale, such as Watchdog's `none`. */
const UNKNOWN = '🔔'

/** The upper half is red, the lowest of three or more is blue. */
function iconOf(rank: number, steps: number): string {
  if (rank < Math.max(1, Math.ceil((steps - 1) / 2))) return '🔴'
  return rank === steps - 1 && steps > 2 ? '🔵' : '🟠'
}

const RESULTS: Readonly<Record<string, string>> = {
  success: '✅',
  fixed: '✅',
  failed: '❌',
  cancelled: '⚪',
  running: '⏳',
}

/** One alert's icon: what is no alarm has its own, what is over is green. */
export function iconFor(alert: Alert, severity: Severity): string {
  const result = alert.labels['result'] ?? ''
  if (alert.kind === 'message') return '💬'
  if (alert.kind !== 'alert' && Object.hasOwn(RESULTS, result)) return RESULTS[result] ?? ''
  if (alert.kind === 'vcs') return '📝'
  return alert.status === 'resolved' ? '✅' : severity.icon
}
