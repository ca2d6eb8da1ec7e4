import type { DatabaseSync } from 'node:sqlite'
import { SQLITE_STEPS as STEPS } from './sqlite-steps.ts'

/**
 * The oldest number of steps with which a release can read what today's steps leave behind: the
 * release before must be able to, so that an upgrade can be taken back. All steps so far are in the
 * first release.
 */
const READABLE_BY = STEPS.length

/**
 * Brings a file to today's tables, all steps or none. Refuses one that a newer release has made
 * unreadable for this one; what it can read it leaves as it is.
 */
export function migrate(db: DatabaseSync): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as {
    user_version: number
  }
  if (version > STEPS.length && readableBy(db, version) > STEPS.length) {
    throw new Error(
      `This database was made by a newer dingbridge (schema ${version}, this one knows ${STEPS.length}). Start that release, or restore a backup.`,
    )
  }
  if (version >= STEPS.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of STEPS.slice(version)) db.exec(step)
    db.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER, readable_by INTEGER) STRICT')
    db.exec(`INSERT INTO migrations VALUES (${STEPS.length}, ${READABLE_BY})`)
    db.exec(`PRAGMA user_version = ${STEPS.length}`)
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

function readableBy(db: DatabaseSync, version: number): number {
  const row = db.prepare('SELECT readable_by AS by FROM migrations WHERE version = ?').get(version)
  return Number(row?.['by'] ?? version)
}
