import { type Chance, newId } from '../domain/chance.ts'
import { type Clock, type Instant, SECOND } from '../domain/clock.ts'
import type { Attempt, Delivery, Words } from '../domain/delivery.ts'
import type { Emit } from '../domain/event.ts'
import type { Outcome } from '../domain/outcome.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { Target } from '../domain/target.ts'
import type { LineMemory } from '../outbox/line.ts'
import type { DeliveryChange, NewDigest, OutboxStore } from '../outbox/store.ts'
import type { Cargo } from './cargo.ts'

/**
 * A worker's lease is renewed with every step; this long after its last sign it is gone, and within
 * a second more somebody looks. People wait at most 15 s, also when the successor dies as well:
 * twice that has to be less.
 */
export const LEASE = 6 * SECOND

/** What is written down about one line while a worker holds it. */
export interface Ledger {
  /**
   * On disk, and the lease renewed. False: somebody else goes on. The lease was lost, or a person
   * has taken one of `stillInLine`, and the line is given back to be looked at anew.
   */
  keep(step: Step): Promise<boolean>
  /** On disk, and the line given back, to be claimed from `dueAt` on. */
  release(dueAt: Instant, step: Step): Promise<boolean>
  /** What stands with a row so far: of a digest that goes it is to stand elsewhere. */
  history(id: string): Promise<History>
}

export interface History {
  readonly attempts: readonly Attempt[]
  readonly wordings: readonly Words[]
}

export interface Step {
  readonly memory: LineMemory
  readonly changes?: readonly DeliveryChange[]
  readonly attempts?: readonly Attempt[]
  readonly created?: readonly NewDigest[]
  /** Of a first step: see `Settlement`. What is under way nobody can take any more. */
  readonly stillInLine?: readonly string[]
}

export interface LedgerDeps {
  readonly worker: string
  readonly store: OutboxStore
  readonly clock: Clock
  readonly chance: Chance
  readonly emit: Emit
}

export function openLedger(target: string, deps: LedgerDeps, signal: AbortSignal): Ledger {
  const { clock, chance, store, emit, worker } = deps
  return {
    keep: (step) => settle(step, { kind: 'hold', leaseUntil: clock.now() + LEASE }),
    release: (dueAt, step) => settle(step, { kind: 'release', dueAt }),
    async history(id) {
      const attempts = await insist(() => store.attempts(id))
      return { attempts, wordings: await insist(() => store.wordings(id)) }
    },
  }

  async function settle(
    step: Step,
    next: Parameters<OutboxStore['settle']>[1]['next'],
  ): Promise<boolean> {
    const { memory, changes = [], attempts = [], created = [], stillInLine = [] } = step
    const id = newId(clock.now(), chance)
    const settlement = { id, target, memory, changes, attempts, created, stillInLine, next }
    if (await insist(() => store.settle(worker, settlement, clock.now()))) return true
    if (stillInLine.length === 0) return false
    const back = { kind: 'release', dueAt: clock.now() } as const
    const nothing = { target, memory, changes: [], attempts: [], created: [], next: back }
    await insist(() => store.settle(worker, nothing, clock.now()))
    return false
  }

  /**
   * What has happened at DingTalk must reach the disk: while the store is away this asks again and
   * again. Should the process die meanwhile, the row says `sending`, and its outcome is unknown.
   */
  async function insist<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await ask()
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || signal.aborted) throw error
        if (tries === 0) emit({ type: 'store.unavailable', detail: error.message })
        await clock.sleep(SECOND, signal)
      }
    }
  }
}

export function attemptOf(
  {
    delivery,
    part,
    recipients,
    wording,
  }: Pick<Attempt, 'delivery' | 'part' | 'recipients'> & {
    readonly wording: string
  },
  outcome: Outcome,
  at: Instant,
  until: Instant,
): Attempt {
  const when = { at, tookMs: until - at }
  const call = { delivery, ...when, part, recipients, outcome: outcome.kind, wording }
  if (outcome.kind === 'sent') {
    return { ...call, reason: null, code: null, detail: null, receipt: outcome.receipt }
  }
  const { reason, code, detail } = outcome
  return { ...call, reason, code, detail, receipt: null }
}

export function reportAttempt(
  attempt: Attempt,
  { webhook }: Delivery,
  target: Target,
  emit: Emit,
): void {
  const { delivery, outcome, reason, code, detail, tookMs } = attempt
  emit({
    type: 'attempt.ended',
    delivery,
    ...(webhook !== null && { webhook }),
    receiver: target.receiver,
    target: target.name,
    channel: target.address.channel,
    app: target.address.channel === 'robot' ? null : target.address.app,
    outcome,
    reason,
    code,
    detail,
    tookMs,
  })
}

/** Says of each delivery of a cargo that it is over; a digest speaks for those that it folded. */
export function reportEnd(
  cargo: Cargo,
  state: 'sent' | 'dead' | 'held' | 'discarded',
  why: Pick<Delivery, 'reason' | 'detail'>,
  at: Instant,
  emit: Emit,
): void {
  const { row: told, folded, beneath = [] } = cargo
  const others = [...folded, ...beneath].filter(({ kind }) => kind !== 'digest')
  for (const row of told.kind === 'digest' ? others : [told, ...others]) {
    const isFolded = state === 'sent' && row !== told
    emit({
      type: 'delivery.ended',
      delivery: row.id,
      ...(row.webhook !== null && { webhook: row.webhook }),
      ...(isFolded && { toldBy: row.toldBy ?? told.id }),
      source: row.notification.source,
      about: row.notification.alerts[0].labels['alertname'] ?? row.id,
      receiver: row.receiver,
      target: row.targetName,
      channel: row.channel,
      state: isFolded ? 'folded' : state,
      reason: why.reason,
      detail: why.detail,
      seconds: Math.max(0, at - (row.mutedUntil ?? row.acceptedAt)) / SECOND,
    })
  }
}
