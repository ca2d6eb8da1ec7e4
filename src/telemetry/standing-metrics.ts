import { Gauge, Registry } from '@prometheus-io/client'
import { type Instant, SECOND } from '../domain/clock.ts'
import { targetOfLine } from '../domain/target.ts'
import type { Standing } from '../outbox/standing.ts'
import type { Plan } from '../settings/plan.ts'
import { type MetricName, optionsOf } from './metrics-table.ts'

/**
 * The gauges that are read from the store when somebody scrapes: a registry of their own each
 * time, so that nothing stale stays behind and two scrapes do not meet.
 */
export function standingText(
  standing: Standing,
  callsThisMonth: ReadonlyMap<string, number>,
  plan: Pick<Plan, 'receivers' | 'orgs'>,
  now: Instant,
): Promise<string> {
  const registry = new Registry()
  const gauge = (name: MetricName) => new Gauge({ name, ...optionsOf(name), registers: [registry] })
  const waiting = gauge('dingbridge_waiting')
  const closed = gauge('dingbridge_target_closed')
  const unhealthy = gauge('dingbridge_target_unhealthy')
  const limit = gauge('dingbridge_api_calls_month_limit')
  const calls = gauge('dingbridge_api_calls_month')

  const names = new Map<string, { readonly receiver: string; readonly target: string }>()
  const lines = new Map(standing.lines.map((line) => [line.target, line]))
  for (const receiver of plan.receivers.values())
    for (const { key, name } of receiver.listeners.flatMap(({ targets }) => targets)) {
      const labels = { receiver: receiver.name, target: name }
      const line = lines.get(key)
      waiting.inc(labels, 0)
      closed.inc(labels, 0)
      unhealthy.inc(labels, 0)
      // A place that a receiver has twice is shown under its first name.
      if (names.has(`${receiver.name} ${key}`)) continue
      names.set(`${receiver.name} ${key}`, labels)
      // One name may stand for many groups (`group: "{{…}}"`): then they are counted.
      closed.inc(labels, line?.closed && line.notBefore > now ? 1 : 0)
      unhealthy.inc(labels, line && line.unhealthySince !== null ? 1 : 0)
    }

  let dead = 0
  for (const { target, receiver, state, count } of standing.counts) {
    if (state === 'dead') dead += count
    // The settings have it no more; its key says so, and it waits until somebody does something.
    if (state === 'waiting')
      waiting.inc(
        names.get(`${receiver} ${targetOfLine(target)}`) ?? { receiver, target: 'removed' },
        count,
      )
  }
  gauge('dingbridge_dead_letters').set(dead)

  const since = standing.lines.flatMap(({ waitingSince }) => waitingSince ?? [])
  const oldest = since.reduce((a, b) => Math.min(a, b), now)
  gauge('dingbridge_oldest_waiting_seconds').set((now - oldest) / SECOND)

  for (const { name, monthlyCalls } of plan.orgs.values()) {
    calls.set({ org: name }, callsThisMonth.get(name) ?? 0)
    if (monthlyCalls !== null) limit.set({ org: name }, monthlyCalls)
  }
  return registry.metrics()
}
