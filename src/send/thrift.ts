import { HOUR, type Instant, SECOND } from '../domain/clock.ts'
import type { Pace, Target } from '../domain/target.ts'
import type { Line } from '../outbox/line.ts'
import type { OutboxStore } from '../outbox/store.ts'
import type { House } from './house.ts'
import type { Turn } from './pace.ts'

/** One message an hour, which folds all that waits. */
const HOURLY: Pace = { messages: 1, perMs: HOUR }
/** How soon it is looked whether something urgent has come meanwhile. */
const LOOK_EVERY = 10 * SECOND
const MOST_LOOKED_THROUGH = 500

/**
 * The pace of a line now. Where an organisation has used most of its monthly calls and asks to
 * save, a target speaks once an hour, unless something of the top severity waits.
 */
export async function paceNow(
  line: Line,
  target: Target,
  house: House,
  deps: { readonly worker: string; readonly store: OutboxStore },
): Promise<Pace> {
  if (target.digest === 'off' || !house.isSparing(target)) return target.pace
  const rows = await deps.store.waiting(deps.worker, line.target, MOST_LOOKED_THROUGH)
  return rows.some(({ notification }) => house.isUrgent(notification)) ? target.pace : HOURLY
}

/** When a line that saves is looked at again: urgent news must not wait for the hour to end. */
export const untilFor = (
  turn: Extract<Turn, { kind: 'wait' }>,
  pace: Pace,
  now: Instant,
): Instant => (pace === HOURLY ? Math.min(turn.until, now + LOOK_EVERY) : turn.until)
