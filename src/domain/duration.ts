import { DAY, HOUR, MINUTE, SECOND } from './clock.ts'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  y: 365 * DAY,
}

const FORM = /^(?:\d+(?:ms|[smhdwy]))+$/
const STEP = /(\d+)(ms|[smhdwy])/g

/**
 * Reads a duration as Prometheus writes it (`30s`, `5m`, `1h30m`, `7d`) into milliseconds.
 * A number without a unit is refused: `5` has meant both seconds and milliseconds to somebody.
 */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0
  if (!FORM.test(text)) return null
  let total = 0
  for (const [, digits, unit] of text.matchAll(STEP))
    total += Number(digits) * (UNITS[unit ?? ''] ?? 0)
  return Number.isSafeInteger(total) ? total : null
}

const PLACES = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
] as const

/** Writes milliseconds with at most two units, for logs and settings: `1h30m`, `2d`, `45s`, `0s`. */
export function formatDuration(ms: number): string {
  let rest = Math.max(0, Math.round(ms))
  if (rest > 0 && rest < SECOND) return `${rest}ms`
  const out: string[] = []
  for (const [unit, size] of PLACES) {
    const n = Math.floor(rest / size)
    if (n > 0 && out.length < 2) out.push(`${n}${unit}`)
    rest -= n * size
  }
  return out.join('') || '0s'
}
