import type { ClientBase } from 'pg'

/**
 * The steps from an empty database to today's tables. A step is never changed after a release.
 * `readableBy` is the oldest schema whose release can still work with what the step leaves
 * behind: while replicas are updated one by one, two releases share these tables.
 */
interface Step {
  readonly readableBy: number
  readonly sql: string
}

const STEPS: readonly Step[] = [
  {
    readableBy: 1,
    sql: `
  CREATE TABLE dingbridge.webhooks (
    id text COLLATE "C" PRIMARY KEY,
    source text NOT NULL,
    source_type text NOT NULL,
    accepted_at bigint NOT NULL,
    headers text NOT NULL,
    body bytea NOT NULL
  );
  -- The body comes compressed: a second try only costs time.
  ALTER TABLE dingbridge.webhooks ALTER COLUMN body SET STORAGE EXTERNAL;
  CREATE INDEX webhooks_age ON dingbridge.webhooks (accepted_at);

  -- The latest notification of each group, for duplicates.
  CREATE TABLE dingbridge.latest (
    grp text COLLATE "C" PRIMARY KEY,
    key text COLLATE "C" NOT NULL,
    webhook text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    until bigint NOT NULL
  );
  CREATE INDEX latest_age ON dingbridge.latest (until);

  CREATE SEQUENCE dingbridge.places;
  -- JSON is kept as text, not jsonb: labels may hold \\u0000, which jsonb refuses, words have to
  -- come back byte for byte, and nothing is ever asked of the inside but a search for text.
  CREATE TABLE dingbridge.deliveries (
    id text COLLATE "C" PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    webhook text COLLATE "C",
    target text COLLATE "C" NOT NULL,
    receiver text NOT NULL,
    target_name text NOT NULL,
    channel text NOT NULL,
    state text COLLATE "C" NOT NULL,
    -- Order in the line; a redrive goes to its end.
    place bigint NOT NULL DEFAULT nextval('dingbridge.places'),
    accepted_at bigint NOT NULL,
    muted_until bigint,
    expires_at bigint NOT NULL,
    ended_at bigint,
    told_at bigint,
    told_by text COLLATE "C",
    attempts integer NOT NULL DEFAULT 0,
    redrives integer NOT NULL DEFAULT 0,
    reason text,
    detail text,
    words text,
    -- Of the words' first part, to be searched: the JSON may hold what a cast to json refuses.
    title text,
    progress text,
    notification text NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
  CREATE INDEX deliveries_line ON dingbridge.deliveries (target, kind, state, place)
    WHERE state IN ('waiting', 'sending') AND told_by IS NULL;
  CREATE INDEX deliveries_muted ON dingbridge.deliveries (target, muted_until)
    WHERE state = 'muted';
  CREATE INDEX deliveries_age ON dingbridge.deliveries (accepted_at, id);
  CREATE INDEX deliveries_state ON dingbridge.deliveries (state, accepted_at, id)
    WHERE state <> 'sent';
  CREATE INDEX deliveries_standing ON dingbridge.deliveries (target, receiver, state)
    WHERE kind = 'notification' AND state NOT IN ('sent', 'discarded');
  CREATE INDEX deliveries_since ON dingbridge.deliveries
    (target, coalesce(muted_until, accepted_at)) WHERE state IN ('waiting', 'sending');
  CREATE INDEX deliveries_ended ON dingbridge.deliveries (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX deliveries_webhook ON dingbridge.deliveries (webhook) WHERE webhook IS NOT NULL;
  CREATE INDEX deliveries_told_by ON dingbridge.deliveries (told_by) WHERE told_by IS NOT NULL;

  CREATE TABLE dingbridge.attempts (
    delivery text COLLATE "C" NOT NULL
      REFERENCES dingbridge.deliveries (id) ON DELETE CASCADE,
    n integer NOT NULL,
    attempt text NOT NULL,
    PRIMARY KEY (delivery, n)
  );

  -- A target's line: when it may be claimed, who holds it, and what is remembered of the target.
  CREATE TABLE dingbridge.lines (
    target text COLLATE "C" PRIMARY KEY,
    due_at bigint,
    not_before bigint NOT NULL DEFAULT 0,
    owner text COLLATE "C",
    lease_until bigint NOT NULL DEFAULT 0,
    memory text
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
  CREATE INDEX lines_due ON dingbridge.lines (due_at) WHERE due_at IS NOT NULL;

  -- News for lines that nobody has looked at yet: see postgres-lines.ts.
  CREATE TABLE dingbridge.arrivals (
    target text COLLATE "C" NOT NULL,
    due_at bigint NOT NULL,
    -- Something a person asked for: it does not wait for the line's own moment.
    urgent boolean NOT NULL DEFAULT false
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

  CREATE TABLE dingbridge.memory (
    key text COLLATE "C" PRIMARY KEY,
    value text NOT NULL,
    until bigint NOT NULL
  );
  CREATE INDEX memory_age ON dingbridge.memory (until);

  CREATE TABLE dingbridge.rejected (
    id text COLLATE "C" PRIMARY KEY,
    at bigint NOT NULL,
    source text NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    body bytea NOT NULL
  );
  ALTER TABLE dingbridge.rejected ALTER COLUMN body SET STORAGE EXTERNAL;
  CREATE INDEX rejected_age ON dingbridge.rejected (at);
  `,
  },
  {
    readableBy: 1,
    sql: `
  -- A stored digest stands where the first that it folds stood, so places alone make the order.
  DROP INDEX dingbridge.deliveries_line;
  CREATE INDEX deliveries_line ON dingbridge.deliveries (target, state, place)
    WHERE state IN ('waiting', 'sending') AND told_by IS NULL;

  -- What people list, newest first; by state there is an index already.
  CREATE INDEX deliveries_receiver ON dingbridge.deliveries (receiver, accepted_at, id);
  CREATE INDEX deliveries_target ON dingbridge.deliveries (target, accepted_at, id);
  CREATE INDEX deliveries_target_name ON dingbridge.deliveries (target_name, accepted_at, id);

  -- What people search: see search-text.ts. Rows from before are found by any of their words.
  CREATE TABLE dingbridge.search (
    accepted_at bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    PRIMARY KEY (accepted_at, id)
  );
  INSERT INTO dingbridge.search
    SELECT accepted_at, id, lower(concat(notification, title)) FROM dingbridge.deliveries;
  `,
  },
  {
    readableBy: 1,
    sql: `
  -- The receiver that the sender asked for; of webhooks from before nobody knows.
  ALTER TABLE dingbridge.webhooks ADD COLUMN wished text;
  `,
  },
  {
    readableBy: 1,
    sql: `
  -- What lists show of a notification: see summary.ts. Of rows from before, and of those that the
  -- release before writes beside this one, it is worked out there.
  ALTER TABLE dingbridge.deliveries ADD COLUMN about text;

  -- Whose a text is: a search for one receiver's need not look at the delivery of every text that
  -- holds the words. Null in those rows.
  ALTER TABLE dingbridge.search ADD COLUMN receiver text, ADD COLUMN target text COLLATE "C",
    ADD COLUMN target_name text;
  `,
  },
  {
    readableBy: 1,
    sql: `
  -- What a refused body came with. Rows from before have it in memory, as long as they are kept.
  ALTER TABLE dingbridge.rejected ADD COLUMN context text;
  `,
  },
  {
    readableBy: 1,
    sql: `
  -- Words in which a delivery was tried and that it has no more. The release before keeps none.
  CREATE TABLE dingbridge.wordings (
    delivery text COLLATE "C" NOT NULL
      REFERENCES dingbridge.deliveries (id) ON DELETE CASCADE,
    n integer NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (delivery, n)
  );
  -- Of what was tried in a message with others: where its words stand.
  ALTER TABLE dingbridge.deliveries ADD COLUMN tried_with text;
  `,
  },
]

