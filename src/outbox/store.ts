import type { Instant } from '../domain/clock.ts'
import type { Attempt, Delivery, DeliveryState, NewDelivery, Words } from '../domain/delivery.ts'
import type { FailureReason } from '../domain/outcome.ts'
import type { Line, LineMemory } from './line.ts'
import type { DeliveryList, DeliveryPage, DeliveryQuery } from './query.ts'
import type { RejectedBeginning, RejectedWebhook } from './rejected.ts'
import type { Standing } from './standing.ts'

/**
 * Where deliveries wait, safely. One implementation a database; `store.contract.ts` says in tests
 * what every one of them must do.
 *
 * Deliveries to one target form a **line**: told in the order of acceptance, one in flight. A
 * worker claims a line, not a delivery: the lease is the line's, and with it come its pace and
 * its penalties, so that order and pace hold across replicas without another mechanism.
 *
 *     accept ──▶ waiting ──claim+settle──▶ sending ──settle──▶ sent | waiting | dead | held
 *        └─────▶ muted ──(its time comes, at claim)──▶ waiting
 *
 * Every method resolves after its effect is on disk, and throws `StoreUnavailable` when that
 * cannot be had now. Anything else thrown is a bug.
 */
export interface OutboxStore {
  /** All or nothing: the webhook and its deliveries. A duplicate stores nothing and answers with the first one's ids. */
  accept(webhook: NewWebhook, deliveries: readonly NewDelivery[], now: Instant): Promise<Accepted>

  // --- Telling: what a worker does ---

  /** Leases up to `limit` lines that are due. A line whose former worker is gone comes with `interrupted`. */
  claim(worker: string, limit: number, now: Instant, leaseUntil: Instant): Promise<Claimed>
  /** Keeps the lines that `worker` still holds for longer: a call may outlast its lease. */
  renew(worker: string, targets: readonly string[], leaseUntil: Instant): Promise<void>
  /**
   * What waits in a line that `worker` holds, in order, the head included: up to `limit`, or fewer
   * (two at least) where they are too large to be in memory together. Null: whoever holds it, for
   * one who only looks.
   */
  waiting(worker: string | null, target: string, limit: number): Promise<readonly Delivery[]>
  /** What a line that `worker` holds has beyond the share of one target, to be told by a stored digest. */
  surplus(worker: string, target: string, share: number, limit: number): Promise<Surplus>
  /**
   * Attempts, changed deliveries and the line in one step. False: the lease was lost, or a person
   * has taken one of `stillInLine`, and nothing was written.
   */
  settle(worker: string, settlement: Settlement, now: Instant): Promise<boolean>
  /** Makes lines claimable now that wait for a moment or a repaired setting: after a reload, a redrive. */
  wake(targets: readonly string[] | 'all', now: Instant): Promise<void>

  // --- Looking: what pages, the API and metrics show ---

  /** Null: there is none of this id, or it is swept away by now. */
  get(id: string): Promise<Delivery | null>
  /** How these are, in the order asked; those that are there. Costs the same however large they are. */
  states(ids: readonly string[]): Promise<readonly DeliveryStanding[]>
  /** The newest first. */
  find(query: DeliveryQuery): Promise<DeliveryPage>
  /** The same in short: costs by the number of deliveries, however large each is. */
  list(query: DeliveryQuery): Promise<DeliveryList>
  /** Of one delivery, in order. */
  attempts(delivery: string): Promise<readonly Attempt[]>
  /** The words that it was tried in before those it has, in order: the last few, each once. */
  wordings(delivery: string): Promise<readonly Words[]>
  /** The deliveries that a digest told. */
  folded(digest: string): Promise<readonly Delivery[]>
  /** As it was accepted, with its body. */
  webhook(id: string): Promise<StoredWebhook | null>
  /**
   * What waits where, and how targets are; of these lines alone, where they are named. Costs by the
   * number of targets, not of deliveries.
   */
  standing(only?: readonly string[]): Promise<Standing>

  // --- Deciding: what an operator does ---

  /**
   * Puts dead, held or discarded ones at the end of their lines. Returns those that were. With
   * `again` also notifications that are sent: everybody hears them anew, in words of then, and when
   * they were first told stays known. Words that go are kept among its wordings.
   */
  redrive(
    ids: readonly string[],
    now: Instant,
    expiresAt: Instant,
    again?: boolean,
  ): Promise<readonly string[]>
  /**
   * Discards a notification that is in one of these states, saying why, and puts others in its
   * place, which are as old as it and came with the same webhook. False: it was in none of them.
   */
  redirect(
    id: string,
    from: readonly DeliveryState[],
    others: readonly NewDelivery[],
    why: string,
    now: Instant,
  ): Promise<boolean>
  /** Takes waiting, muted, dead or held ones out for good. Returns those that were. */
  discard(ids: readonly string[], now: Instant): Promise<readonly string[]>

  // --- Refused bodies ---

  /** Keeps a refused body for people to see. */
  keepRejected(rejected: RejectedWebhook): Promise<void>
  /** The newest first. Bodies can be large, so of each only the beginning. */
  rejected(limit: number): Promise<readonly RejectedBeginning[]>
  rejectedWebhook(id: string): Promise<RejectedWebhook | null>

