import type { Alert } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import type { Matcher } from './matcher.ts'
import { labelsForMatching, type Origin } from './meta-labels.ts'

/** An alert that is only news when it stays away, such as Prometheus' Watchdog. */
export interface Heartbeat {
  readonly source: string
  readonly matchers: readonly Matcher[]
  readonly everyMs: number
  /** The receiver that hears of its absence. */
  readonly to: string
}

export interface Pulse {
  /** Heartbeats that beat in this webhook. */
  readonly beats: readonly Heartbeat[]
  /** What is left to be told. */
  readonly alerts: readonly Alert[]
}

/** Takes the heartbeats of a source out of what it says. One that resolves does not beat. */
export function takePulse(
  alerts: readonly Alert[],
  heartbeats: readonly Heartbeat[],
  origin: Origin,
): Pulse {
  const beats = new Set<Heartbeat>()
  const rest = alerts.filter((alert) => {
    const labels = labelsForMatching(alert, origin)
    const own = heartbeats.filter(
      ({ source, matchers }) =>
        source === origin.source && matchers.every((matcher) => matcher.matches(labels)),
    )
    if (alert.status === 'firing') for (const heartbeat of own) beats.add(heartbeat)
    return own.length === 0
  })
  return { beats: [...beats], alerts: rest }
}

/** When one came last, as it is kept from one start to the next. */
export interface Beat {
  readonly seenAt: Instant
  readonly isMissing: boolean
}

/** What is kept under `heartbeatKey`; null where nothing is yet. */
export const readBeat = (kept: string | null): Beat | null =>
  kept === null ? null : (JSON.parse(kept) as Beat)

/** The same after a reload, as long as it is written the same. */
export const heartbeatKey = ({ source, matchers }: Heartbeat): string =>
  `heartbeat:${source}:${heartbeatText(matchers)}`

export const heartbeatText = (matchers: readonly Matcher[]): string =>
  matchers.map(({ text }) => text).join(', ')
