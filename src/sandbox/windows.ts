import type { Instant } from '../domain/clock.ts'
import { remember } from './remember.ts'

/** Counts what happened within the last `spanMs`, per key. */
export interface Window {
  count(key: string, now: Instant): number
  /** Returns how many there are now, this one included. */
  add(key: string, now: Instant): number
  clear(): void
}

function createWindow(spanMs: number): Window {
  const times = new Map<string, Instant[]>()
  const recent = (key: string, now: Instant): Instant[] => {
    const list = (times.get(key) ?? []).filter((at) => at > now - spanMs)
    remember(times, key, list)
    return list
  }
  return {
    count: (key, now) => recent(key, now).length,
    add(key, now) {
      const list = recent(key, now)
      list.push(now)
      return list.length
    },
    clear: () => times.clear(),
  }
}

/** Lets `limit` calls through in any window; one more closes the key for `penaltyMs`. */
export interface Gate {
  /** Null limit: everything passes. A refused call takes no slot. */
  pass(key: string, now: Instant, limit: number | null, penaltyMs: number): boolean
  /** When the key opens again; null while it is open. */
  closedUntil(key: string, now: Instant): Instant | null
  clear(): void
}

export function createGate(spanMs: number): Gate {
  const window = createWindow(spanMs)
  const closed = new Map<string, Instant>()
  const closedUntil = (key: string, now: Instant): Instant | null => {
    const until = closed.get(key)
    return until !== undefined && until > now ? until : null
  }
  return {
    pass(key, now, limit, penaltyMs) {
      if (limit === null) return true
      if (closedUntil(key, now) !== null) return false
      if (window.count(key, now) >= limit) {
        remember(closed, key, now + penaltyMs)
        return false
      }
      window.add(key, now)
      return true
    },
    closedUntil,
    clear() {
      window.clear()
      closed.clear()
    },
  }
}

export interface Busiest {
  readonly target: string
  /** The most that arrived within any 60 s. */
  readonly most: number
  /** How many arrived as one too many for their 60 s. */
  readonly over: number
}

/** Watches how many messages each target got within any 60 s, limit or no limit. */
export interface Tally {
  add(target: string, now: Instant, allowed: number): void
  list(): readonly Busiest[]
  clear(): void
}

export function createTally(): Tally {
  const window = createWindow(60_000)
  const seen = new Map<string, Busiest>()
  return {
    add(target, now, allowed) {
      const count = window.add(target, now)
      const before = seen.get(target) ?? { target, most: 0, over: 0 }
      const over = before.over + (count > allowed ? 1 : 0)
      remember(seen, target, { target, most: Math.max(before.most, count), over })
    },
    list: () => [...seen.values()],
    clear() {
      window.clear()
      seen.clear()
    },
  }
}
