import { type Clock, DAY, HOUR, type Instant } from '../domain/clock.ts'
import type { Emit } from '../domain/event.ts'
import type { OutboxStore } from '../outbox/store.ts'
import type { Plan } from '../settings/plan.ts'

/** How much of its monthly calls an organisation has used, over restarts and all replicas. */
export interface MonthlyCalls {
  readonly watch: Emit
  /** Writes down what was counted since the last time, and gives the sums by organisation. */
  settle(): Promise<ReadonlyMap<string, number>>
  /** What was known at the last `settle`, and what was counted since. */
  of(org: string): number
}

export interface MonthlyCallsDeps {
  readonly clock: Clock
  readonly store: Pick<OutboxStore, 'tally'>
  plan(): Pick<Plan, 'apps' | 'orgs'>
}

/**
 * Custom robots belong to no app, so to no organisation. A crash loses what was not yet written
 * down: a minute's worth of a number that DingTalk itself counts more exactly.
 */
export function createMonthlyCalls({ clock, store, plan }: MonthlyCallsDeps): MonthlyCalls {
  const unwritten = new Map<string, number>()
  let known: ReadonlyMap<string, number> = new Map()

  return {
    watch(event) {
      if (event.type !== 'attempt.ended') return
      const org = event.app === null ? undefined : plan().apps.get(event.app)?.org
      if (org) unwritten.set(org, (unwritten.get(org) ?? 0) + 1)
    },
    async settle() {
      const sums = new Map<string, number>()
      const now = clock.now()
      for (const org of plan().orgs.keys()) {
        const by = unwritten.get(org) ?? 0
        unwritten.delete(org)
        try {
          sums.set(org, await store.tally(keyOf(org, now), by, now, now + KEPT))
        } catch (error) {
          unwritten.set(org, (unwritten.get(org) ?? 0) + by)
          throw error
        }
      }
      known = sums
      return sums
    },
    of: (org) => (known.get(org) ?? 0) + (unwritten.get(org) ?? 0),
  }
}

/** Longer than a month, so that a number can be looked up when its month is over. */
const KEPT = 62 * DAY

/** DingTalk's months are China's, which has had one zone and no summer time since 1991. */
const keyOf = (org: string, now: Instant): string =>
  `calls:${org}:${new Date(now + 8 * HOUR).toISOString().slice(0, 7)}`
