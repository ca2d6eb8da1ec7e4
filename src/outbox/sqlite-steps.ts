/**
 * The steps from an empty file to today's tables; `user_version` counts those that are done. A
 * step is never changed after a release, and the release before it must be able to read what it
 * leaves behind.
 */
export const SQLITE_STEPS: readonly string[] = [
  `
  CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    source_type TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX webhooks_age ON webhooks (accepted_at);

  -- The latest notification of each group, for duplicates.
  CREATE TABLE latest (
    grp TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    webhook TEXT NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX latest_age ON latest (until);

  CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    webhook TEXT,
    target TEXT NOT NULL,
    receiver TEXT NOT NULL,
    target_name TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Order in the line; a redrive goes to its end.
    place INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    muted_until INTEGER,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    told_at INTEGER,
    told_by TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    redrives INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    detail TEXT,
    words TEXT,
    progress TEXT,
    notification TEXT NOT NULL
  ) STRICT;
  CREATE INDEX deliveries_line ON deliveries (target, kind, state, place)
    WHERE state IN ('waiting', 'sending') AND told_by IS NULL;
  CREATE INDEX deliveries_muted ON deliveries (target, muted_until) WHERE state = 'muted';
  CREATE INDEX deliveries_age ON deliveries (accepted_at, id);
  CREATE INDEX deliveries_state ON deliveries (state, accepted_at, id) WHERE state <> 'sent';
  CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX deliveries_webhook ON deliveries (webhook) WHERE webhook IS NOT NULL;
  CREATE INDEX deliveries_told_by ON deliveries (told_by) WHERE told_by IS NOT NULL;

  -- Rows that wait, counted as they change: asking costs the same with ten as with a million.
  CREATE TABLE gauges (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO gauges VALUES ('waiting', 0);
  CREATE TRIGGER deliveries_in AFTER INSERT ON deliveries
    WHEN new.state IN ('waiting', 'sending') AND new.kind = 'notification'
    BEGIN UPDATE gauges SET n = n + 1 WHERE name = 'waiting'; END;
  CREATE TRIGGER deliveries_move AFTER UPDATE OF state ON deliveries
    WHEN new.kind = 'notification'
      AND (new.state IN ('waiting', 'sending')) <> (old.state IN ('waiting', 'sending'))
    BEGIN UPDATE gauges SET n = n + iif(new.state IN ('waiting', 'sending'), 1, -1)
      WHERE name = 'waiting'; END;

  CREATE TABLE attempts (
    delivery TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    attempt TEXT NOT NULL,
    PRIMARY KEY (delivery, n)
  ) STRICT, WITHOUT ROWID;

  -- A target's line: when it may be claimed, who holds it, and what is remembered of the target.
  CREATE TABLE lines (
    target TEXT PRIMARY KEY,
    due_at INTEGER,
    not_before INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0,
    memory TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX lines_due ON lines (due_at) WHERE due_at IS NOT NULL;

  CREATE TABLE memory (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX memory_age ON memory (until);

  CREATE TABLE rejected (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    body BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rejected_age ON rejected (at);
  `,
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
  `
  -- Words in which a delivery was tried and that it has no more. The release before keeps none.
  CREATE TABLE wordings (
    delivery TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (delivery, n)
  ) STRICT;
  -- Of what was tried in a message with others: where its words stand.
  ALTER TABLE deliveries ADD COLUMN tried_with TEXT;
  `,
]
