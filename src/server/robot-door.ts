import { HOUR, type Instant } from '../domain/clock.ts'
import { dingtalkRobot } from '../ingest/dingtalk-robot.ts'
import { isSame } from '../ingest/signature.ts'
import type { InboundRequest, Source } from '../ingest/source.ts'
import { admit, type Refusal, readRequest } from './admit.ts'
import { answerJson, type Problem } from './problem.ts'
import type { Arrival, Reception } from './reception.ts'

/*
 * A stand-in for DingTalk's own `/robot/send`: whoever speaks to a custom robot can speak to the
 * bridge, with a key of ours in the place of the robot's token. The answers are DingTalk's: 200 with
 * an `errcode`, except where the sender had better come again.
 */

/** Whether anybody is behind this door, or was until a moment ago. */
export const hasRobots = (house: Reception): boolean =>
  robotsOf(house).length > 0 || house.removedType(dingtalkRobot.type)

/** One message to the custom robot that the bridge plays. */
export async function receiveRobotMessage(house: Reception, arrival: Arrival): Promise<Response> {
  if (arrival.method !== 'POST')
    return answerJson(405, { errcode: 43002, errmsg: 'only POST here' }, { allow: 'POST' })
  if (robotsOf(house).length === 0)
    return answerJson(503, { errcode: -1, errmsg: 'removed from the settings' }, RETRY_LATER)
  const read = await readRequest(house, arrival)
  if (!read.ok)
    return read.error === null ? new Response(null, { status: 400 }) : answerRefusal(read.error)
  const request = read.value
  const source = sourceOf(house, request.query.getAll('access_token'))
  if (!source) {
    const refusal = {
      status: 401,
      code: 'unauthorized',
      message: 'No robot has this access_token.',
    }
    house.emit({ type: 'webhook.refused', source: '-', ...refusal })
    return answerErrcode(300005, 'token is not exist')
  }
  const admitted = await admit(house, source, request, request.query.get('receiver') || null)
  if (admitted.ok) return answerErrcode(0, 'ok')
  const { error } = admitted
  switch (error.code) {
    case 'unauthorized':
      return answerErrcode(310000, strangerSentence(source, request))
    case 'address_not_allowed':
      return answerErrcode(310000, `ip ${request.address} not in whitelist`)
    default:
      return answerRefusal(error)
  }
}

const RETRY_LATER = { 'retry-after': '30' }

const robotsOf = (house: Reception): readonly Source[] =>
  [...house.sources().values()].filter(({ type }) => type === dingtalkRobot.type)

/**
 * Whose key this is, looked for among all of them in the same time. Sources that ask for no key take
 * what nobody else's is.
 */
function sourceOf(house: Reception, given: readonly string[]): Source | null {
  const [key = ''] = given
  if (key === '' || given.length > 1) return null
  let found: Source | null = null
  let open: Source | null = null
  for (const source of robotsOf(house)) {
    if (source.auth === null) open ??= source
    let isTheirs = false
    for (const token of source.auth?.queryToken ?? [])
      isTheirs = isSame(token.reveal(), key) || isTheirs
    if (isTheirs) found ??= source
  }
  return found ?? open
}

/** As DingTalk words it: the clock is most often what is wrong. */
function strangerSentence({ auth }: Source, { query, receivedAt }: InboundRequest): string {
  if (auth === null || auth.hmacSecret.length === 0) return 'credential not match'
  return isTimely(query.get('timestamp') ?? '', receivedAt) ? 'sign not match' : 'invalid timestamp'
}

const isTimely = (timestamp: string, now: Instant): boolean =>
  /^\d{1,14}$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= HOUR

function answerRefusal(refusal: Problem & Partial<Pick<Refusal, 'headers'>>): Response {
  const { status, message, headers } = refusal
  if (status >= 500) return answerJson(status, { errcode: -1, errmsg: message }, headers)
  return status === 408
    ? answerJson(status, { errcode: 40035, errmsg: message }, headers)
    : answerErrcode(40035, message)
}

const answerErrcode = (errcode: number, errmsg: string): Response =>
  answerJson(200, { errcode, errmsg })
