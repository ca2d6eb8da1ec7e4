import type { Instant } from '../domain/clock.ts'
import { MOST_WORDINGS } from '../domain/wording.ts'
import { asWritten } from './postgres-as-written.ts'
import type { Database } from './postgres-database.ts'
import { beginningOf, memoryText } from './postgres-memory.ts'
import { BEFORE_TITLE } from './search-text.ts'
import type { OutboxStore } from './store.ts'

/*
 * One statement, so that it is done whole or not at all, and only while the line is ours and all of
 * `stillInLine` is in it: every part reads `held`. A row that a person changes at the same moment is
 * waited for, and looked at as it is then. The parts of a statement do not see each other's writes, and no row may be
 * written by two of them. So attempts are counted with the change of their row, a row that is
 * removed gets no other change, and whether anything is left is put together from what was there
 * untouched and what each part returned.
 */
const SETTLE = `
  WITH ours AS MATERIALIZED (
    SELECT target FROM dingbridge.lines
    WHERE target = $1 AND owner = $2 AND coalesce(NOT starts_with(memory, $13::text), true)
    FOR UPDATE
  ),
  there AS MATERIALIZED (
    SELECT id FROM dingbridge.deliveries
    WHERE id = ANY($12::text[]) AND state IN ('waiting', 'sending') ORDER BY id FOR UPDATE
  ),
  held AS MATERIALIZED (
    SELECT target FROM ours WHERE (SELECT count(*) FROM there) = cardinality($12::text[])
  ),
  change AS MATERIALIZED (
    SELECT c->>'id' AS id, c FROM held CROSS JOIN jsonb_array_elements($4::jsonb) c
  ),
  created AS (
    INSERT INTO dingbridge.deliveries (id, kind, target, receiver, target_name, channel, state,
      place, accepted_at, muted_until, expires_at, notification, words, attempts, ended_at, told_at,
      told_by, reason, detail, progress, title, about)
    SELECT c->>'id', 'digest', held.target, c->>'receiver', c->>'targetName', c->>'channel',
      c->>'state', (SELECT place FROM dingbridge.deliveries WHERE id = c->>'placeOf'),
      $3::bigint, (c->>'mutedUntil')::bigint, (c->>'expiresAt')::bigint,
      c->>'notification', c->>'words', (c->>'attempts')::integer,
      CASE WHEN c->>'state' IN ('sent', 'dead', 'held', 'discarded') THEN $3::bigint END,
      (c->>'toldAt')::bigint, c->>'toldBy', c->>'reason', c->>'detail', c->>'progress',
      c->>'title', c->>'about'
    FROM held CROSS JOIN jsonb_array_elements($5::jsonb) WITH ORDINALITY AS new (c, n) ORDER BY n
    RETURNING target, state, told_by
  ),
  changed AS (
    UPDATE dingbridge.deliveries d SET
      state = CASE WHEN c ? 'state' THEN c->>'state' ELSE state END,
      ended_at = CASE WHEN NOT c ? 'state' THEN ended_at
        WHEN c->>'state' IN ('sent', 'dead', 'held', 'discarded') THEN $3::bigint END,
      told_at = CASE WHEN c ? 'toldAt' THEN (c->>'toldAt')::bigint ELSE told_at END,
      told_by = CASE WHEN c ? 'toldBy' THEN c->>'toldBy' ELSE told_by END,
      reason = CASE WHEN c ? 'reason' THEN c->>'reason' ELSE reason END,
      detail = CASE WHEN c ? 'detail' THEN c->>'detail' ELSE detail END,
      words = CASE WHEN c ? 'words' THEN c->>'words' ELSE words END,
      title = CASE WHEN c ? 'words' THEN c->>'title' ELSE title END,
      tried_with = CASE WHEN c ? 'triedWith' THEN c->>'triedWith' ELSE tried_with END,
      progress = CASE WHEN c ? 'progress' THEN c->>'progress' ELSE progress END,
      notification = coalesce(c->>'notification', notification),
      about = coalesce(c->>'about', about),
      expires_at = coalesce((c->>'expiresAt')::bigint, expires_at),
      place = CASE WHEN c ? 'placeOf'
        THEN (SELECT place FROM dingbridge.deliveries o WHERE o.id = c->>'placeOf') ELSE d.place END,
      target = CASE WHEN c ? 'moveTo' THEN c->'moveTo'->>'line' ELSE target END,
      attempts = attempts + (c->>'attempts')::integer
    FROM change WHERE d.id = change.id AND NOT c ? 'remove'
    RETURNING d.target, d.state, d.told_by
  ),
  found_by AS (
    INSERT INTO dingbridge.search (accepted_at, id, text, receiver, target, target_name)
    SELECT $3::bigint, c->>'id', concat(c->>'search', $10::text, c->>'found'), c->>'receiver',
      held.target, c->>'targetName'
    FROM held CROSS JOIN jsonb_array_elements($5::jsonb) c
  ),
  titled AS (
    UPDATE dingbridge.search s SET
      text = CASE WHEN c ? 'found'
        THEN concat(split_part(s.text, $10::text, 1), $10::text, c->>'found') ELSE s.text END,
      target = CASE WHEN c ? 'moveTo' THEN c->'moveTo'->>'line' ELSE s.target END
    FROM change JOIN dingbridge.deliveries d USING (id)
    WHERE s.accepted_at = d.accepted_at AND s.id = d.id AND (c ? 'found' OR c ? 'moveTo')
      AND NOT c ? 'remove'
  ),
  moved AS (
    SELECT c->'moveTo'->>'line' AS target, (c->'moveTo'->>'dueAt')::bigint AS due_at
    FROM change WHERE c ? 'moveTo'
  ),
  other_line AS (
    INSERT INTO dingbridge.lines (target, not_before)
    SELECT target, min(due_at) FROM moved GROUP BY target ORDER BY target
    ON CONFLICT DO NOTHING
  ),
  news AS (
    INSERT INTO dingbridge.arrivals (target, due_at) SELECT target, due_at FROM moved
  ),
  removed AS (
    DELETE FROM dingbridge.deliveries d USING change WHERE d.id = change.id AND c ? 'remove'
    RETURNING d.id, d.accepted_at
  ),
  lost AS (
    DELETE FROM dingbridge.search s USING removed
    WHERE s.accepted_at = removed.accepted_at AND s.id = removed.id
  ),
  attempt AS (
    INSERT INTO dingbridge.attempts (delivery, n, attempt)
    SELECT a->>0, (SELECT coalesce(max(n), 0) FROM dingbridge.attempts WHERE delivery = a->>0)
      + row_number() OVER (PARTITION BY a->>0 ORDER BY i), a->>1
    FROM held CROSS JOIN jsonb_array_elements($6::jsonb) WITH ORDINALITY AS new (a, i)
  ),
  tried AS MATERIALIZED (
    SELECT w->>0 AS id, w->>1 AS words, i
    FROM held CROSS JOIN jsonb_array_elements($11::jsonb) WITH ORDINALITY AS new (w, i)
  ),
  wording AS (
    INSERT INTO dingbridge.wordings (delivery, n, words)
    SELECT id, (SELECT coalesce(max(n), 0) FROM dingbridge.wordings WHERE delivery = id)
      + row_number() OVER (PARTITION BY id ORDER BY i), words
    FROM tried
  ),
  forgotten AS (
    DELETE FROM dingbridge.wordings w USING (
      SELECT id, array_agg(words) AS words, count(*) AS n FROM tried GROUP BY id
    ) new
    WHERE w.delivery = new.id AND (w.words = ANY(new.words) OR w.n <= new.n - ${MOST_WORDINGS}
      + (SELECT max(n) FROM dingbridge.wordings o WHERE o.delivery = new.id))
  ),
  line AS (
    SELECT EXISTS (
      SELECT FROM dingbridge.deliveries d
      WHERE d.target = $1 AND d.state IN ('waiting', 'sending') AND d.told_by IS NULL
        AND d.id NOT IN (SELECT id FROM change)
      UNION ALL
      SELECT FROM (SELECT * FROM created UNION ALL SELECT * FROM changed) d
      WHERE d.target = $1 AND d.state IN ('waiting', 'sending') AND d.told_by IS NULL
    ) AS waits, (
      SELECT min(muted_until) FROM dingbridge.deliveries WHERE target = $1 AND state = 'muted'
    ) AS muted_due
  )
  UPDATE dingbridge.lines l SET
    memory = $7,
    owner = CASE WHEN $8::bigint IS NOT NULL THEN l.owner END,
    lease_until = coalesce($8::bigint, 0),
    not_before = CASE WHEN $8::bigint IS NOT NULL THEN l.not_before
      WHEN waits THEN least($9::bigint, muted_due) ELSE 0 END,
    due_at = CASE WHEN $8::bigint IS NOT NULL THEN l.due_at
      WHEN waits THEN least($9::bigint, muted_due) ELSE muted_due END
  FROM held, line WHERE l.target = held.target
  RETURNING l.target`

/** Whether the last step of a line is this one: written, and only its answer got lost. */
const WRITTEN = `
  SELECT FROM dingbridge.lines WHERE target = $1 AND starts_with(memory, $2)`

export function openSettle(db: Database): Pick<OutboxStore, 'settle'> {
  return {
    async settle(worker, settlement, now: Instant) {
      const { target, memory, next } = settlement
      const { created, changes, attempts, tried } = asWritten(settlement)
      const step = beginningOf(settlement.id)
      const settled = await db.query(SETTLE, [
        target,
        worker,
        now,
        JSON.stringify(changes),
        JSON.stringify(created),
        JSON.stringify(attempts),
        memoryText(memory, settlement.id),
        next.kind === 'hold' ? next.leaseUntil : null,
        next.kind === 'release' ? next.dueAt : null,
        BEFORE_TITLE,
        JSON.stringify(tried),
        [...new Set(settlement.stillInLine)],
        step,
      ])
      if (settled.length > 0 || step === null) return settled.length > 0
      return (await db.query(WRITTEN, [target, step])).length > 0
    },
  }
}
