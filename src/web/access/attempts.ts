import { type Instant, MINUTE, SECOND } from '../../domain/clock.ts'

/** Wrong credentials in a minute before nobody is listened to: from one address, and from all. */
const MOST = { address: 5, overall: 50 }
/** An attacker with many addresses is not to fill the memory. */
const KEPT = 10_000

/** How often somebody tries to guess a credential. */
export interface Attempts {
  /** Seconds until the next one is heard; 0: now. `address`: others do not count. */
  waitFor(address: string, now: Instant, scope: 'address' | 'overall'): number
  /** A wrong one. */
  note(address: string, now: Instant): void
}

export function createAttempts(): Attempts {
  let failures: readonly { readonly address: string; readonly at: Instant }[] = []
  return {
    waitFor(address, now, scope) {
      failures = failures.filter(({ at }) => at > now - MINUTE)
      const own = failures.filter((each) => each.address === address)
      const firsts = [own.at(-MOST.address), scope === 'overall' && failures.at(-MOST.overall)]
      const first = firsts.find(Boolean)
      return first ? Math.max(1, Math.ceil((first.at + MINUTE - now) / SECOND)) : 0
    },
    note(address, now) {
      failures = [...failures, { address, at: now }].slice(-KEPT)
    },
  }
}
