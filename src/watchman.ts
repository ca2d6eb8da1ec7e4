import type { Alert } from './domain/alert.ts'
import { type Clock, DAY, type Instant, SECOND } from './domain/clock.ts'
import { formatDuration } from './domain/duration.ts'
import type { BridgeEvent, Emit } from './domain/event.ts'
import { mishap } from './domain/mishap.ts'
import { repeat } from './domain/repeat.ts'
import type { Reading } from './ingest/source.ts'
import {
  type Beat,
  type Heartbeat,
  heartbeatKey,
  heartbeatText,
  readBeat,
  takePulse,
} from './match/heartbeat.ts'
import type { Memory } from './send/gateway.ts'
import type { Plan } from './settings/plan.ts'
import { heartbeatReport, reportOf } from './telemetry/report.ts'

/*
 * What the bridge says by itself: dead letters, unhealthy targets, heartbeats that stay away. Each
 * goes the way of every other alert, over the outbox, to the receiver that the settings name.
 */

export interface WatchmanDeps {
  plan(): Plan
  readonly memory: Memory
  readonly clock: Clock
  readonly emit: Emit
  /** Puts an alert of our own into the outbox. */
  tell(alert: Alert, receiver: string): Promise<void>
}

export interface Watchman {
  /** Hears every event, and reports those that people must know. */
  hear(event: BridgeEvent): void
  /** Notes the heartbeats in what a source says, and gives back the rest. */
  listen(source: string, sourceType: string, reading: Reading): Promise<Reading>
  /** Looks for heartbeats that stay away until `signal` fires. */
  watch(signal: AbortSignal): Promise<void>
}

const LOOK_EVERY = 2 * SECOND
const REMEMBERED_FOR = 400 * DAY

export function createWatchman(deps: WatchmanDeps): Watchman {
  const { clock, memory } = deps
  const turns = new Map<string, Promise<void>>()

  return {
    hear(event) {
      const { reportTo } = deps.plan().delivery
      if (reportTo === null) return
      // A target that cannot be reached is the wrong one to complain to about itself.
      if ('receiver' in event && event.receiver === reportTo && event.type !== 'delivery.ended')
        return
      const alert = reportOf(event, deps.plan().locale, clock.now())
      if (alert) void deps.tell(alert, reportTo).catch((error: unknown) => complain(error))
    },

    async listen(source, sourceType, reading) {
      const { heartbeats } = deps.plan()
      if (heartbeats.length === 0) return reading
      const origin = { source, sourceType, senderReceiver: reading.group.receiver }
      const { beats, alerts } = takePulse(reading.alerts, heartbeats, origin)
      for (const heartbeat of beats) await beat(heartbeat)
      return alerts.length === reading.alerts.length ? reading : { ...reading, alerts }
    },

    async watch(signal) {
      const readyAt = clock.now()
      const round = async () => {
        for (const heartbeat of deps.plan().heartbeats)
          await look(heartbeat, readyAt).catch((error: unknown) => complain(error))
        return LOOK_EVERY
      }
      await repeat(round, LOOK_EVERY, { clock, complain }, signal)
    },
  }

  /** One after the other: of two at once, as a pair of senders has them, only one ends a silence. */
  function beat(heartbeat: Heartbeat): Promise<void> {
    const key = heartbeatKey(heartbeat)
    const turn = (turns.get(key) ?? Promise.resolve())
      // Whoever waits for that one hears of it.
      .catch(() => undefined)
      .then(() => note(heartbeat))
    turns.set(key, turn)
    return turn
  }

  async function note(heartbeat: Heartbeat): Promise<void> {
    const seenAt = clock.now()
    const before = await read(heartbeat)
    // Said before it is written down: should the store go away in between, it is said once more.
    if (before?.isMissing) await say(heartbeat, 0, true)
    await write(heartbeat, { seenAt, isMissing: false })
  }

  /** The first check comes one `every` after the start: until then its sender may not know us. */
  async function look(heartbeat: Heartbeat, readyAt: Instant): Promise<void> {
    const known = await read(heartbeat)
    if (known?.isMissing) return
    const now = clock.now()
    const since = Math.max(known?.seenAt ?? 0, readyAt)
    if (now - since <= heartbeat.everyMs) return
    const seenAt = known?.seenAt ?? readyAt
    await say(heartbeat, now - seenAt, false)
    await write(heartbeat, { seenAt, isMissing: true })
  }

  function say(heartbeat: Heartbeat, silentMs: number, isOver: boolean): Promise<void> {
    const { source, matchers, to } = heartbeat
    const { locale } = deps.plan()
    const silent = formatDuration(silentMs)
    const report = heartbeatReport(
      source,
      heartbeatText(matchers),
      silent,
      isOver,
      locale,
      clock.now(),
    )
    return deps.tell(report, to)
  }

  async function read(heartbeat: Heartbeat): Promise<Beat | null> {
    return readBeat(await memory.recall(heartbeatKey(heartbeat)))
  }

  function write(heartbeat: Heartbeat, value: Beat): Promise<void> {
    const until = clock.now() + REMEMBERED_FOR
    return memory.remember(heartbeatKey(heartbeat), JSON.stringify(value), until)
  }

  function complain(error: unknown): void {
    deps.emit(mishap('watchman', error))
  }
}
