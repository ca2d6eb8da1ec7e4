import { type Clock, type Instant, MINUTE, SECOND } from './domain/clock.ts'
import type { Emit } from './domain/event.ts'
import { repeat } from './domain/repeat.ts'
import { StoreUnavailable } from './domain/store-unavailable.ts'
import { prepareAll } from './ingest/sources.ts'
import type { OutboxStore } from './outbox/store.ts'
import type { MonthlyCalls } from './telemetry/monthly-calls.ts'
import type { SharedTraffic } from './telemetry/shared-traffic.ts'

export interface RoundsDeps {
  readonly clock: Clock
  readonly store: Pick<OutboxStore, 'sweep'>
  readonly calls: Pick<MonthlyCalls, 'settle'>
  readonly traffic: Pick<SharedTraffic, 'settle'>
  readonly emit: Emit
  /** `store.keep` as it is now. */
  keepMs(): number
}

const SWEEP_EVERY = MINUTE
const COUNT_EVERY = 15 * SECOND
const PREPARE_AFTER = 3 * SECOND
const PREPARE_PAUSE = 50

/** What the bridge does by itself from time to time, beside everything else and never in a hurry. */
export function createRounds({ clock, store, calls, traffic, emit, keepMs }: RoundsDeps) {
  const sweepFailed = forgive('sweep')
  const countFailed = forgive('count')

  return {
    async go(signal: AbortSignal): Promise<void> {
      await Promise.all([
        repeat(sweep, SWEEP_EVERY, { clock, complain: sweepFailed }, signal),
        repeat(keepCounts, COUNT_EVERY, { clock, complain: countFailed }, signal),
        prepare(signal).catch(forgive('prepare')),
      ])
    },
    /** Writes down what was counted: before the store is closed, too. */
    async count(): Promise<void> {
      await Promise.all([calls.settle().catch(countFailed), traffic.settle().catch(countFailed)])
    },
  }

  /** Old rows go a few at a time, so that no webhook waits for it. */
  async function sweep(): Promise<number> {
    const now: Instant = clock.now()
    await calls.settle().catch(countFailed)
    return (await store.sweep(now - keepMs(), now)) ? SECOND : SWEEP_EVERY
  }

  async function keepCounts(): Promise<number> {
    await traffic.settle()
    return COUNT_EVERY
  }

  /** Once nobody waits for the start any more, so that no webhook to `auto` waits for it. */
  async function prepare(signal: AbortSignal): Promise<void> {
    await clock.sleep(PREPARE_AFTER, signal)
    await prepareAll(() => clock.sleep(PREPARE_PAUSE, signal), signal)
  }

  /** What can be done a minute later as well. */
  function forgive(where: string): (error: unknown) => void {
    return (error) => {
      if (!(error instanceof StoreUnavailable)) emit({ type: 'bug', where, error })
    }
  }
}
