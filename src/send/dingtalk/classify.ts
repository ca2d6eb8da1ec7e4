import type { Failure, FailureReason, Refusal } from '../../domain/outcome.ts'
import { unreachable } from '../../domain/result.ts'
import type { Answer } from '../channel.ts'
import { type AnswerBody, type Answered, isHtml, isSuccessStatus, readBody } from './answer-body.ts'
import type { Asked } from './asked.ts'
import { BLOCKED, closureFor } from './closure.ts'
import { classOf } from './error-table.ts'
import { explain } from './remedy.ts'

/**
 * The verdict on an answer that is no success. Codes come first and the status second: DingTalk
 * sends one code with several statuses, and most of the old API's errors with 200.
 */
export function classify(answer: Answer, asked: Asked): Failure {
  if (answer.kind === 'failed') return broken(answer)
  const body = readBody(answer.body)
  if (isBlocked(answer, body)) {
    const detail = explain({ code: null, reason: 'rate', asked, status: answer.status, body: null })
    return { kind: 'retry', reason: 'rate', code: null, detail, closes: BLOCKED }
  }
  const reason = reasonOf(answer, body, asked)
  const code = body?.code?.slice(0, 100) ?? null
  const detail = explain({ code, reason, asked, status: answer.status, body })
  const closes = closureFor({ code, reason, asked, at: answer.at, text: wordsOf(body) })
  return failure({ reason, code, detail }, closes)
}

/**
 * An unknown end of a call that sends nothing to anybody is an ordinary failure: it is asked again.
 */
export function notSent(failure: Failure): Exclude<Failure, { kind: 'unknown' }> {
  if (failure.kind !== 'unknown') return failure
  return { ...failure, kind: 'retry', reason: isOurs(failure) ? failure.reason : 'transient' }
}

const isOurs = ({ reason }: Failure): boolean => reason === 'network' || reason === 'timeout'

function failure(refusal: Refusal, closes: ReturnType<typeof closureFor>): Failure {
  const scope = closes === null ? {} : { closes }
  switch (refusal.reason) {
    case 'ambiguous':
      return { kind: 'unknown', ...refusal }
    case 'token':
    case 'rate':
    case 'quota':
    case 'transient':
    case 'network':
    case 'timeout':
      return { kind: 'retry', ...refusal, ...scope }
    case 'config':
    case 'message':
    case 'recipient':
    case 'template':
      return { kind: 'reject', ...refusal, ...scope }
    default:
      return unreachable(refusal.reason)
  }
}

function broken(answer: Extract<Answer, { kind: 'failed' }>): Failure {
  const { reason, detail } = answer
  return { kind: answer.sent ? 'unknown' : 'retry', reason, code: null, detail }
}

/**
 * DingTalk blocks an address for five minutes and then answers everything with a page, or with
 * JSON of a shape of its own. A page with 5xx is some gateway in trouble instead.
 */
function isBlocked(answer: Answered, body: AnswerBody | null): boolean {
  const { status } = answer
  if (!isSuccessStatus(status) && (status < 400 || status > 499)) return false
  if (body === null) return isHtml(answer)
  return 'punish' in body.fields || String(body.fields['status']) === '1111'
}

function reasonOf(answer: Answered, body: AnswerBody | null, asked: Asked): FailureReason {
  const known = knownReason(body, asked)
  // A custom robot has no token that could be fetched anew: somebody has to correct it.
  if (known === 'token' && asked === 'robot') return 'config'
  if (known !== null) return known
  if (claimsSuccess(body)) return 'ambiguous'
  const reason = byStatus(answer.status, body)
  return reason === 'token' && asked === 'robot' ? 'config' : reason
}

function knownReason(body: AnswerBody | null, asked: Asked): FailureReason | null {
  if (body?.code == null) return null
  const isNumber = /^-?\d+$/.test(body.code)
  const space = !isNumber ? 'v1' : asked === 'robot' ? 'robot' : 'oapi'
  const found = classOf(body.code, space)
  return found === 'byText' ? byText(body.code, wordsOf(body)) : found
}

/** The codes that stand for several causes. */
function byText(code: string, words: string): FailureReason {
  if (code === '40000') return /blank|access_?token/i.test(words) ? 'token' : 'message'
  return /keyword|关键词/i.test(words) ? 'message' : 'config'
}

/** Both sentences of the envelope 88: either may hold what is looked for. */
function wordsOf(body: AnswerBody | null): string {
  if (body === null) return ''
  const errmsg = body.fields['errmsg']
  return typeof errmsg === 'string' && errmsg !== body.text ? `${body.text} ${errmsg}` : body.text
}

/** A success in words under a status that is none: nobody can tell. */
function claimsSuccess(body: AnswerBody | null): boolean {
  if (body === null) return false
  return String(body.fields['errcode']) === '0' || Boolean(body.fields['processQueryKey'])
}

function byStatus(status: number, body: AnswerBody | null): FailureReason {
  // Behind a gateway that gave up, the request may have been carried out.
  if (status === 502 || status === 504) return 'ambiguous'
  if (status === 500 && body === null) return 'ambiguous'
  if (status >= 500) return 'transient'
  if (status === 429) return 'rate'
  if (status === 408) return 'transient'
  if (status === 401) return 'token'
  const code = body?.code ?? ''
  if (status === 403) return code.includes('Limit') ? 'rate' : 'config'
  if (status >= 400) return /param|msg|content|missing/i.test(code) ? 'message' : 'config'
  // A redirect is never followed: the token would go wherever it points.
  if (status >= 300) return 'config'
  return 'ambiguous'
}
