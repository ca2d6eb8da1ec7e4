import type { App } from '../domain/app.ts'
import type { Instant } from '../domain/clock.ts'
import type { Failure, Outcome, RefusedRecipient } from '../domain/outcome.ts'
import type { Call } from './channel.ts'

/** DingTalk as the worker sees it. Never throws: whatever happens is an outcome. */
export interface Gateway {
  /**
   * Fetches what calls of an app need before they can be made; null when they can. Asked before a
   * call takes its turn among the app's calls per second, or those that wait here for one token
   * would go out together afterwards.
   */
  prepare(app: App, signal: AbortSignal): Promise<Failure | null>
  send(call: Call, signal: AbortSignal): Promise<Outcome>
  /** Who was left out of what was accepted; null where that cannot be known. */
  confirm(
    call: Call,
    receipt: string,
    signal: AbortSignal,
  ): Promise<readonly RefusedRecipient[] | null>
  /** Mobile numbers to user ids, looked up once and remembered. */
  lookUp(app: App, mobiles: readonly string[], signal: AbortSignal): Promise<LookUp>
  close(): Promise<void>
}

export type LookUp =
  | {
      readonly kind: 'found'
      readonly users: readonly string[]
      /** Numbers that belong to nobody here. */
      readonly unknown: readonly string[]
    }
  | { readonly kind: 'failed'; readonly outcome: Failure }

/** What replicas share and a restart keeps: access tokens, looked-up people. The outbox has one. */
export interface Memory {
  recall(key: string): Promise<string | null>
  remember(key: string, value: string, until: Instant): Promise<void>
}

/** Where replicas also take turns. */
export interface SharedMemory extends Memory {
  /** Whether a key is this replica's until then, or until it takes it for shorter. */
  lease(key: string, until: Instant): Promise<boolean>
}
