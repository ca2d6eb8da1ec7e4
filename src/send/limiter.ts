import { type Instant, SECOND } from '../domain/clock.ts'

/** Calls per second of one app and API: DingTalk counts them over all of an app's chats. */
export interface Limiter {
  /** Takes a call now (0), or says in how many milliseconds to ask again. */
  take(key: string, perSecond: number, now: Instant): number
}

export function createLimiter(): Limiter {
  const calls = new Map<string, Instant[]>()
  return {
    take(key, perSecond, now) {
      const recent = (calls.get(key) ?? []).filter((at) => at > now - SECOND)
      const [oldest] = recent
      if (oldest !== undefined && recent.length >= perSecond) return oldest + SECOND - now
      calls.set(key, [...recent, now])
      return 0
    },
  }
}
