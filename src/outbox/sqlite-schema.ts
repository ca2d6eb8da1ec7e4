import type { DatabaseSync } from 'node:sqlite'
import { FIRST_TABLES } from './sqlite-first-tables.ts'

/**
 * The steps from an empty file to today's tables; `user_version` counts those that are done. A
 * step is never changed after a release, and the release before it must be able to read what it
 * leaves behind.
 */
const STEPS: readonly string[] = [
  FIRST_TABLES,
  `
  -- Rows that are not over, by target, receiver and state; sending counts as waiting.
  CREATE TABLE standing (
    target TEXT NOT NULL,
    receiver TEXT NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (target, receiver, state)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO standing
    SELECT target, receiver, iif(state = 'sending', 'waiting', state), count(*) FROM deliveries
    WHERE kind = 'notification' AND state NOT IN ('sent', 'discarded') GROUP BY 1, 2, 3;
  CREATE TRIGGER standing_in AFTER INSERT ON deliveries
    WHEN new.kind = 'notification' AND new.state NOT IN ('sent', 'discarded')
    BEGIN
      INSERT INTO standing
        VALUES (new.target, new.receiver, iif(new.state = 'sending', 'waiting', new.state), 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    END;
  CREATE TRIGGER standing_move AFTER UPDATE OF state, target ON deliveries
    WHEN new.kind = 'notification' AND (new.target <> old.target
      OR iif(new.state = 'sending', 'waiting', new.state)
        <> iif(old.state = 'sending', 'waiting', old.state))
    BEGIN
      UPDATE standing SET n = n - 1 WHERE target = old.target AND receiver = old.receiver
        AND state = iif(old.state = 'sending', 'waiting', old.state);
      INSERT INTO standing
        SELECT new.target, new.receiver, iif(new.state = 'sending', 'waiting', new.state), 1
        WHERE new.state NOT IN ('sent', 'discarded')
        ON CONFLICT DO UPDATE SET n = n + 1;
    END;
  CREATE TRIGGER standing_out AFTER DELETE ON deliveries WHEN old.kind = 'notification'
    BEGIN
      UPDATE standing SET n = n - 1 WHERE target = old.target AND receiver = old.receiver
        AND state = iif(old.state = 'sending', 'waiting', old.state);
    END;
  CREATE INDEX deliveries_since ON deliveries (target, coalesce(muted_until, accepted_at))
    WHERE state IN ('waiting', 'sending');
  `,
  `
  -- A stored digest stands where the first that it folds stood, so places alone make the order.
  DROP INDEX deliveries_line;
  CREATE INDEX deliveries_line ON deliveries (target, state, place)
    WHERE state IN ('waiting', 'sending') AND told_by IS NULL;

  -- Rows in line, by line, and whether they count for max_waiting; the gauge adds up those that do.
  ALTER TABLE lines ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE lines ADD COLUMN shut INTEGER NOT NULL DEFAULT 0;
  DROP TRIGGER deliveries_in;
  DROP TRIGGER deliveries_move;
  UPDATE lines SET
    waiting = (SELECT count(*) FROM deliveries d WHERE d.target = lines.target
      AND state IN ('waiting', 'sending') AND told_by IS NULL),
    shut = coalesce(memory ->> '$.closed' OR memory ->> '$.unhealthySince' IS NOT NULL, 0);
  CREATE INDEX lines_waiting ON lines (waiting) WHERE waiting > 0 AND shut = 0;
  UPDATE gauges SET n = (SELECT coalesce(sum(waiting), 0) FROM lines WHERE shut = 0)
    WHERE name = 'waiting';
  CREATE TRIGGER line_in AFTER INSERT ON deliveries
    WHEN new.state IN ('waiting', 'sending') AND new.told_by IS NULL
    BEGIN
      INSERT INTO lines (target, waiting) VALUES (new.target, 1)
        ON CONFLICT DO UPDATE SET waiting = waiting + 1;
    END;
  CREATE TRIGGER line_move AFTER UPDATE OF state, target, told_by ON deliveries
    WHEN new.target <> old.target
      OR (new.state IN ('waiting', 'sending') AND new.told_by IS NULL)
        <> (old.state IN ('waiting', 'sending') AND old.told_by IS NULL)
    BEGIN
      UPDATE lines SET waiting = waiting - 1 WHERE target = old.target
        AND old.state IN ('waiting', 'sending') AND old.told_by IS NULL;
      INSERT INTO lines (target, waiting) SELECT new.target, 1
        WHERE new.state IN ('waiting', 'sending') AND new.told_by IS NULL
        ON CONFLICT DO UPDATE SET waiting = waiting + 1;
    END;
  CREATE TRIGGER line_out AFTER DELETE ON deliveries
    WHEN old.state IN ('waiting', 'sending') AND old.told_by IS NULL
    BEGIN UPDATE lines SET waiting = waiting - 1 WHERE target = old.target; END;
  CREATE TRIGGER gauge_in AFTER INSERT ON lines WHEN new.waiting > 0
    BEGIN UPDATE gauges SET n = n + new.waiting WHERE name = 'waiting'; END;
  CREATE TRIGGER gauge_move AFTER UPDATE OF waiting, shut ON lines
    WHEN new.waiting * (1 - new.shut) <> old.waiting * (1 - old.shut)
    BEGIN
      UPDATE gauges SET n = n + new.waiting * (1 - new.shut) - old.waiting * (1 - old.shut)
        WHERE name = 'waiting';
    END;
  `,
  `
  -- What people list, newest first; by state there is an index already.
  CREATE INDEX deliveries_receiver ON deliveries (receiver, accepted_at, id);
  CREATE INDEX deliveries_target ON deliveries (target, accepted_at, id);
  CREATE INDEX deliveries_target_name ON deliveries (target_name, accepted_at, id);

  -- What people search: see search-text.ts. Rows from before are found by any of their words.
  CREATE TABLE search (
    accepted_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (accepted_at, id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO search SELECT accepted_at, id,
    lower(notification || coalesce(words ->> '$.parts[0].title', '')) FROM deliveries;
  CREATE TRIGGER search_out AFTER DELETE ON deliveries
    BEGIN DELETE FROM search WHERE accepted_at = old.accepted_at AND id = old.id; END;
  `,
  `
  -- The receiver that the sender asked for; of webhooks from before nobody knows.
  ALTER TABLE webhooks ADD COLUMN wished TEXT;
  `,
  `
  -- What lists show of a notification: see summary.ts. Of rows from before it is worked out there.
  -- A table of its own: a column behind megabytes is read through all their pages.
  CREATE TABLE summaries (delivery TEXT PRIMARY KEY, about TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TRIGGER summary_out AFTER DELETE ON deliveries
    BEGIN DELETE FROM summaries WHERE delivery = old.id; END;

  -- Whose a text is: a search for one receiver's need not look at the delivery of every text that
  -- holds the words. Null in rows from before.
  ALTER TABLE search ADD COLUMN receiver TEXT;
  ALTER TABLE search ADD COLUMN target TEXT;
  ALTER TABLE search ADD COLUMN target_name TEXT;
  `,
  `
  -- What a refused body came with. Rows from before have it in memory, as long as they are kept.
  ALTER TABLE rejected ADD COLUMN context TEXT;
  `,
]

/** Brings a file to today's tables, all steps or none. Refuses one made by a newer release. */
export function migrate(db: DatabaseSync): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number }
  if (row.user_version > STEPS.length) {
    throw new Error(
      `This database was made by a newer dingbridge (schema ${row.user_version}, this one knows ${STEPS.length}). Start that release, or restore a backup.`,
    )
  }
  if (row.user_version === STEPS.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of STEPS.slice(row.user_version)) db.exec(step)
    db.exec(`PRAGMA user_version = ${STEPS.length}`)
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}
