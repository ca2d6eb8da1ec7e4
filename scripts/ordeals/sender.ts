import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

export interface Told {
  readonly mark: string
  /** The label that the routes look at. */
  readonly chat: string
  readonly alerts: readonly Readonly<Record<string, string>>[]
  /** It is the end of what was told with this mark then. */
  readonly ends?: { readonly mark: string; readonly at: number }
}

/** A notification in the form of Alertmanager's webhook, version 4. */
export function webhookBody({ mark, chat, alerts, ends }: Told, now: number): string {
  const startsAt = new Date((ends?.at ?? now) - 60_000).toISOString()
  const first = ends?.mark ?? mark
  const status = ends ? 'resolved' : 'firing'
  return JSON.stringify({
    version: '4',
    groupKey: `{}/{chat="${chat}"}:{mark="${first}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'dingbridge',
    groupLabels: { mark },
    commonLabels: { mark, chat },
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example.com',
    alerts: alerts.map((labels, index) => ({
      status,
      labels: { ...labels, mark, chat },
      annotations: { summary: `Ordeal ${mark}` },
      startsAt,
      endsAt: ends ? new Date(now).toISOString() : '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example.com/graph',
      fingerprint: createHash('md5')
        .update(JSON.stringify([index, first]))
        .digest('hex')
        .slice(0, 16),
    })),
  })
}

/**
 * Posts as Alertmanager does: the same body again after a broken connection or a 5xx, to the next
 * of the replicas, until it is acknowledged.
 */
export async function insist(
  urls: readonly string[],
  body: string,
): Promise<{ readonly at: number; readonly tries: number }> {
  for (let tries = 0; ; tries++) {
    const url = urls[tries % urls.length] ?? ''
    const status = await post(`${url}/webhook/alertmanager`, body)
    if (status >= 200 && status < 300) return { at: Date.now(), tries }
    if (status !== 0 && status < 500) throw new Error(`The bridge answered ${status}: ${body}`)
    await delay(Math.min(1_000, 50 * 2 ** Math.min(tries, 5)))
  }
}

/**
 * Milliseconds; only for what hangs. A bridge that had too much to do would still take what nobody
 * waits for any more, perhaps after what was posted next: a repeat that is our own.
 */
const PATIENCE = 120_000

/** The status, or 0 where there was no answer. */
async function post(url: string, body: string): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(PATIENCE),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}
