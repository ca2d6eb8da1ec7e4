import { openAccept } from './postgres-accept.ts'
import type { PostgresAddress } from './postgres-address.ts'
import { openDatabase } from './postgres-database.ts'
import { openFind } from './postgres-find.ts'
import { openHistory } from './postgres-history.ts'
import { openLines } from './postgres-lines.ts'
import { openRedrive } from './postgres-redrive.ts'
import { openSettle } from './postgres-settle.ts'
import { openStanding } from './postgres-standing.ts'
import { openSurplus } from './postgres-surplus.ts'
import { openTurns } from './postgres-turns.ts'
import { openWaitingCount } from './postgres-waiting.ts'
import type { OutboxStore } from './store.ts'

/**
 * Opens the outbox in a PostgreSQL, 14 or newer, that several replicas may share; on the first
 * start its tables too, in the schema `dingbridge`. Throws when that cannot be, saying what to do.
 */
export async function openPostgres(
  address: PostgresAddress,
  options: Parameters<typeof openDatabase>[1] = {},
): Promise<OutboxStore> {
  const db = await openDatabase(address, options)
  const waiting = openWaitingCount(db)
  const { giveBack, ...lines } = openLines(db)
  return {
    ...openAccept(db, waiting),
    ...lines,
    ...openSurplus(db),
    ...openSettle(db),
    ...openHistory(db),
    ...openRedrive(db, waiting),
    ...openFind(db),
    ...openStanding(db),
    ...openTurns(db),
    lost: null,
    async close() {
      // When the database is away the leases end by themselves.
      await giveBack().catch(() => {})
      await db.close()
    },
  }
}
