import { MINUTE } from '../domain/clock.ts'
import type { Database } from './postgres-database.ts'

/*
 * Who asks next begins where the last one ends. The clock is the database's, so that replicas
 * whose clocks differ do not wait for each other's; the bound is for when that one is set back.
 */
const RESERVE = `
  WITH clock (now) AS (
    SELECT extract(epoch FROM clock_timestamp())::numeric * 1000
  )
  INSERT INTO dingbridge.memory AS m (key, value, until)
  SELECT $1, (now + $2::numeric)::text, (now + $3)::bigint FROM clock
  ON CONFLICT (key) DO UPDATE SET until = excluded.until, value = (
    $2::numeric + least(excluded.value::numeric - $2::numeric + $3, greatest(
      m.value::numeric, excluded.value::numeric - $2::numeric
    ))
  )::text
  RETURNING (
    value::numeric - $2::numeric - extract(epoch FROM clock_timestamp())::numeric * 1000
  )::double precision AS wait`

/** Nobody waits longer for a turn, whatever clocks do. */
const LONGEST = 10 * MINUTE

/** Turns of what replicas share; see `send/limiter.ts`. */
export const openTurns = (db: Database) => ({
  async reserve(key: string, forMs: number): Promise<number> {
    const [row] = await db.query(RESERVE, [key, forMs, LONGEST])
    return Math.max(0, Number(row?.['wait']))
  },
})
