/**
 * Thrown when the outbox cannot take or give anything now: disk full, database away, too much
 * waiting. What may work later, so a sender is answered 503 and never 4xx. Not a bug: a wrong
 * statement or a broken file that will not mend itself is thrown as what it is.
 */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable' as const
  readonly retryAfterSeconds: number

  constructor(message: string, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(message, { cause: options.cause })
    this.retryAfterSeconds = options.retryAfterSeconds ?? 5
  }
}
