import { DAY, HOUR, type Instant } from '../domain/clock.ts'
import type { Failure } from '../domain/outcome.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { Target } from '../domain/target.ts'
import type { OutboxStore } from '../outbox/store.ts'

/**
 * DingTalk takes 50 to 100 work notifications a user and day, and drops what comes after them
 * while it answers that all is well. We stop at the lower figure, and know it before they do.
 */
const A_DAY = 50

/** Whom a work notification may still reach today. */
export interface Quota {
  readonly free: readonly string[]
  readonly over: readonly string[]
}

/** Every user of the other channels is free: they have no such limit. */
export async function quotaOf(
  { address }: Target,
  users: readonly string[],
  store: OutboxStore,
  now: Instant,
): Promise<Quota> {
  if (address.channel !== 'work_notification') return { free: users, over: [] }
  const sums = await add(address.app, users, 0, store, now)
  const isOver = (_: string, i: number) => (sums[i] ?? 0) >= A_DAY
  return { free: users.filter((user, i) => !isOver(user, i)), over: users.filter(isOver) }
}

/** Writes down that these users got so many more. */
export async function countToday(
  { address }: Target,
  users: readonly string[],
  messages: number,
  store: OutboxStore,
  now: Instant,
): Promise<void> {
  if (address.channel !== 'work_notification') return
  await add(address.app, users, messages, store, now)
}

/** The sums of today. A store that is away for a moment must not keep a message back: no sums. */
async function add(
  app: string,
  users: readonly string[],
  by: number,
  store: OutboxStore,
  now: Instant,
): Promise<readonly number[]> {
  const until = now + 2 * DAY
  try {
    return await Promise.all(
      users.map((user) => store.tally(keyOf(app, user, now), by, now, until)),
    )
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    return []
  }
}

/** When nobody may get more today, it waits for tomorrow instead of being given up. */
export const untilTomorrow = (now: Instant): Failure => ({
  kind: 'retry',
  reason: 'quota',
  code: null,
  detail: `Everybody it is for has had ${A_DAY} work notifications today; it is told tomorrow.`,
  closes: { scope: 'target', forMs: DAY - (inChina(now) % DAY) },
})

export const overToday = (user: string) => ({
  user,
  because: `has had ${A_DAY} work notifications today`,
})

const keyOf = (app: string, user: string, now: Instant): string =>
  `work-notifications:${app}:${user}:${Math.floor(inChina(now) / DAY)}`

/** DingTalk's days are China's. */
const inChina = (now: Instant): Instant => now + 8 * HOUR
