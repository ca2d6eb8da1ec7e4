import type { LineMemory } from './line.ts'

/*
 * What `store.max_waiting` counts, so that one dead chat does not turn everybody away: rows of
 * targets that are open, and of each target no more than its share. What a target has beyond that is
 * folded into stored digests as soon as a worker has its line in hand; see `send/compact.ts`.
 */

/** Rows of one target that wait each for itself: a tenth of all that may wait. */
export const shareOf = (maxWaiting: number): number =>
  Math.max(SMALLEST_SHARE, Math.floor(maxWaiting / 10))

/** A digest in place of fewer would save nobody anything. */
const SMALLEST_SHARE = 10

/** Shut by a penalty or a fault, it has told nothing since: its rows turn nobody away. */
export const isShut = ({ closed, unhealthySince }: LineMemory): boolean =>
  closed || unhealthySince !== null
