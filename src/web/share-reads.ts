import { type Clock, type Instant, SECOND } from '../domain/clock.ts'
import type { Desk } from './desk.ts'

/** What an open page shows by itself may be that old. */
const FRESH_FOR = 2 * SECOND

/**
 * The desk for pages that keep themselves up to date: what several of them ask within two seconds
 * is asked of the store once, so that ten open pages cost little more than one. Whoever asks by
 * hand gets the desk itself, and so sees what was just done.
 */
export function shareReads(desk: Desk): Desk {
  const { store, clock } = desk
  return {
    ...desk,
    calls: shared(clock, desk.calls),
    traffic: shared(clock, desk.traffic),
    store: {
      ...store,
      standing: shared(clock, store.standing),
      list: shared(clock, store.list),
      rejected: shared(clock, store.rejected),
    },
  }
}

function shared<A extends readonly unknown[], T>(
  clock: Pick<Clock, 'now'>,
  read: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  const known = new Map<string, { readonly at: Instant; readonly value: Promise<T> }>()
  return (...args) => {
    const now = clock.now()
    for (const [key, { at }] of known) if (at <= now - FRESH_FOR) known.delete(key)
    const key = JSON.stringify(args)
    const value = known.get(key)?.value ?? read(...args)
    if (!known.has(key)) known.set(key, { at: now, value })
    // What failed is asked again by the next one.
    value.catch(() => known.delete(key))
    return value
  }
}
