import type { Line, LineMemory } from '../outbox/line.ts'
import { isFixed, isHeldBack } from './cargo.ts'
import type { LineView } from './pace.ts'

/** What the turn is decided by. */
export const viewOf = (line: Line): LineView => ({
  slots: line.slots,
  closed: line.closed,
  retryingSince: line.retryingSince,
  waiting: line.waiting,
  headSince: line.head.mutedUntil ?? line.head.acceptedAt,
  headBegun: isFixed(line.head),
  headHeldBack: isHeldBack(line.head),
})

/** What is remembered of it, without what is in it. */
export const memoryOf = (line: Line): LineMemory => ({
  slots: line.slots,
  failures: line.failures,
  retryingSince: line.retryingSince,
  closed: line.closed,
  closedUntil: line.closedUntil,
  unhealthySince: line.unhealthySince,
  ...(line.isOfApp && { isOfApp: true }),
})
