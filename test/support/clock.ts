import type { Chance } from '../../src/domain/chance.ts'
import type { Clock } from '../../src/domain/clock.ts'
import { NOON } from './make.ts'

/** A clock that moves by hand; sleeping moves it on at once. */
export function handClock(start = NOON): Clock & { advance(ms: number): void } {
  let now = start
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
    async sleep(ms, signal) {
      if (!signal?.aborted) now += ms
    },
  }
}

/** Chance without surprises: counts up, and always the same fraction. */
export function tameChance(fraction = 0.5): Chance {
  let count = 0
  return {
    fraction: () => fraction,
    bytes: (length) => new Uint8Array(length).map((_, i) => (i === length - 1 ? ++count : 0)),
  }
}
