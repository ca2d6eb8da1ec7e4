import { DELIVERY_STATES, isState } from '../../domain/delivery.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { type DeliveryQuery, readCursor } from '../../outbox/query.ts'

const USUAL = 50
const MOST = 500

/** What a list of deliveries is narrowed to, or a sentence that says what is wrong. */
export function queryOf(params: URLSearchParams): Result<DeliveryQuery, string> {
  for (const name of params.keys())
    if (!PARAMETERS.includes(name))
      return err(`There is no parameter "${name}"; there are ${PARAMETERS.join(', ')}.`)
  const states = params.getAll('state').flatMap((value) => value.split(',').filter(Boolean))
  const strange = states.find((state) => !isState(state))
  if (strange !== undefined)
    return err(`state: "${strange}" is none of ${DELIVERY_STATES.join(', ')}.`)
  const limit = params.get('limit') ?? String(USUAL)
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST)
    return err(`limit: expected a whole number from 1 to ${MOST}.`)
  const { receiver, target, q, cursor } = Object.fromEntries(
    [...params].filter(([, value]) => value !== ''),
  )
  if (cursor && !readCursor(cursor))
    return err('cursor: expected what a former page gave as `next`, or none for the first page.')
  return ok({
    limit: Number(limit),
    ...(states.length > 0 && { states: states.filter(isState) }),
    ...(receiver && { receiver }),
    ...(target && { target }),
    ...(q && { text: q }),
    ...(cursor && { cursor }),
  })
}

const PARAMETERS = ['state', 'receiver', 'target', 'q', 'limit', 'cursor']
