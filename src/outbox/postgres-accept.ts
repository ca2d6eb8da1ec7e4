import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Instant } from '../domain/clock.ts'
import type { NewDelivery } from '../domain/delivery.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { Database } from './postgres-database.ts'
import type { WaitingCount } from './postgres-waiting.ts'
import {
  contextText,
  PACKED_BEGINNING,
  rejectedBeginning,
  rejectedContext,
  rejectedHead,
} from './rejected-rows.ts'
import { searchTextOf } from './search-text.ts'
import { stateOf } from './state-of.ts'
import type { Accepted, NewWebhook, OutboxStore } from './store.ts'
import { writeAbout } from './summary.ts'
import { writeNotification } from './write-notification.ts'

/*
 * A webhook is one statement, so it is stored whole or not at all, in one round trip. Whether it is
 * a duplicate is decided inside: `latest` is written first, a second replica with the same group
 * waits there for the first one's commit, and then finds its key. Nothing else is waited for: the
 * line is not touched, news for it is put beside it.
 */
const ACCEPT = `
  WITH new (grp, key, webhook, at, until) AS (
    VALUES ($1::text, $2::text, $3::text, $4::bigint, $5::bigint)
  ),
  latest AS (
    INSERT INTO dingbridge.latest AS l SELECT * FROM new WHERE grp IS NOT NULL
    ON CONFLICT (grp) DO UPDATE SET key = excluded.key, webhook = excluded.webhook,
      at = excluded.at, until = excluded.until
      WHERE l.key <> excluded.key OR l.until <= excluded.at
    RETURNING grp
  ),
  go AS MATERIALIZED (
    SELECT webhook, at FROM new WHERE grp IS NULL OR EXISTS (SELECT FROM latest)
  ),
  rows AS (
    SELECT * FROM go CROSS JOIN unnest($10::text[], $11::text[], $12::text[], $13::text[],
      $14::text[], $15::text[], $16::bigint[], $17::bigint[], $18::text[], $19::text[], $20::text[],
      $21::text[])
      WITH ORDINALITY AS r (id, target, receiver, target_name, channel, state, muted_until,
      expires_at, notification, search, about, dropped, n)
  ),
  stored AS (
    INSERT INTO dingbridge.webhooks (id, source, source_type, accepted_at, headers, body,
      wished)
    SELECT webhook, $6::text, $7::text, at, $8::text, $9::bytea, $22::text FROM go
    RETURNING id
  ),
  placed AS (
    INSERT INTO dingbridge.deliveries (id, kind, webhook, target, receiver, target_name, channel,
      state, accepted_at, muted_until, expires_at, notification, about, ended_at, detail)
    SELECT id, 'notification', webhook, target, receiver, target_name, channel,
      state, at, muted_until, expires_at, notification, about,
      CASE state WHEN 'discarded' THEN at END, dropped FROM rows ORDER BY n
  ),
  found_by AS (
    INSERT INTO dingbridge.search (accepted_at, id, text, receiver, target, target_name)
    SELECT at, id, search, receiver, target, target_name FROM rows
  ),
  line AS (
    INSERT INTO dingbridge.lines (target) SELECT DISTINCT target FROM rows
    WHERE state <> 'discarded' ORDER BY target
    ON CONFLICT DO NOTHING
  ),
  news AS (
    INSERT INTO dingbridge.arrivals (target, due_at)
    SELECT target, min(CASE state WHEN 'muted' THEN muted_until ELSE at END) FROM rows
    WHERE state <> 'discarded' GROUP BY target
  )
  SELECT id FROM stored`

const DUPLICATE = `
  SELECT l.webhook, d.id FROM dingbridge.latest l
  LEFT JOIN dingbridge.deliveries d ON d.webhook = l.webhook
  WHERE l.grp = $1 AND l.key = $2 AND l.until > $3 ORDER BY d.place`

