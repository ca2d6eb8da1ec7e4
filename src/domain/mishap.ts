import type { BridgeEvent } from './event.ts'
import { StoreUnavailable } from './store-unavailable.ts'

/** What is told of an error that nobody waits for: the store is away, or it is our mistake. */
export const mishap = (where: string, error: unknown): BridgeEvent =>
  error instanceof StoreUnavailable
    ? { type: 'store.unavailable', detail: error.message }
    : { type: 'bug', where, error }
