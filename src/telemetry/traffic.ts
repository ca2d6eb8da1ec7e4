import { type Clock, HOUR, type Instant, MINUTE } from '../domain/clock.ts'
import type { BridgeEvent, Emit } from '../domain/event.ts'

/** What went through in the last hours, for pages. */
export interface Traffic {
  /** By name; only those that were heard of. */
  readonly sources: ReadonlyMap<string, SourceTraffic>
  /** By receiver. */
  readonly receivers: ReadonlyMap<string, ReceiverTraffic>
  /** The oldest first, `STEPS` of `STEP_MS` each; the last one is not over. */
  readonly steps: readonly TrafficStep[]
}

export interface SourceTraffic extends SourceCounts {
  /** Null: nothing was accepted that is remembered. */
  readonly lastAt: Instant | null
  readonly lastRefusal: Refusal | null
}

interface SourceCounts {
  readonly accepted: number
  readonly duplicates: number
  readonly alerts: number
  readonly refused: number
}

interface Refusal {
  readonly at: Instant
  readonly code: string
  readonly message: string
}

export interface ReceiverTraffic {
  readonly told: number
  readonly dead: number
}

export interface TrafficStep {
  readonly at: Instant
  readonly alerts: number
  readonly told: number
  readonly dead: number
}

/** What one process counted, as it is kept; pairs, because names are the users' own. */
export interface TrafficRecord {
  readonly lasts: readonly (readonly [source: string, last: Last])[]
  readonly steps: readonly {
    readonly at: Instant
    readonly sources: readonly (readonly [string, SourceCounts])[]
    readonly receivers: readonly (readonly [string, ReceiverTraffic])[]
  }[]
}

type Last = Pick<SourceTraffic, 'lastAt' | 'lastRefusal'>

export const STEP_MS = 5 * MINUTE
const STEPS = (6 * HOUR) / STEP_MS

const NO_SOURCE: SourceCounts = { accepted: 0, duplicates: 0, alerts: 0, refused: 0 }
const NO_RECEIVER: ReceiverTraffic = { told: 0, dead: 0 }
const NO_LAST: Last = { lastAt: null, lastRefusal: null }

/** Counts what this process sees. Names come from the settings, so what is kept stays small. */
export function createTraffic(clock: Clock): {
  readonly watch: Emit
  record(): TrafficRecord
} {
  const lasts = new Map<string, Last>()
  const steps = new Map<Instant, Step>()

  return {
    watch,
    record: () => ({
      lasts: [...lasts],
      steps: [...steps].map(([at, { sources, receivers }]) => ({
        at,
        sources: [...sources],
        receivers: [...receivers],
      })),
    }),
  }

  function watch(event: BridgeEvent): void {
    const now = clock.now()
    switch (event.type) {
      case 'webhook.accepted': {
        const { source, duplicate } = event
        const alerts = duplicate ? 0 : event.alerts.length
        cameIn(source, { accepted: 1, duplicates: Number(duplicate), alerts })
        lasts.set(source, { ...(lasts.get(source) ?? NO_LAST), lastAt: now })
        return
      }
      case 'webhook.refused': {
        const { source, code, message } = event
        if (source === '-') return
        cameIn(source, { refused: 1 })
        const lastRefusal = { at: now, code, message }
        lasts.set(source, { ...(lasts.get(source) ?? NO_LAST), lastRefusal })
        return
      }
      case 'delivery.ended': {
        const { receiver, state } = event
        const told = Number(state === 'sent' || state === 'folded')
        const { receivers } = stepNow()
        const ended = { told, dead: Number(state === 'dead') }
        receivers.set(receiver, sum(receivers.get(receiver) ?? NO_RECEIVER, ended))
        return
      }
      default:
    }
  }

  function cameIn(source: string, counts: Partial<SourceCounts>): void {
    const { sources } = stepNow()
    sources.set(source, sum(sources.get(source) ?? NO_SOURCE, { ...NO_SOURCE, ...counts }))
  }

  function stepNow(): Step {
    const at = stepOf(clock.now())
    for (const old of steps.keys()) if (old <= at - STEPS * STEP_MS) steps.delete(old)
    const step = steps.get(at) ?? { sources: new Map(), receivers: new Map() }
    steps.set(at, step)
    return step
  }
}

interface Step {
  readonly sources: Map<string, SourceCounts>
  readonly receivers: Map<string, ReceiverTraffic>
}

/** What several processes counted in the last six hours, together. */
export function trafficOf(records: readonly TrafficRecord[], now: Instant): Traffic {
  const last = stepOf(now)
  const first = last - (STEPS - 1) * STEP_MS
  const steps = new Map<Instant, TrafficStep>()
  for (let at = first; at <= last; at += STEP_MS) steps.set(at, { at, ...NO_STEP })
  const sources = new Map<string, SourceTraffic>()
  const receivers = new Map<string, ReceiverTraffic>()
  const newestOf = <T>(a: T | null, b: T | null, at: (it: T) => Instant): T | null =>
    a === null || (b !== null && at(b) > at(a)) ? b : a
  for (const [name, { lastAt, lastRefusal }] of records.flatMap((record) => record.lasts)) {
    const before = sources.get(name) ?? { ...NO_SOURCE, ...NO_LAST }
    sources.set(name, {
      ...before,
      lastAt: newestOf(before.lastAt, lastAt, (at) => at),
      lastRefusal: newestOf(before.lastRefusal, lastRefusal, ({ at }) => at),
    })
  }
  for (const step of records.flatMap((record) => record.steps)) {
    const before = steps.get(step.at)
    if (!before) continue
    let { alerts, told, dead } = before
    for (const [name, counts] of step.sources) {
      const { lastAt, lastRefusal, ...known } = sources.get(name) ?? { ...NO_SOURCE, ...NO_LAST }
      sources.set(name, { ...sum(known, counts), lastAt, lastRefusal })
      alerts += counts.alerts
    }
    for (const [name, counts] of step.receivers) {
      receivers.set(name, sum(receivers.get(name) ?? NO_RECEIVER, counts))
      told += counts.told
      dead += counts.dead
    }
    steps.set(step.at, { at: step.at, alerts, told, dead })
  }
  return { sources, receivers, steps: [...steps.values()] }
}

const NO_STEP = { alerts: 0, told: 0, dead: 0 }

function sum<T extends SourceCounts | ReceiverTraffic>(one: T, other: T): T {
  const added = Object.entries(other).map(([name, n]) => [name, n + one[name as keyof T]])
  return Object.fromEntries(added) as T
}

const stepOf = (now: Instant): Instant => now - (now % STEP_MS)
