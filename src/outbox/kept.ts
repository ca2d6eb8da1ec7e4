import { DAY } from '../domain/clock.ts'

/** Rows removed in one step: small enough that no webhook waits for it. */
export const SWEEP = 500

/** Dead and held rows wait longer for somebody to look. */
export const DEAD_KEPT = 90 * DAY

/** How long a refused body is kept. */
export const REJECTED_KEPT = 7 * DAY