  // --- Remembering: what replicas share and a restart keeps; see `send/gateway.ts` ---

  /** Null: nothing is remembered by this key, or its time is over. */
  recall(key: string, now: Instant): Promise<string | null>
  /** Whatever is remembered by keys that begin so, in the order of the keys. */
  recallAll(prefix: string, now: Instant): Promise<readonly string[]>
  remember(key: string, value: string, until: Instant): Promise<void>
  /** Adds to a number that is remembered like any value, 0 where there is none. Returns the sum. */
  tally(key: string, by: number, now: Instant, until: Instant): Promise<number>
  /**
   * Remembers `holder` by a key that nobody holds, or that is its own already. True: it is the
   * holder's until then, or until `remember` says otherwise.
   */
  lease(key: string, holder: string, now: Instant, until: Instant): Promise<boolean>
  /**
   * Takes the next stretch of `forMs` of what replicas do in turn, and says in how many
   * milliseconds it begins. Null where nobody else has this store.
   */
  readonly reserve: ((key: string, forMs: number) => Promise<number>) | null

  // --- Keeping house ---

  /** Removes a small number of finished rows accepted before `before`. True: there are more. */
  sweep(before: Instant, now: Instant): Promise<boolean>
  /**
   * Resolves, with the bug that it was, should this store be gone for good: only a new process can
   * open it again. Null where what is away may come back.
   */
  readonly lost: Promise<Error> | null
  close(): Promise<void>
}

export type DeliveryStanding = Pick<Delivery, 'id' | 'state' | 'reason'>

export interface NewWebhook {
  readonly id: string
  readonly source: string
  readonly sourceType: string
  /** As received, for `explain`; after gunzip. */
  readonly body: Uint8Array
  /** Without credentials. */
  readonly headers: Readonly<Record<string, string>>
  /** The receiver that `?receiver=` names, of which `explain` has to know; null without one. */
  readonly wished: string | null
  /** Null: never a duplicate. */
  readonly dedup: { readonly group: string; readonly key: string; readonly windowMs: number } | null
  /** Rows that may wait before the store says it is full; see `share.ts` for which count. */
  readonly maxWaiting: number
}

export interface StoredWebhook {
  readonly id: string
  readonly source: string
  readonly sourceType: string
  readonly acceptedAt: Instant
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
  readonly wished: string | null
}

export interface Accepted {
  readonly id: string
  readonly deliveries: readonly string[]
  readonly duplicate: boolean
}

export interface Claimed {
  readonly lines: readonly Line[]
  /** When the next line that nobody holds falls due; null when nothing waits. */
  readonly nextDue: Instant | null
}

export interface Surplus {
  /** The digest that already stands for some of them and has room for `rows`. */
  readonly into: Delivery | null
  /**
   * In order, the oldest first, and none whose words are made: up to `limit`, or fewer where they
   * are too large to be in memory together with what `into` folds.
   */
  readonly rows: readonly Delivery[]
}

/** Bytes of notifications; several times as much is in memory while they are read. */
export const MOST_AT_ONCE = 32 * 1024 * 1024

export interface Settlement {
  /**
   * Of this step alone: asked again, as when an answer got lost, it is written once and answers as
   * it did. Left out by who never asks again.
   */
  readonly id?: string
  readonly target: string
  readonly attempts: readonly Attempt[]
  readonly changes: readonly DeliveryChange[]
  /** Digests that come to be with this step, each in the place of the first that it folds. */
  readonly created: readonly NewDigest[]
  /**
   * What was read before, and is to be changed as it was then: a person may have discarded it since,
   * or sent it elsewhere. Left out: nothing that a person could take.
   */
  readonly stillInLine?: readonly string[]
  readonly memory: LineMemory
  /** Keep the lease until then, or give the line back, to be claimed from `dueAt` on. */
  readonly next:
    | { readonly kind: 'hold'; readonly leaseUntil: Instant }
    | { readonly kind: 'release'; readonly dueAt: Instant }
}

/** A digest as the worker makes it. */
export type NewDigest = NewDelivery &
  Pick<Delivery, 'words' | 'state'> & { readonly placeOf: string }

/** New values of one delivery; what is left out stays. */
export interface DeliveryChange {
  readonly id: string
  readonly state?: DeliveryState
  readonly toldAt?: Instant
  readonly toldBy?: string | null
  readonly reason?: FailureReason | null
  readonly detail?: string | null
  readonly words?: Delivery['words']
  /** Words in which it was tried and that are not its own, or are no more: kept for people to see. */
  readonly tried?: readonly Words[]
  readonly triedWith?: Delivery['triedWith']
  readonly progress?: Delivery['progress']
  /** Of a stored digest that folds more than it did. */
  readonly standsFor?: Pick<Delivery, 'notification' | 'expiresAt'>
  /** Takes the place in the line that another one has before this step: two may change places. */
  readonly placeOf?: string
  /** Goes on in another line, due then: nobody of its former line waits for it. */
  readonly moveTo?: { readonly line: string; readonly dueAt: Instant }
  /** The row is a digest that told nothing: it goes. Those it folded are changed one by one. */
  readonly remove?: true
}
