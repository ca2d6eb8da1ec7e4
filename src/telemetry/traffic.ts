import { type Clock, type Instant, MINUTE } from '../domain/clock.ts'
import type { BridgeEvent, Emit } from '../domain/event.ts'
import type { FailureReason } from '../domain/outcome.ts'

/** What went through this process since it started, for the overview. */
export interface Traffic {
  readonly since: Instant
  /** By name; only those that were heard of. */
  readonly sources: ReadonlyMap<string, SourceTraffic>
  /** By receiver. */
  readonly receivers: ReadonlyMap<string, ReceiverTraffic>
  /** How the last call of a target failed; it goes when one succeeds. See `placeOf`. */
  readonly failures: ReadonlyMap<string, LastFailure>
  /** The oldest first, `STEPS` of `STEP_MS` each; the last one is not over. */
  readonly steps: readonly TrafficStep[]
}

export interface SourceTraffic {
  readonly accepted: number
  readonly duplicates: number
  readonly alerts: number
  readonly refused: number
  /** Null: nothing was accepted yet. */
  readonly lastAt: Instant | null
  readonly lastRefusal: {
    readonly at: Instant
    readonly code: string
    readonly message: string
  } | null
}

export interface ReceiverTraffic {
  readonly told: number
  readonly dead: number
}

export interface LastFailure {
  readonly at: Instant
  readonly reason: FailureReason
  /** DingTalk's code, where it gave one. */
  readonly code: string | null
  readonly detail: string | null
}

/** A target by its names, as events have it. */
export const placeOf = ({ receiver, target }: { receiver: string; target: string }): string =>
  JSON.stringify([receiver, target])

export interface TrafficStep {
  readonly at: Instant
  readonly alerts: number
  readonly told: number
  readonly dead: number
}

export const STEP_MS = 5 * MINUTE
const STEPS = 72

const NO_SOURCE: SourceTraffic = {
  accepted: 0,
  duplicates: 0,
  alerts: 0,
  refused: 0,
  lastAt: null,
  lastRefusal: null,
}

/** Names come from the settings, so what is kept stays small. */
export function createTraffic(clock: Clock): { readonly watch: Emit; read(): Traffic } {
  const since = clock.now()
  const sources = new Map<string, SourceTraffic>()
  const receivers = new Map<string, ReceiverTraffic>()
  const failures = new Map<string, LastFailure>()
  const steps = new Map<Instant, TrafficStep>()

  return {
    watch,
    read() {
      const last = stepOf(clock.now())
      const shown = Array.from({ length: STEPS }, (_, i) => last - (STEPS - 1 - i) * STEP_MS)
      return { since, sources, receivers, failures, steps: shown.map(stepAt) }
    },
  }

  function watch(event: BridgeEvent): void {
    const now = clock.now()
    switch (event.type) {
      case 'webhook.accepted': {
        const { source, duplicate } = event
        const before = sources.get(source) ?? NO_SOURCE
        const alerts = duplicate ? 0 : event.alerts.length
        sources.set(source, {
          ...before,
          accepted: before.accepted + 1,
          duplicates: before.duplicates + Number(duplicate),
          alerts: before.alerts + alerts,
          lastAt: now,
        })
        count({ alerts })
        return
      }
      case 'webhook.refused': {
        if (event.source === '-') return
        const before = sources.get(event.source) ?? NO_SOURCE
        const lastRefusal = { at: now, code: event.code, message: event.message }
        sources.set(event.source, { ...before, refused: before.refused + 1, lastRefusal })
        return
      }
      case 'attempt.ended': {
        const { reason, code, detail } = event
        if (reason === null) failures.delete(placeOf(event))
        else failures.set(placeOf(event), { at: now, reason, code, detail })
        return
      }
      case 'delivery.ended': {
        const { receiver, state } = event
        const told = Number(state === 'sent' || state === 'folded')
        const dead = Number(state === 'dead')
        const before = receivers.get(receiver) ?? { told: 0, dead: 0 }
        receivers.set(receiver, { told: before.told + told, dead: before.dead + dead })
        count({ told, dead })
        return
      }
      default:
    }
  }

  function count({ alerts = 0, told = 0, dead = 0 }: Partial<TrafficStep>): void {
    const at = stepOf(clock.now())
    const before = stepAt(at)
    steps.set(at, {
      at,
      alerts: before.alerts + alerts,
      told: before.told + told,
      dead: before.dead + dead,
    })
    for (const old of steps.keys()) if (old <= at - STEPS * STEP_MS) steps.delete(old)
  }

  function stepAt(at: Instant): TrafficStep {
    return steps.get(at) ?? { at, alerts: 0, told: 0, dead: 0 }
  }
}

const stepOf = (now: Instant): Instant => now - (now % STEP_MS)
