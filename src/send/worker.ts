import { SECOND } from '../domain/clock.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { Line } from '../outbox/line.ts'
import { LEASE } from './ledger.ts'
import { type TellerDeps, tell } from './tell.ts'

/** The loop that empties the outbox: claims lines that are due, tells them, sleeps until the next. */
export interface DeliveryWorker {
  /** Something is due now: look at once. */
  wake(): void
  inFlight(): number
  /** Whether the outbox answered when it was last asked, at most a second ago. */
  isStoreThere(): boolean
  /** Takes nothing new, waits up to `graceMs` for what is on its way, then cuts it off. */
  stop(graceMs: number): Promise<void>
}

/** Lines told side by side; each waits for the network most of the time. */
const SIDE_BY_SIDE = 64
/** At the latest then it looks by itself: other replicas cannot wake this one. */
const LOOK_EVERY = SECOND

export function startWorker(deps: TellerDeps): DeliveryWorker {
  const { clock, store, emit } = deps
  const stopping = new AbortController()
  const cutting = new AbortController()
  /** By target: two tellers of one line would say everything twice. */
  const running = new Map<string, Promise<void>>()
  let alarm = new AbortController()
  let isStoreThere = true
  let renewedAt = clock.now()
  const loop = run()

  return {
    wake: ring,
    inFlight: () => running.size,
    isStoreThere: () => isStoreThere,
    async stop(graceMs) {
      stopping.abort()
      ring()
      await loop
      const grace = new AbortController()
      await Promise.race([Promise.all(running.values()), clock.sleep(graceMs, grace.signal)])
      grace.abort()
      cutting.abort()
      await Promise.all(running.values())
    },
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const free = SIDE_BY_SIDE - running.size
      const wait = await claim(free)
      if (wait > 0 && !stopping.signal.aborted) await clock.sleep(wait, alarm.signal)
      if (alarm.signal.aborted) alarm = new AbortController()
    }
  }

  /** Starts what is due, and says in how many milliseconds to look again. */
  async function claim(limit: number): Promise<number> {
    const now = clock.now()
    try {
      if (running.size > 0 && now - renewedAt >= LEASE / 4) {
        await store.renew(deps.worker, [...running.keys()], now + LEASE)
        renewedAt = now
      }
      if (limit === 0) return LOOK_EVERY
      const { lines, nextDue } = await store.claim(deps.worker, limit, now, now + LEASE)
      isStoreThere = true
      for (const line of lines) if (!isBeingTold(line)) start(line)
      if (lines.length === limit) return LOOK_EVERY
      return Math.min(LOOK_EVERY, Math.max(1, (nextDue ?? now + LOOK_EVERY) - now))
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) emit({ type: 'bug', where: 'claim', error })
      else if (isStoreThere) emit({ type: 'store.unavailable', detail: error.message })
      isStoreThere = false
      return LOOK_EVERY
    }
  }

  /**
   * A call that outlasts its lease brings our own line back to us: claiming it has renewed the
   * lease. One that was given back comes too before its teller is quite gone, but never `sending`.
   */
  function isBeingTold(line: Line): boolean {
    return line.interrupted && running.has(line.target)
  }

  function start(line: Line): void {
    const told = tell(line, deps, cutting.signal)
      .catch((error: unknown) => {
        // Before anything was sent: what was, is written down again and again. The lease ends.
        if (error instanceof StoreUnavailable)
          emit({ type: 'store.unavailable', detail: error.message })
        else emit({ type: 'bug', where: `line ${line.target}`, error })
      })
      .finally(() => {
        if (running.get(line.target) === told) running.delete(line.target)
        ring()
      })
    running.set(line.target, told)
  }

  function ring(): void {
    alarm.abort()
  }
}
