import type { Instant } from './clock.ts'

/** Chance as a dependency: `main.ts` makes the real one, tests script theirs. */
export interface Chance {
  /** At least 0, less than 1. */
  fraction(): number
  bytes(count: number): Uint8Array
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A new id: 9 letters of time, then 13 of chance, so that ids sort by when they were made and
 * two replicas never make the same one.
 */
export function newId(now: Instant, chance: Chance): string {
  let time = ''
  for (let rest = now, i = 0; i < 9; i++, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time
  }
  return time + Array.from(chance.bytes(13), (byte) => ALPHABET.charAt(byte % 32)).join('')
}
