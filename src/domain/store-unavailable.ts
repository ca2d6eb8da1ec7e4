/**
 * The outbox cannot take or give anything now: disk full, database away, queue full. Thrown, not
 * returned, because nobody in between can do anything about it; senders are told to come again.
 */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable' as const
  readonly retryAfterSeconds: number

  constructor(message: string, options: { retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.retryAfterSeconds = options.retryAfterSeconds ?? 10
  }
}
