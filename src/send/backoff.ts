import { MINUTE, SECOND } from '../domain/clock.ts'

const LONGEST = 5 * MINUTE

/**
 * How long to wait after so many refusals in a row: exponential from 1 s to 5 min with full
 * jitter, so that many lines refused together do not come back together.
 */
export function backoff(failures: number, fraction: number): number {
  const ceiling = Math.min(LONGEST, SECOND * 2 ** Math.min(failures, 16))
  return SECOND + Math.floor(fraction * Math.max(0, ceiling - SECOND))
}

const PROBES = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE] as const

/** When an unhealthy target is tried again: after 1, 2, 5, then every 10 minutes. */
export const probeDelay = (failures: number): number =>
  PROBES[Math.min(Math.max(failures, 1), PROBES.length) - 1] ?? LONGEST

/** How long users whom DingTalk asks to wait are left alone: a minute, doubling to ten. */
export const flowDelay = (failures: number): number =>
  Math.min(10 * MINUTE, MINUTE * 2 ** Math.min(failures, 4))
