import { SECOND } from '../domain/clock.ts'
import { type Admitted, admit, type Refusal, readRequest } from './admit.ts'
import { answerJson, answerProblem, type Problem, problem } from './problem.ts'
import type { Arrival, Reception } from './reception.ts'

const METHODS = ['POST', 'PUT']

/** A webhook to a source by its name. */
export async function receive(
  house: Reception,
  sourceName: string,
  arrival: Arrival,
): Promise<Response> {
  const source = house.sources().get(sourceName)
  if (!source) return answerMissing(house, sourceName)
  const refuse = ({ status, code, message }: Problem, headers?: Refusal['headers']) => {
    const refusal = { status, code, message }
    house.emit({ type: 'webhook.refused', source: source.name, ...refusal })
    return answerProblem(refusal, headers)
  }
  const methods = source.takesGet ? [...METHODS, 'GET'] : METHODS
  if (!methods.includes(arrival.method))
    return refuse(
      problem('method_not_allowed', `Webhooks are sent with ${methods.join(' or ')}.`),
      {
        allow: methods.join(', '),
      },
    )
  const request = await readRequest(house, arrival)
  if (!request.ok)
    return request.error === null
      ? new Response(null, { status: 400 })
      : refuse(request.error, request.error.headers)
  const wished = request.value.query.get('receiver') || null
  const admitted = await admit(house, source, request.value, wished)
  return admitted.ok
    ? answerAdmitted(house, admitted.value, waitOf(request.value.headers['prefer']))
    : answerProblem(admitted.error, admitted.error.headers)
}

/** Before the first load nothing is known, so an unknown name may well exist a moment later. */
function answerMissing(house: Reception, name: string): Response {
  const missing = house.removed(name)
    ? problem('source_removed', 'This source was removed from the settings.')
    : house.ready()
      ? problem('unknown_source', 'There is no source of this name.')
      : problem('not_ready', 'The bridge is not ready.')
  // The name comes from outside; a metric that took it as a label could be made to grow for ever.
  house.emit({ type: 'webhook.refused', source: '-', ...missing })
  return answerProblem(missing, missing.status === 503 ? { 'retry-after': '30' } : {})
}

async function answerAdmitted(
  house: Reception,
  { id, deliveries, duplicate, reading }: Admitted,
  waitMs: number,
): Promise<Response> {
  if (waitMs > 0) {
    const ends = await house.waitFor(deliveries, waitMs)
    if (ends) return answerJson(200, { id, duplicate, deliveries: ends })
  }
  const ignored = reading.ignored ? { ignored: true } : {}
  return answerJson(202, { id, deliveries, duplicate, ...ignored })
}

/** `Prefer: wait=10` (RFC 7240), at most 30 seconds, in milliseconds; 0 without it. */
function waitOf(prefer: string | undefined): number {
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:$|[,;])/i.exec(prefer ?? '')?.[1]
  return Math.min(Number(seconds ?? 0), 30) * SECOND
}
