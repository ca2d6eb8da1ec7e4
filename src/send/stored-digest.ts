import type { Instant } from '../domain/clock.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { Cargo } from './cargo.ts'
import type { Ledger, Step } from './ledger.ts'
import { sumOf } from './sum-of.ts'
import { bequest } from './untold.ts'

/*
 * A stored digest stands in a line for the oldest of a crowd, before it has words. Those that it
 * folds keep state and time of their own: each runs out when it would have by itself.
 */

/** With more from behind it. */
export const withMore = (stored: Cargo, more: readonly Delivery[]): Cargo => ({
  ...stored,
  row: { ...stored.row, ...sumOf([stored.row, ...more]) },
  folded: [...stored.folded, ...more],
})

/** Those whose time is over; null when it can be told as it is. */
export function overIn(cargo: Cargo, now: Instant): readonly Delivery[] | null {
  if (!cargo.isStored) return null
  const over = cargo.folded.filter(({ expiresAt }) => expiresAt <= now)
  return over.length > 0 || cargo.folded.length === 0 ? over : null
}

/**
 * They are dead letters each, and a digest of nothing goes. Its last try stands with the first of
 * those that were there for it.
 */
export async function buried(
  { row, folded }: Cargo,
  over: readonly Delivery[],
  why: Pick<Delivery, 'reason' | 'detail'>,
  ledger: Pick<Ledger, 'history'>,
): Promise<Pick<Step, 'changes' | 'attempts' | 'stillInLine'>> {
  const { attempts, wordings } = await ledger.history(row.id)
  const last = attempts.at(-1)
  const dead = ({ id }: Delivery) => ({ id, state: 'dead' as const, toldBy: null, ...why })
  const tried = over.filter(({ acceptedAt }) => last && acceptedAt <= last.at)
  const left = bequest(
    { attempts: attempts.slice(-1), wordings: wordings.slice(-1) },
    tried.map(dead),
  )
  const untried = over.filter((each) => !tried.includes(each))
  const isEmpty = over.length === folded.length
  return {
    stillInLine: [row, ...over].map(({ id }) => id),
    attempts: left.attempts,
    changes: [
      ...left.changes,
      ...untried.map(dead),
      ...(isEmpty ? [{ id: row.id, remove: true as const }] : []),
    ],
  }
}
