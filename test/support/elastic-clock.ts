import type { Clock, Instant } from '../../src/domain/clock.ts'

export interface ElasticClock extends Clock {
  /** Moves the time on at once; whoever sleeps until then wakes up. */
  advance(ms: number): void
}

/**
 * Runs as the real one does, so that sockets and threads agree with it, and can be moved on. With a
 * `base` that stands still it goes on by that alone.
 */
export function elasticClock(base: () => Instant = Date.now): ElasticClock {
  const sleepers = new Set<() => void>()
  let ahead = 0
  const now = (): Instant => base() + ahead
  return {
    now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const dueAt = now() + ms
        let timer = setTimeout(look, ms)
        sleepers.add(look)
        signal?.addEventListener('abort', end, { once: true })

        function look(): void {
          clearTimeout(timer)
          const left = dueAt - now()
          if (left > 0) timer = setTimeout(look, left)
          else end()
        }
        function end(): void {
          clearTimeout(timer)
          sleepers.delete(look)
          signal?.removeEventListener('abort', end)
          resolve()
        }
      }),
    advance(ms) {
      ahead += ms
      for (const look of [...sleepers]) look()
    },
  }
}