/** Any number, the same in every release: who migrates holds it, the others wait. */
const LOCK = 4_011_202_611

/**
 * Brings the database to today's tables, all steps or none; of replicas that start together one
 * does it and the others find it done. Refuses one that a newer release has made unreadable.
 */
export async function migrate(client: ClientBase): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    await createSchema(client)
    const { rows } = await client.query<{ version: number; readable_by: number }>(
      'SELECT version, readable_by FROM dingbridge.migrations ORDER BY version DESC LIMIT 1',
    )
    const { version, readable_by: readableBy } = rows[0] ?? { version: 0, readable_by: 0 }
    if (readableBy > STEPS.length) {
      throw new Error(
        `This database was made by a newer dingbridge (schema ${version}, this one knows ${STEPS.length}). Start that release, or restore a backup.`,
      )
    }
    for (const [index, step] of STEPS.slice(version).entries()) {
      await client.query(step.sql)
      await client.query(
        'INSERT INTO dingbridge.migrations (version, readable_by) VALUES ($1, $2)',
        [version + index + 1, step.readableBy],
      )
    }
    await client.query('COMMIT')
  } catch (error) {
    // The connection may be what failed; the server then rolls back by itself.
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

/** Only what is missing is created: a role that may not create schemas can be given one. */
async function createSchema(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ schema: boolean; migrations: boolean }>(
    `SELECT to_regnamespace('dingbridge') IS NOT NULL AS schema,
       to_regclass('dingbridge.migrations') IS NOT NULL AS migrations`,
  )
  if (!rows[0]?.schema) await client.query('CREATE SCHEMA dingbridge')
  if (rows[0]?.migrations) return
  await client.query(
    `CREATE TABLE dingbridge.migrations (
       version integer PRIMARY KEY,
       readable_by integer NOT NULL,
       done_at timestamptz NOT NULL DEFAULT now()
     )`,
  )
}
