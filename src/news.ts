import type { Alert } from './domain/alert.ts'
import { DAY, type Instant } from './domain/clock.ts'
import { mergeLabels } from './domain/labels.ts'
import { inTurns } from './domain/steps.ts'
import { groupOf } from './ingest/prometheus.ts'
import type { Reading } from './ingest/source.ts'
import type { Memory } from './send/gateway.ts'

/*
 * What a webhook says that was not known before. Some senders know no difference between an alert
 * and the same alert again, and no CI system says that a success is the end of a failure; the
 * bridge remembers both.
 */

export interface News {
  readonly reading: Reading
  /** The webhook that told all of it before; null when there is something new. */
  readonly toldBy: string | null
  /** To be called when it is on disk: what was not accepted is still news the next time. */
  keep(webhook: string): Promise<void>
}

const RESULTS_KEPT = 400 * DAY

export async function newsOf(
  source: string,
  reading: Reading,
  memory: Memory,
  now: Instant,
): Promise<News> {
  if (reading.repeatMs !== undefined) return unsaid(source, reading, now + reading.repeatMs, memory)
  if (reading.alerts.some(isRun)) return fixed(source, reading, memory, now)
  return { reading, toldBy: null, keep: async () => {} }
}

/** Without the alerts of which the same was said before, until it is time to say it again. */
async function unsaid(
  source: string,
  reading: Reading,
  until: Instant,
  memory: Memory,
): Promise<News> {
  const keyOf = (alert: Alert) => `said:${source}:${alert.fingerprint}`
  const known = await Promise.all(reading.alerts.map((alert) => memory.recall(keyOf(alert))))
  const alerts = reading.alerts.filter((alert, i) => !known[i]?.startsWith(`${alert.status} `))
  const toldBy = alerts.length === 0 ? (known[0]?.split(' ')[1] ?? null) : null
  return {
    reading:
      alerts.length === reading.alerts.length
        ? reading
        : { ...reading, alerts, group: await inTurns(groupOf(alerts)) },
    toldBy,
    async keep(webhook) {
      const said = alerts.map((alert) =>
        memory.remember(keyOf(alert), `${alert.status} ${webhook}`, until),
      )
      await Promise.all(said)
    },
  }
}

const isRun = ({ kind, labels }: Alert): boolean =>
  (kind === 'ci' || kind === 'deploy') && labels['result'] !== undefined

/** A success that follows a failure of the same line of runs is called `fixed`. */
async function fixed(
  source: string,
  reading: Reading,
  memory: Memory,
  now: Instant,
): Promise<News> {
  const keyOf = (alert: Alert) => `result:${source}:${alert.fingerprint}`
  const alerts = await Promise.all(
    reading.alerts.map(async (alert) => {
      if (!isRun(alert) || alert.labels['result'] !== 'success') return alert
      if ((await memory.recall(keyOf(alert))) !== 'failed') return alert
      return { ...alert, labels: mergeLabels(alert.labels, { result: 'fixed' }) }
    }),
  )
  return {
    reading: { ...reading, alerts },
    toldBy: null,
    async keep() {
      // What was called off says nothing about whether it works.
      const ended = alerts.filter((alert) => isRun(alert) && alert.labels['result'] !== 'cancelled')
      const results = ended.map((alert) =>
        memory.remember(keyOf(alert), alert.labels['result'] ?? '', now + RESULTS_KEPT),
      )
      await Promise.all(results)
    },
  }
}
