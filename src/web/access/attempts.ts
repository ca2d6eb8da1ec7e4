import { type Instant, MINUTE, SECOND } from '../../domain/clock.ts'

/** Wrong credentials in a minute before nobody is listened to: from one address, and from all. */
const MOST = { address: 5, overall: 50 }

/** How often somebody tries to guess a credential. */
export interface Attempts {
  /** Seconds until the next one is heard; 0: now. */
  waitFor(address: string, now: Instant): number
  /** A wrong one. */
  note(address: string, now: Instant): void
}

/** Kept in memory: what is refused is not noted, so it stays as small as the bound for all. */
export function createAttempts(): Attempts {
  let failures: readonly { readonly address: string; readonly at: Instant }[] = []
  return {
    waitFor(address, now) {
      failures = failures.filter(({ at }) => at > now - MINUTE)
      const own = failures.filter((each) => each.address === address)
      const first =
        failures.length >= MOST.overall
          ? failures.at(-MOST.overall)
          : own.length >= MOST.address
            ? own.at(-MOST.address)
            : undefined
      return first ? Math.max(1, Math.ceil((first.at + MINUTE - now) / SECOND)) : 0
    },
    note(address, now) {
      failures = [...failures, { address, at: now }]
    },
  }
}
