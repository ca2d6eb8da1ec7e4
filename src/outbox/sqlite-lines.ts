import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Instant } from '../domain/clock.ts'
import { type Delivery, isOver, NO_PROGRESS } from '../domain/delivery.ts'
import { type DeliveryRow, deliveryOf, type Packed } from './delivery-rows.ts'
import { FRESH_LINE, type Line } from './line.ts'
import { isShut } from './share.ts'
import type { PackedSettlement } from './sqlite-packing.ts'
import { openSearch } from './sqlite-search.ts'
import { openWordings } from './sqlite-wordings.ts'
import { type Claimed, type DeliveryChange, MOST_AT_ONCE } from './store.ts'

/** As in `store.ts`, with the notifications packed. */
type PackedLine = Omit<Line, 'head'> & { readonly head: Packed<Delivery> }
export type PackedClaimed = Omit<Claimed, 'lines'> & { readonly lines: readonly PackedLine[] }

/** The half of the store that a worker meets. Each function runs inside a transaction. */
export function openLines(db: DatabaseSync) {
  const due = db.prepare(
    `SELECT target, owner, memory FROM lines
     WHERE due_at <= ?1 AND lease_until <= ?1 ORDER BY due_at LIMIT ?2`,
  )
  const nextDue = db.prepare(
    'SELECT min(max(due_at, lease_until)) AS at FROM lines WHERE due_at IS NOT NULL',
  )
  const unmute = db.prepare(
    `UPDATE deliveries SET state = 'waiting' WHERE target = ? AND state = 'muted' AND muted_until <= ?`,
  )
  const lineRows = db.prepare(
    `SELECT * FROM deliveries WHERE target = ? AND state IN ('waiting', 'sending') AND told_by IS NULL
     ORDER BY state, place LIMIT ?`,
  )
  const lineCount = db.prepare('SELECT waiting AS n FROM lines WHERE target = ?')
  const nextMuted = db.prepare(
    `SELECT min(muted_until) AS at FROM deliveries WHERE target = ? AND state = 'muted'`,
  )
  const lease = db.prepare('UPDATE lines SET owner = ?, lease_until = ? WHERE target = ?')
  const idle = db.prepare(
    'UPDATE lines SET owner = NULL, lease_until = 0, not_before = 0, due_at = ? WHERE target = ?',
  )
  const holder = db.prepare('SELECT owner FROM lines WHERE target = ?')
  const taken = db.prepare(
    `SELECT 1 FROM json_each(?) asked WHERE NOT EXISTS (
       SELECT 1 FROM deliveries WHERE id = asked.value AND state IN ('waiting', 'sending')) LIMIT 1`,
  )
  const remember = db.prepare('UPDATE lines SET memory = ?, shut = ? WHERE target = ?')
  const release = db.prepare(
    'UPDATE lines SET owner = NULL, lease_until = 0, not_before = ?1, due_at = ?1 WHERE target = ?2',
  )
  const renew = db.prepare('UPDATE lines SET lease_until = ? WHERE target = ? AND owner = ?')
  const wakeOne = db.prepare(
    'UPDATE lines SET not_before = 0, due_at = ?1 WHERE target = ?2 AND due_at > ?1',
  )
  const wakeAll = db.prepare('UPDATE lines SET not_before = 0, due_at = ?1 WHERE due_at > ?1')
  const addAttempt = db.prepare(
    `INSERT INTO attempts (delivery, n, attempt)
     VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM attempts WHERE delivery = ?1), ?2)`,
  )
  const countAttempt = db.prepare('UPDATE deliveries SET attempts = attempts + 1 WHERE id = ?')
  const create = db.prepare(
    `INSERT INTO deliveries (id, kind, target, receiver, target_name, channel, state, place,
       accepted_at, muted_until, expires_at, notification, words)
     VALUES (?, 'digest', ?, ?, ?, ?, ?, (SELECT place FROM deliveries WHERE id = ?),
       ?, ?, ?, ?, ?)`,
  )
  const remove = db.prepare('DELETE FROM deliveries WHERE id = ?')
  const move = db.prepare('UPDATE deliveries SET target = ? WHERE id = ?')
  const placeNow = db.prepare('SELECT place FROM deliveries WHERE id = ?')
  const put = db.prepare('UPDATE deliveries SET place = ? WHERE id = ?')
  const touchLine = db.prepare(
    `INSERT INTO lines (target, due_at, not_before) VALUES (?1, ?2, ?2)
     ON CONFLICT DO UPDATE SET due_at = min(coalesce(due_at, ?2), max(?2, not_before))`,
  )
  const standFor = db.prepare('UPDATE deliveries SET notification = ?, expires_at = ? WHERE id = ?')
  const changes = openChanges(db)
  const wordings = openWordings(db)
  const search = openSearch(db)

  return {
    claim(worker: string, limit: number, now: Instant, leaseUntil: Instant): PackedClaimed {
      const lines: PackedLine[] = []
      for (const row of due.all(now, limit)) {
        const target = String(row['target'])
        unmute.run(target, now)
        const head = lineRows.get(target, 1) as DeliveryRow | undefined
        if (!head) {
          idle.run(mutedDue(target), target)
          continue
        }
        lease.run(worker, leaseUntil, target)
        const memory = typeof row['memory'] === 'string' ? JSON.parse(row['memory']) : FRESH_LINE
        const waiting = Number(lineCount.get(target)?.['n'])
        const delivery = deliveryOf(head)
        lines.push({
          ...memory,
          target,
          head: delivery,
          waiting,
          interrupted: delivery.state === 'sending',
        })
      }
      const at = nextDue.get()?.['at']
      return { lines, nextDue: typeof at === 'number' ? at : null }
    },

    waiting(worker: string | null, target: string, limit: number): Packed<Delivery>[] {
      if (worker !== null && holder.get(target)?.['owner'] !== worker) return []
      const found: Packed<Delivery>[] = []
      let bytes = 0
      for (const row of lineRows.iterate(target, limit)) {
        const delivery = deliveryOf(row as DeliveryRow)
        bytes += delivery.notification.length
        if (bytes > MOST_AT_ONCE && found.length >= 2) break
        found.push(delivery)
      }
      return found
    },

    settle(worker: string, settlement: PackedSettlement, now: Instant): boolean {
      const { target, next, stillInLine = [] } = settlement
      if (holder.get(target)?.['owner'] !== worker) return false
      if (stillInLine.length > 0 && taken.get(JSON.stringify(stillInLine))) return false
      for (const made of settlement.created) {
        create.run(
          made.id,
          target,
          made.receiver,
          made.targetName,
          made.channel,
          made.state,
          made.placeOf,
          now,
          made.mutedUntil,
          made.expiresAt,
          made.notification,
          made.words && JSON.stringify(made.words),
        )
        search.put(now, target, made)
      }
      for (const attempt of settlement.attempts) {
        addAttempt.run(attempt.delivery, JSON.stringify(attempt))
        countAttempt.run(attempt.delivery)
      }
      const places = settlement.changes.flatMap(({ id, placeOf }) =>
        placeOf === undefined ? [] : [[id, Number(placeNow.get(placeOf)?.['place'])] as const],
      )
      for (const [id, place] of places) put.run(place, id)
      for (const change of settlement.changes) {
        if (change.remove) remove.run(change.id)
        else changes.apply(change, now)
        if (!change.remove) wordings.keep(change.id, change.tried ?? [])
        const { standsFor } = change
        if (change.words?.parts[0]) search.title(change.id, change.words)
        if (standsFor) {
          const { notification, about, expiresAt } = standsFor
          standFor.run(notification, expiresAt, change.id)
          search.about(change.id, about)
        }
        if (!change.moveTo) continue
        touchLine.run(change.moveTo.line, change.moveTo.dueAt)
        move.run(change.moveTo.line, change.id)
      }
      remember.run(JSON.stringify(settlement.memory), isShut(settlement.memory) ? 1 : 0, target)
      if (next.kind === 'hold') {
        lease.run(worker, next.leaseUntil, target)
      } else if (lineRows.get(target, 1)) {
        release.run(Math.min(next.dueAt, mutedDue(target) ?? next.dueAt), target)
      } else {
        idle.run(mutedDue(target), target)
      }
      return true
    },

    renew(worker: string, targets: readonly string[], leaseUntil: Instant): void {
      for (const target of targets) renew.run(leaseUntil, target, worker)
    },

    wake(targets: readonly string[] | 'all', now: Instant): void {
      if (targets === 'all') wakeAll.run(now)
      else for (const target of targets) wakeOne.run(now, target)
    },
  }

  function mutedDue(target: string): Instant | null {
    const at = nextMuted.get(target)?.['at']
    return typeof at === 'number' ? at : null
  }
}

