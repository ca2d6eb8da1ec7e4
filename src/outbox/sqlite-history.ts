import type { DatabaseSync } from 'node:sqlite'
import type { Instant } from '../domain/clock.ts'
import type { Attempt, Delivery, DeliveryState, NewDelivery } from '../domain/delivery.ts'
import { OWED } from '../domain/target.ts'
import {
  attemptOf,
  type DeliveryRow,
  deliveryOf,
  type Packed,
  standingOf,
} from './delivery-rows.ts'
import { DEAD_KEPT, REJECTED_KEPT, SWEEP } from './kept.ts'
import { endOf } from './key-range.ts'
import type { Shown } from './sqlite-packing.ts'
import { openSearch } from './sqlite-search.ts'
import { openWordings } from './sqlite-wordings.ts'
import type { DeliveryStanding } from './store.ts'

/** All that a delivery tells for: a digest may stand for one that had taken another along. */
const BENEATH = `WITH RECURSIVE beneath (id) AS (
  SELECT id FROM deliveries WHERE told_by = ?1
  UNION SELECT d.id FROM deliveries d JOIN beneath ON d.told_by = beneath.id
)`

/** What people ask for and do afterwards, and what is shared and swept. */
export function openHistory(db: DatabaseSync, nextPlace: () => number) {
  const get = db.prepare('SELECT * FROM deliveries WHERE id = ?')
  const states = db.prepare(
    `SELECT d.id, d.state, d.reason FROM json_each(?) asked
     CROSS JOIN deliveries d ON d.id = asked.value ORDER BY asked.key`,
  )
  const attempts = db.prepare('SELECT attempt FROM attempts WHERE delivery = ? ORDER BY n')
  const folded = db.prepare('SELECT * FROM deliveries WHERE told_by = ? ORDER BY place')
  const redrive = db.prepare(
    `UPDATE deliveries SET state = 'waiting', place = ?1, expires_at = ?2, ended_at = NULL,
       told_by = NULL, redrives = redrives + 1,
       words = iif(state = 'sent' OR (coalesce(progress ->> '$.partsDone', 0) = 0
         AND progress ->> '$.owed' IS NULL), NULL, words),
       progress = iif(state = 'sent', NULL, progress),
       target = iif(state = 'sent', replace(target, '${OWED}', ''), target)
     WHERE id = ?3 AND (state IN ('dead', 'held', 'discarded')
       OR (?4 AND state = 'sent' AND kind = 'notification')) RETURNING target, words`,
  )
  const wordsBefore = db.prepare('SELECT words FROM deliveries WHERE id = ?')
  const wordings = openWordings(db)
  const discard = db.prepare(
    `UPDATE deliveries SET state = 'discarded', ended_at = ?
     WHERE id = ? AND (state IN ('dead', 'held', 'muted') OR (state = 'waiting' AND told_by IS NULL))`,
  )
  const withIt = db.prepare(
    `${BENEATH} UPDATE deliveries SET state = 'discarded', ended_at = ?2
     WHERE id IN beneath AND state IN ('waiting', 'sending')`,
  )
  const backWithIt = db.prepare(
    `${BENEATH} UPDATE deliveries SET state = 'waiting', ended_at = NULL, expires_at = ?2,
       redrives = redrives + 1
     WHERE id IN beneath AND state = 'discarded'`,
  )
  const leave = db.prepare(
    `UPDATE deliveries SET state = 'discarded', ended_at = ?1, detail = ?2, told_by = NULL
     WHERE id = ?3 AND kind = 'notification'
       AND state IN (SELECT value FROM json_each(?4))`,
  )
  const putBeside = db.prepare(
    `INSERT INTO deliveries (id, kind, webhook, target, receiver, target_name, channel, state,
       place, accepted_at, expires_at, redrives, notification)
     SELECT ?1, 'notification', webhook, ?2, ?3, ?4, ?5, 'waiting', ?6, accepted_at, ?7,
       redrives + 1, ?8 FROM deliveries WHERE id = ?9`,
  )
  const putSearch = db.prepare(
    `INSERT INTO search (accepted_at, id, text, receiver, target, target_name)
     SELECT accepted_at, id, ?2, receiver, target, target_name FROM deliveries WHERE id = ?1`,
  )
  const search = openSearch(db)
  const touchLine = db.prepare(
    `INSERT INTO lines (target, due_at) VALUES (?1, ?2)
     ON CONFLICT DO UPDATE SET due_at = ?2, not_before = 0`,
  )
  const recall = db.prepare('SELECT value FROM memory WHERE key = ? AND until > ?')
  const recallAll = db.prepare(
    'SELECT value FROM memory WHERE key >= ?1 AND key < ?2 AND until > ?3 ORDER BY key',
  )
  const remember = db.prepare(
    `INSERT INTO memory (key, value, until) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, until = excluded.until`,
  )
  const tally = db.prepare(
    `INSERT INTO memory (key, value, until) VALUES (?1, CAST(?2 AS INTEGER), ?4)
     ON CONFLICT DO UPDATE SET until = ?4,
       value = iif(until > ?3, CAST(value AS INTEGER), 0) + CAST(?2 AS INTEGER)
     RETURNING value`,
  )
  const lease = db.prepare(
    `INSERT INTO memory (key, value, until) VALUES (?1, ?2, ?4)
     ON CONFLICT DO UPDATE SET value = ?2, until = ?4 WHERE until <= ?3 OR value = ?2`,
  )
  const sweeps = [
    db.prepare(
      `DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries
       WHERE ended_at IS NOT NULL AND ended_at < iif(state IN ('dead', 'held'), ?2, ?1)
       ORDER BY ended_at LIMIT ${SWEEP})`,
    ),
    db.prepare(
      `DELETE FROM webhooks WHERE id IN (SELECT id FROM webhooks w WHERE accepted_at < ?1 AND ?2 IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook = w.id) ORDER BY accepted_at LIMIT ${SWEEP})`,
    ),
  ]
  const expired = [
    db.prepare('DELETE FROM latest WHERE until < ?'),
    db.prepare('DELETE FROM memory WHERE until < ?'),
  ]
  const oldRejected = db.prepare('DELETE FROM rejected WHERE at < ?')

  return {
    get(id: string): Packed<Delivery> | null {
      const row = get.get(id)
      return row ? deliveryOf(row as DeliveryRow) : null
    },

    states: (ids: readonly string[]): DeliveryStanding[] =>
      states.all(JSON.stringify(ids)).map((row) => standingOf(row as DeliveryRow)),

    attempts: (delivery: string): Attempt[] =>
      attempts.all(delivery).map((row) => attemptOf(row as DeliveryRow)),

    wordings: wordings.of,

    folded: (digest: string): Packed<Delivery>[] =>
      folded.all(digest).map((row) => deliveryOf(row as DeliveryRow)),

    redrive(ids: readonly string[], now: Instant, expiresAt: Instant, again = false): string[] {
      return ids.filter((id) => {
        const words = wordsBefore.get(id)?.['words']
        const row = redrive.get(nextPlace(), expiresAt, id, again ? 1 : 0)
        if (!row) return false
        if (typeof words === 'string' && row['words'] === null) wordings.keepText(id, [words])
        backWithIt.run(id, expiresAt)
        touchLine.run(String(row['target']), now)
        return true
      })
    },

    redirect(
      id: string,
      from: readonly DeliveryState[],
      others: readonly (Packed<NewDelivery> & Shown)[],
      why: string,
      now: Instant,
    ): boolean {
      if (leave.run(now, why, id, JSON.stringify(from)).changes === 0) return false
      for (const other of others) {
        const { target, receiver, targetName, channel, expiresAt, notification } = other
        const place = nextPlace()
        putBeside.run(
          ...[other.id, target, receiver, targetName, channel, place, expiresAt],
          ...[notification, id],
        )
        putSearch.run(other.id, other.search)
        search.about(other.id, other.about)
        touchLine.run(target, now)
      }
      return true
    },

    discard: (ids: readonly string[], now: Instant): string[] =>
      ids.filter((id) => {
        const isDone = discard.run(now, id).changes > 0
        if (isDone) withIt.run(id, now)
        return isDone
      }),

    recall(key: string, now: Instant): string | null {
      const row = recall.get(key, now)
      return row ? String(row['value']) : null
    },

    recallAll: (prefix: string, now: Instant): string[] =>
      recallAll.all(prefix, endOf(prefix), now).map((row) => String(row['value'])),

    remember(key: string, value: string, until: Instant): void {
      remember.run(key, value, until)
    },

    tally: (key: string, by: number, now: Instant, until: Instant): number =>
      Number(tally.get(key, by, now, until)?.['value']),

    lease: (key: string, holder: string, now: Instant, until: Instant): boolean =>
      lease.run(key, holder, now, until).changes > 0,

    sweep(before: Instant, now: Instant): boolean {
      let removed = 0
      for (const statement of sweeps)
        removed = Math.max(removed, Number(statement.run(before, now - DEAD_KEPT).changes))
      for (const statement of expired) statement.run(now)
      oldRejected.run(now - REJECTED_KEPT)
      return removed >= SWEEP
    },
  }
}