/** The half of the store that a webhook meets. */
export function openAccept(
  db: Database,
  waiting: WaitingCount,
): Pick<OutboxStore, 'accept' | 'webhook' | 'keepRejected' | 'rejected' | 'rejectedWebhook'> {
  return {
    accept,
    async webhook(id) {
      const [row] = await db.query('SELECT * FROM dingbridge.webhooks WHERE id = $1', [id])
      if (!row) return null
      return {
        id,
        source: String(row['source']),
        sourceType: String(row['source_type']),
        acceptedAt: Number(row['accepted_at']),
        headers: JSON.parse(String(row['headers'])),
        wished: row['wished'] as string | null,
        body: await unpacked(row['body']),
      }
    },

    async keepRejected({ id, at, source, code, message, body, context }) {
      await db.query(
        `INSERT INTO dingbridge.rejected (id, at, source, code, message, body, context)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, at, source, code, message, await packed(body), contextText(context)],
      )
    },

    async rejected(limit) {
      const rows = await db.query(
        `SELECT id, at, source, code, message, substr(body, 1, ${PACKED_BEGINNING}) AS beginning,
           substr(body, length(body) - 3) AS length
         FROM dingbridge.rejected ORDER BY at DESC, id DESC LIMIT $1`,
        [limit],
      )
      return rows.map(rejectedBeginning)
    },

    async rejectedWebhook(id) {
      const [row] = await db.query('SELECT * FROM dingbridge.rejected WHERE id = $1', [id])
      if (!row) return null
      const body = await unpacked(row['body'])
      return { ...rejectedHead(row), body, context: rejectedContext(row) }
    },
  }

  async function accept(
    webhook: NewWebhook,
    deliveries: readonly NewDelivery[],
    now: Instant,
  ): Promise<Accepted> {
    const { dedup, maxWaiting } = webhook
    const wanted = deliveries.filter(({ dropped }) => dropped === undefined).length
    if (wanted > 0 && !(await waiting.hasRoom(wanted, maxWaiting, now))) {
      const duplicate = await duplicateOf(webhook, now)
      if (duplicate) return duplicate
      throw new StoreUnavailable(
        `So many deliveries wait already that ${wanted} more would exceed store.max_waiting, ${maxWaiting}.`,
        { retryAfterSeconds: 30 },
      )
    }
    const stored = await db.query(ACCEPT, [
      dedup?.group ?? null,
      dedup?.key ?? null,
      webhook.id,
      now,
      now + (dedup?.windowMs ?? 0),
      webhook.source,
      webhook.sourceType,
      JSON.stringify(webhook.headers),
      await packed(webhook.body),
      ...(await columnsOf(deliveries, now)),
      webhook.wished,
    ])
    if (stored.length > 0) {
      waiting.add(deliveries.filter((delivery) => stateOf(delivery, now) === 'waiting').length)
      return { id: webhook.id, deliveries: deliveries.map(({ id }) => id), duplicate: false }
    }
    const duplicate = await duplicateOf(webhook, now)
    if (duplicate) return duplicate
    // The first one's group was told something else in the meantime: this one is news again.
    return accept(webhook, deliveries, now)
  }

  async function duplicateOf(webhook: NewWebhook, now: Instant): Promise<Accepted | null> {
    const { dedup } = webhook
    if (!dedup) return null
    const rows = await db.query(DUPLICATE, [dedup.group, dedup.key, now])
    if (!rows[0]) return null
    const deliveries = rows.flatMap(({ id }) => (id === null ? [] : [String(id)]))
    return { id: String(rows[0]['webhook']), deliveries, duplicate: true }
  }
}

/** One array a column, for `unnest`. */
async function columnsOf(deliveries: readonly NewDelivery[], now: Instant): Promise<unknown[][]> {
  const column = (value: (delivery: NewDelivery) => unknown) => deliveries.map(value)
  // One after the other: each lets others have a turn, and together they would leave none.
  const written: string[] = []
  for (const { notification } of deliveries) written.push(await writeNotification(notification))
  return [
    column(({ id }) => id),
    column(({ target }) => target),
    column(({ receiver }) => receiver),
    column(({ targetName }) => targetName),
    column(({ channel }) => channel),
    column((delivery) => stateOf(delivery, now)),
    column(({ mutedUntil }) => mutedUntil),
    column(({ expiresAt }) => expiresAt),
    written,
    column(({ notification }) => searchTextOf(notification)),
    column(({ notification }) => writeAbout({ kind: 'notification', notification })),
    column(({ dropped }) => dropped ?? null),
  ]
}

const deflate = promisify(gzip)
const inflate = promisify(gunzip)
const packed = (body: Uint8Array): Promise<Buffer> => deflate(body, { level: 1 })
const unpacked = (body: unknown): Promise<Buffer> => inflate(body as unknown as Buffer)