const COLUMNS = {
  state: 'state',
  toldAt: 'told_at',
  toldBy: 'told_by',
  reason: 'reason',
  detail: 'detail',
  words: 'words',
  triedWith: 'tried_with',
  progress: 'progress',
} as const

/** As text: what comes from another thread is never the same object. */
const NOTHING_DONE = JSON.stringify(NO_PROGRESS)

/** Updates of just the columns that a change names; one statement a combination, kept. */
function openChanges(db: DatabaseSync) {
  const statements = new Map<string, StatementSync>()
  return {
    apply(change: Omit<DeliveryChange, 'standsFor'>, now: Instant): void {
      const sets: string[] = []
      const values: (string | number | null)[] = []
      for (const [field, column] of Object.entries(COLUMNS)) {
        const value = change[field as keyof typeof COLUMNS]
        if (value === undefined) continue
        sets.push(`${column} = ?`)
        const isNoProgress = field === 'progress' && JSON.stringify(value) === NOTHING_DONE
        values.push(
          value === null || isNoProgress
            ? null
            : typeof value === 'object'
              ? JSON.stringify(value)
              : value,
        )
      }
      if (change.state !== undefined) {
        sets.push('ended_at = ?')
        values.push(isOver(change.state) ? now : null)
      }
      if (sets.length === 0) return
      const sql = `UPDATE deliveries SET ${sets.join(', ')} WHERE id = ?`
      const statement = statements.get(sql) ?? db.prepare(sql)
      statements.set(sql, statement)
      statement.run(...values, change.id)
    },
  }
}
