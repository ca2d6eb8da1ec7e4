import type { Instant } from '../domain/clock.ts'

/** A refused body, as people see it. */
export interface RejectedWebhook {
  readonly id: string
  readonly at: Instant
  readonly source: string
  readonly code: string
  readonly message: string
  readonly body: Uint8Array
  /** Null for one that a release kept which had it elsewhere. */
  readonly context: RejectedContext | null
}

/** What a refused body came with and needs to be read, besides its bytes. */
export interface RejectedContext {
  readonly method: string
  /** Without credentials. */
  readonly headers: Readonly<Record<string, string>>
  /** `?receiver=`, or null. */
  readonly receiver: string | null
}

export interface RejectedBeginning extends Omit<RejectedWebhook, 'body' | 'context'> {
  /** Of the whole body. */
  readonly bytes: number
  /** The first 16 KiB of it. */
  readonly beginning: Uint8Array
}
