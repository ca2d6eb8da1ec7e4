import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Clock } from '../../src/domain/clock.ts'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { createLimiter, type Limiter } from '../../src/send/limiter.ts'
import { handClock } from '../support/clock.ts'

const SECOND = 1_000
const never = new AbortController().signal

test('alone, an app makes so many calls at once, and no more within any second', async () => {
  const clock = handClock(0)
  const limiter = createLimiter(null, clock)
  expect(await calls(limiter, clock, 7, 3)).toEqual([0, 0, 0, 1_000, 1_000, 1_000, 2_000])
})

test('each app and API is counted by itself', async () => {
  const clock = handClock(0)
  const limiter = createLimiter(null, clock)
  await limiter.turn('ops:group', 1, never)
  await limiter.turn('ops:users', 1, never)
  expect(clock.now()).toBe(0)
})

test('whatever replicas do together, no second holds more calls than the app may make', async () => {
  const pauses = fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 30 })
  const replicas = fc.array(pauses, { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(replicas, fc.integer({ min: 1, max: 50 }), async (each, perSecond) => {
      const { clock, run } = timeline()
      const reserve = takenInTurn(clock)
      const made: number[] = []
      await run(
        each.map(async (pausesOfOne) => {
          const limiter = createLimiter(reserve, clock)
          for (const pause of pausesOfOne) {
            await clock.sleep(pause)
            await limiter.turn('ops:group', perSecond, never)
            made.push(clock.now())
          }
        }),
      )
      expect(made).toHaveLength(each.flat().length)
      const within = (at: number) => made.filter((it) => it > at - SECOND && it <= at).length
      // A slot is good until the next one begins: at most one call is that late.
      expect(Math.max(...made.map(within))).toBeLessThanOrEqual(perSecond + 1)
    }),
  )
})

test('while the store is away it waits, and goes on by itself', async () => {
  const clock = handClock(0)
  let asked = 0
  const limiter = createLimiter(() => {
    asked += 1
    return asked < 3 ? Promise.reject(new StoreUnavailable('Away.')) : Promise.resolve(0)
  }, clock)
  await limiter.turn('ops:group', 20, never)
  expect([asked, clock.now()]).toEqual([3, 2 * SECOND])
})

test('who is told to stop waits no longer', async () => {
  const clock = handClock(0)
  const limiter = createLimiter(null, clock)
  const stopped = AbortSignal.abort()
  for (let i = 0; i < 5; i++) await limiter.turn('ops:group', 1, stopped)
  expect(clock.now()).toBe(0)
})

async function calls(limiter: Limiter, clock: Clock, count: number, perSecond: number) {
  const at: number[] = []
  for (let i = 0; i < count; i++) {
    await limiter.turn('ops:group', perSecond, never)
    at.push(clock.now())
  }
  return at
}

/** As the store does it: who asks next begins where the last one ends. */
function takenInTurn(clock: Clock) {
  let next = 0
  return async (_key: string, forMs: number) => {
    const begins = Math.max(next, clock.now())
    next = begins + forMs
    return begins - clock.now()
  }
}

/** Time that stands still while anybody has something to do, and then goes on to who sleeps least. */
function timeline() {
  let now = 0
  let isOver = false
  const sleepers: { readonly at: number; wake(): void }[] = []
  const clock: Clock = {
    now: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ at: now + ms, wake })),
  }
  async function run(tasks: readonly Promise<void>[]): Promise<void> {
    const all = Promise.all(tasks).finally(() => {
      isOver = true
    })
    while (!isOver) {
      await new Promise(setImmediate)
      sleepers.sort((a, b) => a.at - b.at)
      const first = sleepers.shift()
      now = first?.at ?? now
      first?.wake()
    }
    await all
  }
  return { clock, run }
}
