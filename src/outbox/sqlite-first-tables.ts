/** The first step of sqlite-schema.ts: what an empty file begins with, and later steps change. */
export const FIRST_TABLES = `
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
`
