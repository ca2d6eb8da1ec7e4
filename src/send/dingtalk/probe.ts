import type { App } from '../../domain/app.ts'
import type { Failure, FailureReason, Outcome } from '../../domain/outcome.ts'
import type { Answer, ApiRequest } from '../channel.ts'
import { type AccessTokenDeps, createAccessTokens } from './access-token.ts'
import { isSuccessStatus, readBody, textOf } from './answer-body.ts'
import { classify, notSent } from './classify.ts'
import { personRequest, readPerson } from './people.ts'
import { scrub } from './scrub.ts'
import { secretsIn, withToken } from './wire.ts'

/** What DingTalk can be asked about settings without anything being sent to anybody. */
export type Question =
  | { readonly kind: 'token' }
  | { readonly kind: 'group'; readonly conversation: string; readonly robotCode: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'mobile'; readonly mobile: string }

/** `unclear`: DingTalk did not say, for a reason that is no fault of what was asked about. */
export interface Finding {
  readonly verdict: 'right' | 'wrong' | 'unclear'
  /** It was asked and gave no answer that counts, so that asking again may: nothing is proven. */
  readonly unanswered?: true
  readonly detail: string
}

export interface Probe {
  ask(app: App, question: Question, signal: AbortSignal): Promise<Finding>
  close(): Promise<void>
}

export function createProbe(deps: AccessTokenDeps): Probe {
  const tokens = createAccessTokens(deps)
  return {
    async ask(app, question, signal) {
      const token = await tokens.get(app, signal)
      if (!token.ok) return unansweredOf(token.error) ?? wrong(token.error.detail)
      if (question.kind === 'token') return RIGHT
      const wire = withToken(requestFor(question), app, token.value)
      const outcome = scrub(
        readerFor(question)(await deps.client.send(wire, signal)),
        secretsIn(wire),
      )
      return outcome.kind === 'sent' ? findingOf(question, outcome) : failureOf(outcome)
    },
    close: () => deps.client.close(),
  }
}

const RIGHT: Finding = { verdict: 'right', detail: '' }

function requestFor(question: Exclude<Question, { kind: 'token' }>): ApiRequest {
  if (question.kind === 'mobile') return personRequest(question.mobile)
  const rest = { method: 'POST', query: {}, contentType: 'application/json' } as const
  if (question.kind === 'user') {
    const body = JSON.stringify({ userid: question.user })
    return { ...rest, family: 'oapi', path: '/topapi/v2/user/get', body, auth: 'query' }
  }
  const body = JSON.stringify({ openConversationId: question.conversation })
  return { ...rest, family: 'api', path: '/v1.0/robot/groups/robots/query', body, auth: 'header' }
}

function readerFor({ kind }: Question): (answer: Answer) => Outcome {
  return kind === 'group' ? readRobots : readPerson
}

/** The robots of a group: the receipt is their codes as JSON. */
function readRobots(answer: Answer): Outcome {
  const isFine = answer.kind === 'answered' && isSuccessStatus(answer.status)
  const list = isFine ? readBody(answer.body)?.fields['chatbotInstanceVOList'] : undefined
  if (!Array.isArray(list)) return notSent(classify(answer, 'api'))
  const codes = list.flatMap((each: Readonly<Record<string, unknown>> | null) => {
    const code = textOf(each?.['robotCode'])
    return code === null ? [] : [code]
  })
  return { kind: 'sent', receipt: JSON.stringify(codes), refused: [], flowControlled: [] }
}

function findingOf(question: Question, { receipt }: Extract<Outcome, { kind: 'sent' }>): Finding {
  if (question.kind !== 'group') return RIGHT
  const codes = JSON.parse(receipt ?? '[]') as readonly string[]
  if (codes.includes(question.robotCode)) return RIGHT
  const others = codes.length > 0 ? `it has ${codes.join(', ')}` : 'it has none'
  const detail = `the robot ${question.robotCode} is not in the group (${others}); add it in the group's settings, or correct robot_code`
  return wrong(detail)
}

const wrong = (detail: string): Finding => ({ verdict: 'wrong', detail })

/** Null: DingTalk's answer is about what was asked. */
function unansweredOf({ reason, detail }: Failure): Finding | null {
  const what = NO_ANSWER[reason]
  if (what === undefined) return null
  return { verdict: 'unclear', unanswered: true, detail: `${detail}; ${what}` }
}

const UNREACHED =
  'DingTalk could not be reached: check the network and DNS of this machine, and dingtalk.proxy, api_url and oapi_url, then ask again'
const LATER = 'that says nothing about the settings: ask again later'
const NO_ANSWER: Partial<Record<FailureReason, string>> = {
  network: UNREACHED,
  timeout: UNREACHED,
  transient: LATER,
  rate: LATER,
  quota: LATER,
}

/** A missing permission to look says nothing about what is looked at. */
function failureOf(failure: Failure): Finding {
  const { reason, code, detail } = failure
  const isForbidden = code === '60011' || (code?.startsWith('Forbidden.AccessDenied') ?? false)
  const isAbout = reason === 'config' || reason === 'recipient' || reason === 'message'
  if (isAbout && !isForbidden) return wrong(detail)
  return unansweredOf(failure) ?? { verdict: 'unclear', detail }
}
