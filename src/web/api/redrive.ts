import type { Instant } from '../../domain/clock.ts'
import type { Delivery } from '../../domain/delivery.ts'
import { targetOfLine } from '../../domain/target.ts'
import { alone } from '../../send/cargo.ts'
import { reportEnd } from '../../send/ledger.ts'
import type { Desk } from '../desk.ts'

/** Rows asked for, or sent again, in one step. */
const STEP = 500

/** As lists know it too: a receiver may have thousands, and each of them megabytes of alerts. */
type Redrivable = Pick<Delivery, 'id' | 'acceptedAt' | 'state' | 'target'>

/**
 * Sends them again, oldest first. Returns the ids of those whose state allowed it; `again` allows
 * what was told already.
 */
export async function redrive(
  desk: Desk,
  deliveries: readonly Redrivable[],
  again = false,
): Promise<string[]> {
  const { store, clock, plan } = desk
  const oldestFirst = deliveries.toSorted((a, b) => a.acceptedAt - b.acceptedAt || byId(a, b))
  const ids = oldestFirst.map(({ id }) => id)
  const done: string[] = []
  for (let from = 0; from < ids.length; from += STEP) {
    const now = clock.now()
    const expiresAt = now + plan().delivery.retryForMs
    done.push(...(await store.redrive(ids.slice(from, from + STEP), now, expiresAt, again)))
  }
  const isDone = new Set(done)
  const redriven = deliveries.filter(({ id }) => isDone.has(id))
  // One that is said again goes into its target's first line, whichever told it.
  const lines = redriven.map(({ state, target }) =>
    state === 'sent' ? targetOfLine(target) : target,
  )
  if (done.length > 0) await desk.knock([...new Set(lines)])
  return done
}

/** The same with what was told already. */
export const sayAgain: typeof redrive = (desk, deliveries) => redrive(desk, deliveries, true)

/** Takes them out for good. Returns the ids of those whose state allowed it. */
export async function discard(desk: Desk, deliveries: readonly Delivery[]): Promise<string[]> {
  const now = desk.clock.now()
  const ids = deliveries.map(({ id }) => id)
  const done = [...(await desk.store.discard(ids, now))]
  for (const row of deliveries) {
    if (!done.includes(row.id)) continue
    const folded = row.kind === 'digest' ? await desk.store.folded(row.id) : []
    reportEnd({ ...alone(row), folded }, 'discarded', row, now, desk.emit)
  }
  return done
}

/** Dead letters and held ones of a receiver that ended then or later. */
export async function endedSince(
  { store }: Desk,
  receiver: string,
  since: Instant,
): Promise<readonly Redrivable[]> {
  const found: Redrivable[] = []
  let cursor: string | null = null
  do {
    const page = await store.list({
      states: ['dead', 'held'],
      receiver,
      endedSince: since,
      limit: STEP,
      ...(cursor !== null && { cursor }),
    })
    found.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return found
}

/** Ids begin with the time at which they were made. */
const byId = (a: Redrivable, b: Redrivable): number => (a.id < b.id ? -1 : 1)
