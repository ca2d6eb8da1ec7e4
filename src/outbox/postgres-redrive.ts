import type { NewDelivery } from '../domain/delivery.ts'
import { OWED } from '../domain/target.ts'
import { MOST_WORDINGS } from '../domain/wording.ts'
import type { Database, Row } from './postgres-database.ts'
import type { WaitingCount } from './postgres-waiting.ts'
import { searchTextOf } from './search-text.ts'
import type { OutboxStore } from './store.ts'
import { writeAbout } from './summary.ts'

/** All that some deliveries tell for: a digest may stand for one that had taken another along. */
const beneath = (above: string): string => `
  beneath AS (
    SELECT d.id FROM dingbridge.deliveries d JOIN ${above} ON d.told_by = ${above}.id
    UNION SELECT d.id FROM dingbridge.deliveries d JOIN beneath ON d.told_by = beneath.id
  )`

/**
 * Nothing of it is told, so that its words may change. Looked at as the text that
 * `postgres-as-written` writes: read as JSON it is refused where DingTalk's answer held U+0000.
 */
const UNTOLD = `(progress IS NULL OR state = 'sent' OR progress LIKE '{"partsDone":0,"owed":null,%')`

const REDRIVE = `
  WITH RECURSIVE wished AS MATERIALIZED (
    SELECT id, gone, nextval('dingbridge.places') AS place FROM (
      SELECT d.id, CASE WHEN ${UNTOLD} THEN d.words END AS gone FROM dingbridge.deliveries d
      JOIN unnest($1::text[]) WITH ORDINALITY AS asked (id, n) ON asked.id = d.id
      WHERE d.state IN ('dead', 'held', 'discarded')
        OR ($4::boolean AND d.state = 'sent' AND d.kind = 'notification')
      ORDER BY asked.n FOR UPDATE OF d
    ) found
  ),
  back AS (
    UPDATE dingbridge.deliveries d SET state = 'waiting', place = wished.place, expires_at = $3,
      ended_at = NULL, told_by = NULL, redrives = redrives + 1,
      words = CASE WHEN ${UNTOLD} THEN NULL ELSE words END,
      title = CASE WHEN ${UNTOLD} THEN NULL ELSE title END,
      progress = CASE WHEN state = 'sent' THEN NULL ELSE progress END,
      target = CASE WHEN state = 'sent' THEN replace(target, '${OWED}', '') ELSE target END
    FROM wished WHERE d.id = wished.id
    RETURNING d.id, d.target
  ),
  kept AS (
    INSERT INTO dingbridge.wordings (delivery, n, words)
    SELECT id, (SELECT coalesce(max(n), 0) + 1 FROM dingbridge.wordings WHERE delivery = id), gone
    FROM wished WHERE gone IS NOT NULL
  ),
  forgotten AS (
    DELETE FROM dingbridge.wordings w USING wished
    WHERE w.delivery = wished.id AND (w.words = gone OR gone IS NOT NULL AND w.n <= 1
      - ${MOST_WORDINGS} + (SELECT max(n) FROM dingbridge.wordings o WHERE o.delivery = wished.id))
  ),
  ${beneath('wished')},
  with_it AS (
    UPDATE dingbridge.deliveries SET state = 'waiting', ended_at = NULL, expires_at = $3,
      redrives = redrives + 1
    WHERE id IN (SELECT id FROM beneath) AND state = 'discarded'
      AND id NOT IN (SELECT id FROM wished)
  ),
  line AS (
    INSERT INTO dingbridge.lines (target) SELECT DISTINCT target FROM back ORDER BY target
    ON CONFLICT DO NOTHING
  ),
  news AS (
    INSERT INTO dingbridge.arrivals (target, due_at, urgent)
    SELECT DISTINCT target, $2::bigint, true FROM back
  )
  SELECT id FROM back`

const REDIRECT = `
  WITH left_behind AS (
    UPDATE dingbridge.deliveries SET state = 'discarded', ended_at = $3, detail = $4,
      told_by = NULL
    WHERE id = $1 AND kind = 'notification' AND state = ANY($2)
    RETURNING webhook, accepted_at, redrives
  ),
  rows AS (
    SELECT * FROM left_behind CROSS JOIN unnest($5::text[], $6::text[], $7::text[], $8::text[],
      $9::text[], $10::bigint[], $11::text[], $12::text[], $13::text[]) WITH ORDINALITY
      AS r (id, target, receiver, target_name, channel, expires_at, notification, search, about, n)
  ),
  placed AS (
    INSERT INTO dingbridge.deliveries (id, kind, webhook, target, receiver, target_name, channel,
      state, accepted_at, expires_at, redrives, notification, about)
    SELECT id, 'notification', webhook, target, receiver, target_name, channel,
      'waiting', accepted_at, expires_at, redrives + 1, notification, about FROM rows ORDER BY n
  ),
  found_by AS (
    INSERT INTO dingbridge.search (accepted_at, id, text, receiver, target, target_name)
    SELECT accepted_at, id, search, receiver, target, target_name FROM rows
  ),
  line AS (
    INSERT INTO dingbridge.lines (target) SELECT DISTINCT target FROM rows ORDER BY target
    ON CONFLICT DO NOTHING
  ),
  news AS (
    INSERT INTO dingbridge.arrivals (target, due_at, urgent)
    SELECT DISTINCT target, $3::bigint, true FROM rows
  )
  SELECT 1 AS done FROM left_behind`

/** A digest takes along those that it stands for. */
const DISCARD = `
  WITH RECURSIVE gone AS (
    UPDATE dingbridge.deliveries SET state = 'discarded', ended_at = $2
    WHERE id IN (
      SELECT id FROM dingbridge.deliveries
      WHERE id = ANY($1) AND (state IN ('dead', 'held', 'muted')
        OR (state = 'waiting' AND told_by IS NULL))
      ORDER BY id FOR UPDATE
    )
    RETURNING id
  ),
  ${beneath('gone')},
  with_it AS (
    UPDATE dingbridge.deliveries SET state = 'discarded', ended_at = $2
    WHERE id IN (SELECT id FROM beneath) AND state IN ('waiting', 'sending')
  )
  SELECT id FROM gone`

/** What people do to a delivery afterwards. */
export function openRedrive(
  db: Database,
  waiting: WaitingCount,
): Pick<OutboxStore, 'redrive' | 'redirect' | 'discard'> {
  return {
    async redrive(ids, now, expiresAt, again = false) {
      const back = await db.query(REDRIVE, [ids, now, expiresAt, again])
      return inOrder(ids, back)
    },

    async redirect(id, from, others, why, now) {
      const column = (value: (other: NewDelivery) => unknown) => others.map(value)
      const done = await db.query(REDIRECT, [
        id,
        from,
        now,
        why,
        column((other) => other.id),
        column(({ target }) => target),
        column(({ receiver }) => receiver),
        column(({ targetName }) => targetName),
        column(({ channel }) => channel),
        column(({ expiresAt }) => expiresAt),
        column(({ notification }) => JSON.stringify(notification)),
        column(({ notification }) => searchTextOf(notification)),
        column(({ notification }) => writeAbout({ kind: 'notification', notification })),
      ])
      waiting.forget()
      return done.length > 0
    },

    async discard(ids, now) {
      const gone = await db.query(DISCARD, [ids, now])
      waiting.forget()
      return inOrder(ids, gone)
    },
  }
}

function inOrder(ids: readonly string[], rows: readonly Row[]): string[] {
  const found = new Set(rows.map(({ id }) => id))
  return [...new Set(ids)].filter((id) => found.has(id))
}
