import { SECOND } from '../domain/clock.ts'
import type { InboundRequest, Source } from '../ingest/source.ts'
import { wishesOf } from '../ingest/sources.ts'
import { answerWish } from '../match/wish.ts'
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
  const methods = source.takesGet ? [...METHODS, 'GET'] : METHODS
  const request = await readWith(house, source.name, methods, arrival)
  return request instanceof Response ? request : admitTo(house, source, request, {})
}

/** A webhook that names no source: by its looks, and the answer says whose it was taken for. */
export async function receiveAny(house: Reception, arrival: Arrival): Promise<Response> {
  const request = await readWith(house, '-', METHODS, arrival)
  if (request instanceof Response) return request
  if (!house.ready()) return answerMissing(house, 'auto')
  const source = house.recognise(request)
  if (!source.ok) return refuse(house, '-', source.error)
  const { name, type } = source.value
  return admitTo(house, source.value, request, { source: name, type })
}

/** The request, or the answer to one that comes with another method, too large or broken. */
async function readWith(
  house: Reception,
  source: string,
  methods: readonly string[],
  arrival: Arrival,
): Promise<InboundRequest | Response> {
  if (!methods.includes(arrival.method))
    return refuse(
      house,
      source,
      problem('method_not_allowed', `Webhooks are sent with ${methods.join(' or ')}.`),
      { allow: methods.join(', ') },
    )
  const request = await readRequest(house, arrival)
  if (request.ok) return request.value
  if (request.error === null) return new Response(null, { status: 400 })
  return refuse(house, source, request.error, request.error.headers)
}

function refuse(
  house: Reception,
  source: string,
  { status, code, message }: Problem,
  headers?: Refusal['headers'],
): Response {
  const refusal = { status, code, message }
  house.emit({ type: 'webhook.refused', source, ...refusal })
  return answerProblem(refusal, headers)
}

async function admitTo(
  house: Reception,
  source: Source,
  request: InboundRequest,
  taken: Readonly<Record<string, string>>,
): Promise<Response> {
  const wished = request.query.get('receiver') || null
  const admitted = await admit(house, source, request, wished)
  if (!admitted.ok) return answerProblem(admitted.error, admitted.error.headers)
  const answer = answerWish(wished, wishesOf(source), { has: house.hasReceiver })?.answer
  const wish = answer && answer !== 'granted' ? { wish: answer } : {}
  const said = { ...taken, ...wish }
  return answerAdmitted(house, admitted.value, waitOf(request.headers['prefer']), said)
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
  taken: Readonly<Record<string, string>>,
): Promise<Response> {
  if (waitMs > 0) {
    const ends = await house.waitFor(deliveries, waitMs)
    if (ends) return answerJson(200, { id, duplicate, deliveries: ends, ...taken })
  }
  const ignored = reading.ignored ? { ignored: true } : {}
  return answerJson(202, { id, deliveries, duplicate, ...ignored, ...taken })
}

/** `Prefer: wait=10` (RFC 7240), at most 30 seconds, in milliseconds; 0 without it. */
function waitOf(prefer: string | undefined): number {
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:$|[,;])/i.exec(prefer ?? '')?.[1]
  return Math.min(Number(seconds ?? 0), 30) * SECOND
}
