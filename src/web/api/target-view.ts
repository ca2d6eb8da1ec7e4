import type { Instant } from '../../domain/clock.ts'
import { owedLine, type Target, targetOfLine } from '../../domain/target.ts'
import type { Standing, StandingCount, StandingLine } from '../../outbox/standing.ts'
import type { Shut } from '../../send/closures.ts'
import { type LastFailure, placeOf } from '../../telemetry/last-failures.ts'
import type { Desk } from '../desk.ts'
import { timeOf } from './delivery-view.ts'

export type TargetView = Awaited<ReturnType<typeof targetViews>>[number]

/**
 * Every target of the settings, once for each receiver that listens there, and those that the
 * settings have no more while something still waits for them; `only` of them, by its key. Without
 * ids of groups and people.
 */
export async function targetViews(desk: Desk, only?: string) {
  const now = desk.clock.now()
  const named = only === undefined ? undefined : [only, owedLine(only)]
  const standing = await desk.store.standing(named)
  const lines = new Map(standing.lines.map((line) => [line.target, line]))
  const counts = countsByPlace(standing)
  const configured = placesOf(desk, only)
  const failures = desk.failures()
  const views = await Promise.all(
    [...configured.values()].map(async ({ receiver, target }) => ({
      ...identity(target.key, receiver),
      target: target.name,
      configured: true,
      channel: target.address.channel,
      app: target.address.channel === 'robot' ? null : target.address.app,
      pace: {
        messages: target.pace.messages,
        per_ms: target.pace.perMs,
        used: usedOf(lines.get(target.key), target.pace.perMs, now),
      },
      digest: target.digest,
      on_unknown: target.onUnknown,
      ...conditionOf(lines.get(target.key), await desk.shut(target), now),
      last_failure: failureView(
        failures.get(placeOf({ receiver: target.receiver, target: target.name })),
      ),
    })),
  )
  const lost = [...counts].filter(([key]) => !configured.has(key))
  const rest = lost
    .map(([, place]) => place)
    .map(({ receiver, target }) => ({
      ...identity(target, receiver),
      target: null,
      configured: false,
      channel: null,
      app: null,
      pace: null,
      ...conditionOf(lines.get(target), null, now),
      last_failure: null,
    }))
  return [...views, ...rest]

  function identity(key: string, receiver: string) {
    const { waiting, muted, held, dead } = counts.get(placeKey(receiver, key)) ?? NO_COUNTS
    return { id: key, receiver, waiting, muted, held, dead }
  }
}

const failureView = (failure: LastFailure | undefined) =>
  failure === undefined ? null : { ...failure, at: timeOf(failure.at) }

const NO_COUNTS = { waiting: 0, muted: 0, held: 0, dead: 0 }

/** Users who are still owed something wait in a line of their own, of the same target. */
function countsByPlace({ counts }: Standing) {
  const places = new Map<string, Counts & { receiver: string; target: string }>()
  for (const { receiver, target, state, count } of counts) {
    const key = targetOfLine(target)
    const place = placeKey(receiver, key)
    const before = places.get(place) ?? { ...NO_COUNTS, receiver, target: key }
    places.set(place, { ...before, [state]: before[state] + count })
  }
  return places
}

type Counts = Readonly<Record<StandingCount['state'], number>>

function placesOf({ plan }: Desk, only?: string) {
  const places = new Map<string, { readonly receiver: string; readonly target: Target }>()
  for (const { name, listeners } of plan().receivers.values())
    for (const target of listeners.flatMap(({ targets }) => targets)) {
      const key = placeKey(name, target.key)
      if (only !== undefined && target.key !== only) continue
      if (!places.has(key)) places.set(key, { receiver: name, target })
    }
  return places
}

/** Messages of the last window: what is left of the pace is free now. */
const usedOf = (line: StandingLine | undefined, perMs: number, now: Instant): number =>
  line?.slots.filter(({ at }) => at > now - perMs).length ?? 0

function conditionOf(line: StandingLine | undefined, shut: Shut | null, now: Instant) {
  const own = line?.closed && line.notBefore > now ? line.notBefore : null
  const until = Math.max(own ?? 0, shut?.until ?? 0)
  const unhealthy = line?.unhealthySince ?? null
  return {
    condition: unhealthy !== null ? 'unhealthy' : until > now ? 'closed' : 'open',
    closed_until: timeOf(until > now ? until : null),
    closed_because: shut?.why ?? null,
    unhealthy_since: timeOf(unhealthy),
    retrying_since: timeOf(line?.retryingSince ?? null),
    waiting_since: timeOf(line?.waitingSince ?? null),
    next_try_at: timeOf(line && line.waitingSince !== null ? Math.max(line.notBefore, now) : null),
  }
}

const placeKey = (receiver: string, target: string): string => `${receiver} ${target}`
