import { DatabaseSync } from 'node:sqlite'
import { openAccept } from './sqlite-accept.ts'
import { openFind } from './sqlite-find.ts'
import { openHistory } from './sqlite-history.ts'
import { openLines } from './sqlite-lines.ts'
import { migrate } from './sqlite-schema.ts'
import { openStanding } from './sqlite-standing.ts'
import { openSurplus } from './sqlite-surplus.ts'

/** Opens the file and everything that can be done with it. Runs in the database thread. */
export function openOperations(file: string) {
  const lock = file === ':memory:' ? null : takeLock(`${file}.lock`)
  const db = new DatabaseSync(file, { timeout: 2_000 })
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 67108864;
  `)
  migrate(db)
  // Whoever held a line is gone: the lock says that we are alone. Nothing waits for a lease.
  db.exec('UPDATE lines SET owner = NULL, lease_until = 0 WHERE owner IS NOT NULL')
  const accept = openAccept(db)
  const operations = {
    ...accept,
    ...openLines(db),
    ...openSurplus(db),
    ...openFind(db),
    ...openHistory(db, accept.nextPlace),
    ...openStanding(db),
  }
  return {
    db,
    operations,
    close(): void {
      db.close()
      lock?.close()
    },
  }
}

/**
 * One bridge a file: two would each tell everything. The lock is a second, empty database held in
 * an exclusive transaction, so that the system lets go of it however the process ends, and people
 * may still read the real file.
 */
function takeLock(file: string): DatabaseSync {
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== 5) throw error
    throw new Error(
      `Another dingbridge has ${file.replace(/\.lock$/, '')} open. Stop it first, or give this one a file of its own in store.url.`,
    )
  }
}
