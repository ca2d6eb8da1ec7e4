import { createHash } from 'node:crypto'
import type { App } from '../../domain/app.ts'
import { DAY, MINUTE } from '../../domain/clock.ts'
import { own } from '../../domain/fields.ts'
import type { Failure, Outcome } from '../../domain/outcome.ts'
import type { Answer, ApiRequest } from '../channel.ts'
import { readBody, textOf } from './answer-body.ts'
import { classify, notSent } from './classify.ts'

/** How long people and their absence are remembered: somebody new is found soon. */
export const KNOWN_FOR_MS = DAY
export const UNKNOWN_FOR_MS = 10 * MINUTE

/** The question who has a mobile number. */
export const personRequest = (mobile: string): ApiRequest => ({
  family: 'oapi',
  method: 'POST',
  path: '/topapi/v2/user/getbymobile',
  query: {},
  contentType: 'application/json',
  body: JSON.stringify({ mobile }),
  auth: 'query',
})

/** Read like a message's answer, so that tokens are dealt with alike: the receipt is the user id. */
export function readPerson(answer: Answer): Outcome {
  const fields = answer.kind === 'answered' ? readBody(answer.body)?.fields : undefined
  const user = textOf(own(fields?.['result'], 'userid'))
  if (textOf(fields?.['errcode']) === '0' && user !== null)
    return { kind: 'sent', receipt: user, refused: [], flowControlled: [] }
  return withoutClosure(notSent(classify(answer, 'oapi')))
}

/**
 * A missing permission to look people up says nothing about sending: what needs no look-up goes
 * on. A blocked address or a used-up quota concerns everything.
 */
function withoutClosure(failure: ReturnType<typeof notSent>): Outcome {
  if (failure.closes?.scope !== 'app') return failure
  const { closes: _, ...rest } = failure
  return rest
}

/** No such number (40104, 400002 here), nobody with it, or somebody whom the app may not see. */
export const isNobody = ({ code, reason }: Failure): boolean =>
  reason === 'recipient' || code === '40104' || code === '400002'

/** Where a person is remembered; the number itself is not written down. */
export function personKey(app: App, mobile: string): string {
  const { credentials, endpoints } = app
  const who =
    credentials.kind === 'internal'
      ? [credentials.appKey]
      : [credentials.suiteKey, credentials.corpId]
  const hash = createHash('sha256').update(JSON.stringify([endpoints.oapiUrl, ...who, mobile]))
  return `person:${hash.digest('hex').slice(0, 32)}`
}
