import type { Instant } from '../../domain/clock.ts'
import { type Target, targetOfLine } from '../../domain/target.ts'
import type { Standing, StandingCount, StandingLine } from '../../outbox/standing.ts'
import type { Shut } from '../../send/closures.ts'
import { type LastFailure, placeOf } from '../../telemetry/traffic.ts'
import type { Desk } from '../desk.ts'
import { timeOf } from './delivery-view.ts'

export type TargetView = Awaited<ReturnType<typeof targetViews>>[number]

/**
 * Every target of the settings, once for each receiver that listens there, and those that the
 * settings have no more while something still waits for them. Without ids of groups and people.
 */
export async function targetViews(desk: Desk) {
  const now = desk.clock.now()
  const standing = wholeTargets(await desk.store.standing())
  const lines = new Map(standing.lines.map((line) => [line.target, line]))
  const configured = placesOf(desk)
  const { failures } = desk.traffic()
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
  const lost = standing.counts.filter(
    (each) => !configured.has(placeKey(each.receiver, each.target)),
  )
  const lostPlaces = new Map(lost.map((each) => [placeKey(each.receiver, each.target), each]))
  const rest = [...lostPlaces.values()].map(({ receiver, target }) => ({
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
    const count = (state: StandingCount['state']) => countOf(standing, receiver, key, state)
    return {
      id: key,
      receiver,
      waiting: count('waiting'),
      muted: count('muted'),
      held: count('held'),
      dead: count('dead'),
    }
  }
}

const failureView = (failure: LastFailure | undefined) =>
  failure === undefined ? null : { ...failure, at: timeOf(failure.at) }

/** Users who are still owed something wait in a line of their own, of the same target. */
const wholeTargets = ({ counts, lines }: Standing): Standing => ({
  counts: counts.map((each) => ({ ...each, target: targetOfLine(each.target) })),
  lines,
})

function placesOf({ plan }: Desk) {
  const places = new Map<string, { readonly receiver: string; readonly target: Target }>()
  for (const { name, listeners } of plan().receivers.values())
    for (const target of listeners.flatMap(({ targets }) => targets)) {
      const key = placeKey(name, target.key)
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

const countOf = (
  { counts }: Standing,
  receiver: string,
  target: string,
  state: StandingCount['state'],
): number =>
  counts
    .filter((c) => c.target === target && c.receiver === receiver && c.state === state)
    .reduce((sum, { count }) => sum + count, 0)
