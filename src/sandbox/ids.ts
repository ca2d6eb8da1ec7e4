/** Names for what DingTalk names: never the same twice, and not to be guessed by counting. */
export interface Ids {
  /** `7F3A0C12-5B1D-7E44-9C0A-1122AABB0042` */
  request(): string
  /** A processQueryKey: base64, so that it holds characters which a query has to encode. */
  receipt(): string
  token(): string
  task(): number
}

/** `random` gives numbers from 0 up to, and without, 1. */
export function createIds(random: () => number): Ids {
  let tasks = 282_632_271_000
  const bytes = (count: number): Buffer =>
    Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)))
  return {
    request() {
      const hex = bytes(16).toString('hex').toUpperCase()
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        hex.slice(12, 16),
        hex.slice(16, 20),
        hex.slice(20),
      ].join('-')
    },
    receipt: () => bytes(32).toString('base64'),
    token: () => bytes(16).toString('hex'),
    task() {
      tasks += 1 + Math.floor(random() * 40)
      return tasks
    },
  }
}

/** A small generator (mulberry32) for those who pass none: tokens are not secrets in a sandbox. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
