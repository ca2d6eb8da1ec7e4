import { prometheusWebhookDingtalk } from '../ingest/prometheus-webhook-dingtalk.ts'
import type { InboundRequest, Source } from '../ingest/source.ts'
import { wishesOf } from '../ingest/sources.ts'
import { admit, type Refusal, readRequest } from './admit.ts'
import { answerProblem, problem } from './problem.ts'
import type { Arrival, Reception } from './reception.ts'

/**
 * A webhook whose path names the receiver, as prometheus-webhook-dingtalk takes it:
 * `/dingtalk/<receiver>/send`, with that program's answers in text. It said 400 whatever went wrong;
 * here 400 is only what never works, and Alertmanager tries again where it may.
 */
export async function receiveFor(
  house: Reception,
  receiver: string,
  arrival: Arrival,
): Promise<Response> {
  const sources = [...house.sources().values()].filter(
    ({ type }) => type === prometheusWebhookDingtalk.type,
  )
  if (sources.length === 0)
    return house.removedType(prometheusWebhookDingtalk.type)
      ? answerProblem(REMOVED, { 'retry-after': '30' })
      : answerText(404, NOT_FOUND)
  if (arrival.method !== 'POST') return answerText(405, '', { allow: 'POST' })
  const read = await readRequest(house, arrival)
  if (!read.ok) return read.error === null ? answerText(400, BAD_REQUEST) : answer(read.error)
  const source = speakerOf(sources, read.value)
  // Whether a receiver exists is nothing for strangers: `admit` refuses them first.
  const isStranger = source?.authenticate(read.value) !== null
  if (!source || (!isStranger && !leadsTo(house, source, receiver)))
    return answerText(404, NOT_FOUND)
  const admitted = await admit(house, source, read.value, receiver)
  return admitted.ok ? answerText(200, 'OK') : answer(admitted.error)
}

/** Whose credential this is; when nobody's, the first source says so. */
const speakerOf = (sources: readonly Source[], request: InboundRequest): Source | undefined =>
  sources.find((source) => source.authenticate(request) === null) ?? sources[0]

function leadsTo(house: Reception, source: Source, receiver: string): boolean {
  const wishes = wishesOf(source)
  return house.hasReceiver(receiver) && (wishes === 'any' || wishes.includes(receiver))
}

const REMOVED = problem('source_removed', 'This source was removed from the settings.')
const NOT_FOUND = '404 page not found'
const BAD_REQUEST = 'Bad Request\n'

const answer = ({ headers, ...refusal }: Refusal): Response =>
  refusal.status === 400 || refusal.status === 415
    ? answerText(400, BAD_REQUEST)
    : answerProblem(refusal, headers)

const answerText = (
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(text, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  })
