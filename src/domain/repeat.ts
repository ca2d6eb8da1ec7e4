import type { Clock } from './clock.ts'

/**
 * Round after round until `signal` fires, each `round` saying in how many milliseconds the next
 * one is due. One that fails is complained of, and the next comes `everyMs` later all the same: a
 * bug in one thing that is done beside the others must not end them, or the process.
 */
export async function repeat(
  round: () => Promise<number>,
  everyMs: number,
  { clock, complain }: { readonly clock: Clock; complain(error: unknown): void },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const pause = await attempt()
    await clock.sleep(pause, signal)
  }

  async function attempt(): Promise<number> {
    try {
      return await round()
    } catch (error) {
      complain(error)
      return everyMs
    }
  }
}
