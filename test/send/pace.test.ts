import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Slot } from '../../src/outbox/line.ts'
import { type LineView, nextTurn, useSlot } from '../../src/send/pace.ts'

const PACE = { messages: 18, perMs: 60_000 }
const NOW = 1_000_000

const aLine = (over: Partial<LineView> = {}): LineView => ({
  slots: [],
  closed: false,
  retryingSince: null,
  waiting: 1,
  headSince: NOW,
  headBegun: false,
  headHeldBack: false,
  ...over,
})

const freeSlots = (count: number, at = NOW): Slot[] =>
  Array.from({ length: count }, () => ({ at, kept: false }))

describe('whose turn it is', () => {
  test('while free slots are left, each delivery goes by itself, however many wait', () => {
    const line = aLine({ slots: freeSlots(11), waiting: 500 })
    expect(nextTurn(line, PACE, 'auto', NOW)).toEqual({ kind: 'send', fold: false, kept: false })
  })

  test('when they are used up, the first kept slot comes a step later and folds what waits', () => {
    const line = aLine({ slots: freeSlots(12), waiting: 500 })
    expect(nextTurn(line, PACE, 'auto', NOW)).toEqual({ kind: 'wait', until: NOW + 10_000 })
    expect(nextTurn(line, PACE, 'auto', NOW + 10_000)).toEqual({
      kind: 'send',
      fold: true,
      kept: true,
    })
  })

  test('one delivery in a kept slot goes as itself', () => {
    const line = aLine({ slots: freeSlots(12), waiting: 1 })
    expect(nextTurn(line, PACE, 'auto', NOW + 10_000)).toMatchObject({ fold: false, kept: true })
  })

  test('with one slot a window it serves both uses, at once', () => {
    const pace = { messages: 1, perMs: 60_000 }
    const turn = (waiting: number, slots: Slot[] = []) =>
      nextTurn(aLine({ waiting, slots }), pace, 'auto', NOW)
    expect(turn(1)).toEqual({ kind: 'send', fold: false, kept: true })
    expect(turn(9)).toEqual({ kind: 'send', fold: true, kept: true })
    expect(turn(9, freeSlots(1, NOW - 1))).toEqual({ kind: 'wait', until: NOW + 59_999 })
  })

  test('without digests all slots are free and nothing folds', () => {
    const line = aLine({ slots: freeSlots(17), waiting: 500 })
    expect(nextTurn(line, PACE, 'off', NOW)).toEqual({ kind: 'send', fold: false, kept: false })
    const full = aLine({ slots: freeSlots(18), waiting: 500 })
    expect(nextTurn(full, PACE, 'off', NOW)).toEqual({ kind: 'wait', until: NOW + 60_000 })
  })

  test.each([
    { waiting: 3, fold: false },
    { waiting: 4, fold: true },
  ])('a target that reopens with $waiting waiting folds: $fold', ({ waiting, fold }) => {
    expect(nextTurn(aLine({ closed: true, waiting }), PACE, 'auto', NOW)).toMatchObject({ fold })
  })

  test('a head that is retried for two minutes takes those behind it along', () => {
    const stuck = aLine({ retryingSince: NOW - 120_000, waiting: 2 })
    expect(nextTurn(stuck, PACE, 'auto', NOW)).toMatchObject({ fold: true })
    const fixed = { ...stuck, headBegun: true }
    expect(nextTurn(fixed, PACE, 'auto', NOW)).toMatchObject({ fold: false })
  })

  test('in a storm of any shape no window is overrun, all is told, and nobody waits long', () => {
    const storms = fc.array(fc.integer({ min: 0, max: 180_000 }), { minLength: 1, maxLength: 400 })
    const paces = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(storms, paces, (times, messages) => {
        const pace = { messages, perMs: 60_000 }
        const { sentAt, worstWait } = simulate(
          times.sort((a, b) => a - b),
          pace,
        )
        for (const [i, at] of sentAt.entries()) {
          const inWindow = sentAt.slice(i).filter((other) => other < at + pace.perMs)
          expect(inWindow.length).toBeLessThanOrEqual(messages)
        }
        const step = pace.perMs / Math.max(1, Math.floor(messages / 3))
        expect(worstWait).toBeLessThanOrEqual(2 * step + 1)
      }),
      { numRuns: 60 },
    )
  })
})

/** Plays a line: answers come at once, and everything that waits at a fold is told with it. */
function simulate(times: readonly number[], pace: { messages: number; perMs: number }) {
  const arrivals = [...times]
  let waiting: number[] = []
  let slots: readonly Slot[] = []
  const sentAt: number[] = []
  let worstWait = 0
  let now = 0
  while (arrivals.length > 0 || waiting.length > 0) {
    while (arrivals[0] !== undefined && arrivals[0] <= now) waiting.push(arrivals.shift() ?? 0)
    const head = waiting[0]
    if (head === undefined) {
      now = arrivals[0] ?? now
      continue
    }
    const view = aLine({ slots, waiting: waiting.length, headSince: head })
    const turn = nextTurn(view, pace, 'auto', now)
    if (turn.kind === 'wait') {
      expect(turn.until).toBeGreaterThan(now)
      now = Math.min(turn.until, Math.max(now, arrivals[0] ?? turn.until))
      continue
    }
    worstWait = Math.max(worstWait, now - head)
    sentAt.push(now)
    slots = useSlot(slots, { at: now, kept: turn.kept }, pace)
    waiting = turn.fold ? [] : waiting.slice(1)
  }
  return { sentAt, worstWait }
}
