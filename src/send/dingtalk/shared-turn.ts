import { type Clock, SECOND } from '../../domain/clock.ts'
import type { SharedMemory } from '../gateway.ts'

/** A replica that died in its turn holds up the others for no longer. */
const TURN = 10 * SECOND
const LOOK_EVERY = SECOND / 10

/**
 * Does what must be done once for all replicas: whoever comes first does the work, the others look
 * every moment whether its result is there, and take their turn when it is not.
 */
export async function takeTurn<T>(
  key: string,
  { memory, clock }: { readonly memory: SharedMemory; readonly clock: Clock },
  find: () => Promise<T | null>,
  work: () => Promise<T>,
): Promise<T> {
  while (!(await memory.lease(key, clock.now() + TURN))) {
    await clock.sleep(LOOK_EVERY)
    const found = await find()
    if (found !== null) return found
  }
  try {
    // It may have come between our last look and our turn.
    return (await find()) ?? (await work())
  } finally {
    await memory.lease(key, clock.now())
  }
}
