import { type Alert, identityOf } from '../domain/alert.ts'
import type { Delivery } from '../domain/delivery.ts'
import { statusOf } from '../domain/notification.ts'
import { isNonEmpty } from '../domain/result.ts'
import { targetOfLine } from '../domain/target.ts'
import type { Over } from '../message/voice.ts'
import type { OutboxStore } from '../outbox/store.ts'
import type { Cargo } from './cargo.ts'

/** Deliveries of one group that are looked through for its end, in each of its targets. */
const MOST_LOOKED_THROUGH = 200
/** Of a digest; of those beyond, people see the end in their own chat. */
const MOST_ASKED = 200

/**
 * A person sends a *firing* again that came to nothing hours ago; if the alert is over by now, the
 * message must not wake anybody for it. Its alerts are told as what they are today.
 */
export async function withTodaysNews(cargo: Cargo, store: OutboxStore): Promise<Cargo> {
  const { row, folded } = cargo
  if (row.words !== null) return cargo
  if (row.kind === 'notification') {
    const today = await asOfToday(row, folded, store)
    return today === row ? cargo : { ...cargo, row: today, over: overOf(row, today) }
  }
  const rows: Delivery[] = []
  for (const [i, each] of folded.entries())
    rows.push(i < MOST_ASKED ? await asOfToday(each, folded, store) : each)
  return { ...cargo, folded: rows }
}

async function asOfToday(
  row: Delivery,
  besides: readonly Delivery[],
  store: OutboxStore,
): Promise<Delivery> {
  const { group, alerts, status } = row.notification
  if (row.redrives === 0 || status !== 'firing' || group.key === null) return row
  const ends = new Map<string, Alert>()
  for (const line of await linesOf(row, store)) {
    const { items } = await store.find({
      ...{ line, acceptedSince: row.acceptedAt, group: group.key, limit: MOST_LOOKED_THROUGH },
    })
    for (const { id, notification } of items) {
      // What is told in the same message speaks for itself.
      if (id === row.id || besides.some((each) => each.id === id)) continue
      if (notification.source !== row.notification.source) continue
      for (const alert of notification.alerts)
        if (alert.status === 'resolved') ends.set(identityOf(alert), alert)
    }
  }
  const today = alerts.map((alert) => ({ ...alert, ...endOf(ends.get(identityOf(alert))) }))
  if (ends.size === 0 || !isNonEmpty(today)) return row
  return { ...row, notification: { ...row.notification, status: statusOf(today), alerts: today } }
}

const endOf = (end: Alert | undefined): Partial<Alert> =>
  end ? { status: end.status, endsAt: end.endsAt } : {}

/** Its own, and those of its webhook's other targets: it may have been meant for one of them. */
async function linesOf({ target, webhook }: Delivery, store: OutboxStore): Promise<string[]> {
  const siblings = webhook === null ? [] : (await store.find({ webhook, limit: 20 })).items
  return [...new Set([target, ...siblings.map((each) => each.target)].map(targetOfLine))]
}

function overOf(before: Delivery, today: Delivery): Over | null {
  const firing = (alerts: readonly Alert[]) => alerts.filter(({ status }) => status === 'firing')
  const fired = firing(before.notification.alerts).length
  const resolved = fired - firing(today.notification.alerts).length
  if (resolved === 0) return null
  const at = today.notification.alerts.reduce(
    (last, { endsAt }) => Math.max(last, endsAt ?? before.acceptedAt),
    0,
  )
  return { at, resolved, fired }
}
