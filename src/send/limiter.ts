import { type Clock, type Instant, SECOND } from '../domain/clock.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { OutboxStore } from '../outbox/store.ts'

/** Calls per second of one app and API: DingTalk counts them over all of an app's chats. */
export interface Limiter {
  /** Resolves when a call may be made, or when `signal` fires. */
  turn(key: string, perSecond: number, signal: AbortSignal): Promise<void>
}

/** Counted here where nobody else calls for these apps, and else in the store that replicas share. */
export function createLimiter(reserve: OutboxStore['reserve'], clock: Clock): Limiter {
  return reserve ? shared(reserve, clock) : alone(clock)
}

/** A sliding window: so many at once, and no more until the first of them is a second old. */
function alone(clock: Clock): Limiter {
  const calls = new Map<string, Instant[]>()
  return {
    async turn(key, perSecond, signal) {
      while (!signal.aborted) {
        const now = clock.now()
        const recent = (calls.get(key) ?? []).filter((at) => at > now - SECOND)
        const [oldest] = recent
        if (oldest === undefined || recent.length < perSecond) {
          calls.set(key, [...recent, now])
          return
        }
        await clock.sleep(oldest + SECOND - now, signal)
      }
    },
  }
}

/** A replica takes a tenth of a second at a time: with 20 a second, two calls a round trip. */
const STRETCH = SECOND / 10

/**
 * Replicas take turns: each leases the next stretch of time for itself, and spreads its calls
 * evenly over it. Whatever they do together, no second holds more than was leased in it.
 */
function shared(reserve: NonNullable<OutboxStore['reserve']>, clock: Clock): Limiter {
  const leased = new Map<string, Instant[]>()
  const asking = new Map<string, Promise<void>>()
  return {
    async turn(key, perSecond, signal) {
      while (!signal.aborted) {
        const slot = next(key, clock.now() - SECOND / perSecond)
        if (slot !== undefined) {
          const wait = slot - clock.now()
          if (wait > 0) await clock.sleep(wait, signal)
          return
        }
        const asked = asking.get(key) ?? lease(key, perSecond, signal)
        asking.set(key, asked)
        await asked
      }
    },
  }

  /** A slot that was let go by is gone: used later, it would stand beside others. */
  function next(key: string, after: Instant): Instant | undefined {
    const slots = (leased.get(key) ?? []).filter((slot) => slot > after)
    const slot = slots.shift()
    leased.set(key, slots)
    return slot
  }

  async function lease(key: string, perSecond: number, signal: AbortSignal): Promise<void> {
    const every = SECOND / perSecond
    const count = Math.max(1, Math.floor(STRETCH / every))
    try {
      const begins = (await reserve(`calls:${key}`, count * every)) + clock.now()
      leased.set(
        key,
        Array.from({ length: count }, (_, i) => begins + i * every),
      )
    } catch (error) {
      // Without the store the outcome could not be written down either.
      if (!(error instanceof StoreUnavailable)) throw error
      await clock.sleep(SECOND, signal)
    } finally {
      asking.delete(key)
    }
  }
}
