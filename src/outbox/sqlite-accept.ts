import type { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Instant } from '../domain/clock.ts'
import type { NewDelivery } from '../domain/delivery.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { Packed } from './delivery-rows.ts'
import type { RejectedBeginning, RejectedWebhook } from './rejected.ts'
import {
  contextText,
  PACKED_BEGINNING,
  rejectedBeginning,
  rejectedContext,
  rejectedHead,
} from './rejected-rows.ts'
import { shareOf } from './share.ts'
import type { Shown } from './sqlite-packing.ts'
import { openSearch } from './sqlite-search.ts'
import { stateOf } from './state-of.ts'
import type { Accepted, NewWebhook, StoredWebhook } from './store.ts'

/** The half of the store that a webhook meets. Each function runs inside a transaction. */
export function openAccept(db: DatabaseSync) {
  const latest = db.prepare('SELECT key, webhook, until FROM latest WHERE grp = ?')
  const putLatest = db.prepare(
    `INSERT INTO latest (grp, key, webhook, at, until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET key = excluded.key, webhook = excluded.webhook, at = excluded.at, until = excluded.until`,
  )
  const idsOf = db.prepare('SELECT id FROM deliveries WHERE webhook = ? ORDER BY place')
  const putWebhook = db.prepare(
    `INSERT INTO webhooks (id, source, source_type, accepted_at, headers, wished, body)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const putDelivery = db.prepare(
    `INSERT INTO deliveries (id, kind, webhook, target, receiver, target_name, channel, state,
       place, accepted_at, muted_until, expires_at, notification, ended_at, detail)
     VALUES (?, 'notification', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const search = openSearch(db)
  const touchLine = db.prepare(
    `INSERT INTO lines (target, due_at) VALUES (?1, ?2)
     ON CONFLICT DO UPDATE SET due_at = min(coalesce(due_at, ?2), max(?2, not_before))`,
  )
  const getWebhook = db.prepare('SELECT * FROM webhooks WHERE id = ?')
  const putRejected = db.prepare(
    `INSERT INTO rejected (id, at, source, code, message, body, context)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const listRejected = db.prepare(
    `SELECT id, at, source, code, message, substr(body, 1, ${PACKED_BEGINNING}) AS beginning,
       substr(body, -4) AS length FROM rejected ORDER BY at DESC, id DESC LIMIT ?`,
  )
  const getRejected = db.prepare('SELECT * FROM rejected WHERE id = ?')
  const gauge = db.prepare(`SELECT n FROM gauges WHERE name = 'waiting'`)
  const counted = db.prepare(
    'SELECT coalesce(sum(min(waiting, ?)), 0) AS n FROM lines WHERE waiting > 0 AND shut = 0',
  )
  const lastPlace = db.prepare('SELECT coalesce(max(place), 0) AS n FROM deliveries')
  let place = Number(lastPlace.get()?.['n'])

  return {
    nextPlace: (): number => ++place,

    accept(
      webhook: NewWebhook,
      deliveries: readonly (Packed<NewDelivery> & Shown)[],
      now: Instant,
    ): Accepted {
      const { dedup } = webhook
      const known = dedup && latest.get(dedup.group)
      if (known && known['key'] === dedup.key && Number(known['until']) > now) {
        const id = String(known['webhook'])
        return { id, deliveries: idsOf.all(id).map((row) => String(row['id'])), duplicate: true }
      }
      const wanted = deliveries.filter(({ dropped }) => dropped === undefined).length
      if (wanted > 0) insistOnRoom(wanted, webhook.maxWaiting)
      putWebhook.run(
        webhook.id,
        webhook.source,
        webhook.sourceType,
        now,
        JSON.stringify(webhook.headers),
        webhook.wished,
        gzipSync(webhook.body, { level: 1 }),
      )
      if (dedup) putLatest.run(dedup.group, dedup.key, webhook.id, now, now + dedup.windowMs)
      for (const delivery of deliveries) {
        const state = stateOf(delivery, now)
        const isOver = state === 'discarded'
        putDelivery.run(
          delivery.id,
          webhook.id,
          delivery.target,
          delivery.receiver,
          delivery.targetName,
          delivery.channel,
          state,
          ++place,
          now,
          delivery.mutedUntil,
          delivery.expiresAt,
          delivery.notification,
          isOver ? now : null,
          delivery.dropped ?? null,
        )
        search.put(now, delivery.target, { ...delivery, words: null })
        if (!isOver) touchLine.run(delivery.target, state === 'muted' ? delivery.mutedUntil : now)
      }
      return { id: webhook.id, deliveries: deliveries.map(({ id }) => id), duplicate: false }
    },

    webhook(id: string): StoredWebhook | null {
      const row = getWebhook.get(id)
      if (!row) return null
      return {
        id,
        source: String(row['source']),
        sourceType: String(row['source_type']),
        acceptedAt: Number(row['accepted_at']),
        headers: JSON.parse(String(row['headers'])),
        wished: row['wished'] as string | null,
        body: gunzipSync(row['body'] as Uint8Array),
      }
    },

    keepRejected(rejected: RejectedWebhook): void {
      const { id, at, source, code, message, context } = rejected
      const body = gzipSync(rejected.body, { level: 1 })
      putRejected.run(id, at, source, code, message, body, contextText(context))
    },

    rejected: (limit: number): RejectedBeginning[] =>
      listRejected.all(limit).map(rejectedBeginning),

    rejectedWebhook(id: string): RejectedWebhook | null {
      const row = getRejected.get(id)
      if (!row) return null
      const body = gunzipSync(row['body'] as Uint8Array)
      return { ...rejectedHead(row), body, context: rejectedContext(row) }
    },
  }

  /** What is in line altogether says mostly enough; only then does each target's share matter. */
  function insistOnRoom(wanted: number, max: number): void {
    if (Number(gauge.get()?.['n']) + wanted <= max) return
    const waiting = Number(counted.get(shareOf(max))?.['n'])
    if (waiting + wanted <= max) return
    throw new StoreUnavailable(
      `${waiting} deliveries wait already, and store.max_waiting is ${max}.`,
      { retryAfterSeconds: 30 },
    )
  }
}
