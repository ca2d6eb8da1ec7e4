import type { Fault, FaultAnswer } from '../../src/sandbox/faults.ts'
import type { NewFault } from '../../src/sandbox/sandbox.ts'

export const GROUPS = '/v1.0/robot/groupMessages/send'
export const USERS = '/v1.0/robot/oToMessages/batchSend'
export const WORK = '/topapi/message/corpconversation/sendbytemplate'
export const ROBOTS = '/robot/send'

/** One way in which a call goes wrong, and how often compared with the others. */
type Mishap = readonly [weight: number, answer: FaultAnswer]

/**
 * Mishaps for that share of the calls to a path, in an order that the seed decides. What is fine
 * stands in the list as well, as a fault that changes nothing, so that the share holds for calls
 * and not for time. The list ends after `calls`.
 */
export function mishapsFor(
  path: string,
  calls: number,
  share: number,
  hasLongWaits: boolean,
  random: () => number,
): readonly NewFault[] {
  const own = [...(OWN[path] ?? []), ...((hasLongWaits && LONG_WAITS[path]) || [])]
  const mishaps = [...EVERYWHERE, ...own]
  const faults: NewFault[] = []
  let fine = 0
  for (let call = 0; call < calls; call++) {
    if (random() >= share) {
      fine += 1
      continue
    }
    if (fine > 0) faults.push({ match: { path }, times: fine, answer: {} })
    fine = 0
    faults.push({ match: { path }, answer: pick(mishaps, random) })
  }
  return faults
}

/** How many of the calls that faults stand for are of that kind. */
export const countOf = (
  faults: readonly Fault[],
  isCounted: (answer: FaultAnswer) => boolean,
): number => faults.reduce((sum, { answer, times }) => sum + (isCounted(answer) ? times : 0), 0)

export const isMishap = (answer: FaultAnswer): boolean => Object.keys(answer).length > 0

/** The message arrives, and its sender does not learn so. */
export const isLostAnswer = (answer: FaultAnswer): boolean =>
  isMishap(answer) &&
  (answer.delivered ?? (answer.status === undefined && answer.reset === undefined))

/** The page of a network's gatekeeper; with a 2xx it means that DingTalk blocked our address. */
export const PAGE = '<html><body>nginx</body></html>'

const EVERYWHERE: readonly Mishap[] = [
  [3, { status: 503, body: { code: 'ServiceUnavailable', message: 'Try again.' } }],
  [1, { status: 500, body: '' }],
  [1, { status: 502, body: PAGE }],
  [1, { status: 503, body: PAGE }],
  [2, { reset: true }],
  [1, { reset: true, delivered: true }],
  [1, { status: 503, delay_ms: 6_000 }],
  // Carried out at once and answered when nobody waits for it any more.
  [1, { delay_ms: 6_000 }],
  [1, { status: 504, body: PAGE, delivered: true }],
  [1, { status: 200, body: '{"processQueryKey":"half an ans', delivered: true }],
]

const v1 = (code: string, status = 400): FaultAnswer => ({
  status,
  body: { code, requestid: 'ordeal', message: 'An ordeal.' },
})

const oapi = (errcode: number): FaultAnswer => ({
  status: 200,
  body: { errcode, errmsg: 'An ordeal.' },
})

const ENTERPRISE: readonly Mishap[] = [
  [1, v1('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403)],
  [1, v1('system.error', 500)],
  [0.5, { ...v1('unknown.send.result', 500), delivered: true }],
  [0.5, v1('invalidParameter.msgParam.invalid')],
]

/** What only some of DingTalk's APIs answer. A page that blocks an address is not among them. */
const OWN: Readonly<Record<string, readonly Mishap[]>> = {
  [GROUPS]: ENTERPRISE,
  [USERS]: ENTERPRISE,
  [WORK]: [[1, oapi(-1)]],
  [ROBOTS]: [[1, oapi(-1)]],
}

const EXPIRED: Mishap = [1, v1('InvalidAuthentication')]

/** What closes a chat for a minute; and tokens, which are not fetched anew again and again. */
const LONG_WAITS: Readonly<Record<string, readonly Mishap[]>> = {
  [GROUPS]: [EXPIRED, [0.3, v1('send.too.fast')]],
  [USERS]: [EXPIRED],
  [WORK]: [[1, oapi(42001)]],
}

function pick(mishaps: readonly Mishap[], random: () => number): FaultAnswer {
  let rest = random() * mishaps.reduce((sum, [weight]) => sum + weight, 0)
  const found = mishaps.find(([weight]) => {
    rest -= weight
    return rest < 0
  })
  return found?.[1] ?? {}
}
