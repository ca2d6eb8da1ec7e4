import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import type { DeliveryStanding } from '../../src/outbox/store.ts'
import { waitFor } from '../../src/server/wait-for.ts'
import { handClock } from '../support/clock.ts'
import { NOON } from '../support/make.ts'

const D1: DeliveryStanding = { id: 'd1', state: 'sending', reason: null }
const D2: DeliveryStanding = { id: 'd2', state: 'dead', reason: 'network' }
const IDS = ['d1', 'd2']

/** A store that says one thing after the other, and the last of them for ever. */
function saying(...answers: readonly (readonly DeliveryStanding[] | Error)[]) {
  const clock = handClock()
  const asked: (readonly string[])[] = []
  const states = async (ids: readonly string[]) => {
    const answer = answers[Math.min(asked.push(ids), answers.length) - 1] ?? []
    if (answer instanceof Error) throw answer
    return answer
  }
  return { asked, clock, wait: (ms: number) => waitFor(IDS, ms, { states }, clock) }
}

test('waits until each of them ended, and says how', async () => {
  const { wait, clock, asked } = saying([D1, D2], [D1, D2], [{ ...D1, state: 'sent' }, D2])
  expect(await wait(10_000)).toEqual([
    { id: 'd1', state: 'sent' },
    { id: 'd2', state: 'dead', reason: 'network' },
  ])
  expect([clock.now(), asked]).toEqual([NOON + 200, [IDS, IDS, IDS]])
})

test('gives up when the time runs out, also for one that is swept away', async () => {
  const { wait, clock } = saying([D2])
  expect(await wait(1_000)).toBeNull()
  expect(clock.now()).toBe(NOON + 1_000)
})

test('a store that is away for a moment is asked again: all of it was accepted', async () => {
  const { wait } = saying(new StoreUnavailable('Away.'), [{ ...D1, state: 'sent' }, D2])
  expect(await wait(1_000)).toHaveLength(2)
})

test('a bug is no moment', async () => {
  await expect(saying(new TypeError('Oops.')).wait(1_000)).rejects.toThrow('Oops.')
})
