import { type Delivery, MAY_REDRIVE } from '../../domain/delivery.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { targetOfLine } from '../../domain/target.ts'
import { alone } from '../../send/cargo.ts'
import { reportEnd } from '../../send/ledger.ts'
import { type Problem, problem } from '../../server/problem.ts'
import type { Desk } from '../desk.ts'

/**
 * Sends a delivery to the targets of another receiver instead, one delivery each. Returns their
 * ids. One that waits for a target which the settings still have is told there anyway.
 */
export async function redirect(
  desk: Desk,
  delivery: Delivery,
  receiver: string,
): Promise<Result<readonly string[], Problem>> {
  const { store, clock, emit } = desk
  const { receivers, targets } = desk.plan()
  if (!receivers.has(receiver))
    return err(problem('no_target', `The settings have no receiver "${receiver.slice(0, 60)}".`))
  const elsewhere = desk.reroute(delivery, receiver)
  if (elsewhere.length === 0)
    return err(problem('no_target', `No target of ${receiver} takes ${delivery.id}.`))
  const isGone = !targets.has(targetOfLine(delivery.target))
  const now = clock.now()
  const ids = elsewhere.map(({ id }) => id)
  const why = whyRedirected(receiver, ids)
  const from = [...(isGone ? (['waiting'] as const) : []), ...MAY_REDRIVE]
  if (!(await store.redirect(delivery.id, from, elsewhere, why, now))) {
    const { state } = (await store.get(delivery.id)) ?? delivery
    return err(problem('wrong_state', `${delivery.id} is ${state} and ${NEEDED}.`))
  }
  const { reason } = delivery
  reportEnd(alone(delivery), 'discarded', { reason, detail: why }, now, emit)
  await desk.knock([...new Set(elsewhere.map(({ target }) => target))])
  return ok(ids)
}

const NEEDED =
  'cannot be sent elsewhere: it has to be dead, held or discarded, or waiting for a target that the settings have no more'

/** What the delivery that is left behind says of itself. */
const whyRedirected = (receiver: string, ids: readonly string[]): string =>
  `Sent to ${receiver} instead, as ${ids.join(', ')}.`

/** The same read back, for pages that lead there; null of one that was taken out otherwise. */
export function redirectedTo({
  state,
  detail,
}: Pick<Delivery, 'state' | 'detail'>): { receiver: string; ids: readonly string[] } | null {
  const found = /^Sent to (.*) instead, as ([\w, ]+)\.$/.exec(detail ?? '')
  const [, receiver, ids] = found ?? []
  if (state !== 'discarded' || receiver === undefined || ids === undefined) return null
  return { receiver, ids: ids.split(', ') }
}
