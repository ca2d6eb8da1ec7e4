import { own } from '../../domain/fields.ts'
import type { FailureReason } from '../../domain/outcome.ts'
import type { AnswerBody } from './answer-body.ts'
import { listOf } from './answer-body.ts'
import type { Asked } from './asked.ts'
import { REMEDIES } from './remedies.ts'

/** One line for the person on call: what is wrong, what to do, and what DingTalk itself says. */
export function explain(refusal: {
  readonly code: string | null
  readonly reason: FailureReason
  readonly asked: Asked
  readonly status: number
  /** Null when the answer was not DingTalk's JSON. */
  readonly body: AnswerBody | null
}): string {
  const { code, reason, status, body } = refusal
  const parts = [remedy(refusal), scopes(body)]
  if (code === null) parts.push(`answered HTTP ${status} without a code`)
  const said = oneLine(body?.text ?? '')
  if (said !== '') parts.push(`DingTalk says: ${said}`)
  const prefix = refusal.asked === 'token' && reason !== 'config' ? 'no access token: ' : ''
  return prefix + parts.filter((part) => part !== '').join('; ')
}

function remedy({ code, reason, asked, status, body }: Parameters<typeof explain>[0]): string {
  // The codes whose meaning the text decides have a line for one of their causes only.
  if (code === '310000' && reason === 'message') return BY_REASON.keyword
  if (code === '300001' && reason === 'message') return BY_REASON.keyword
  const own = code !== null && Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined
  if (own !== undefined) return own
  if (body === null && reason === 'rate' && status !== 429) return BY_REASON.blocked
  if (status >= 300 && status < 400) return BY_REASON.redirected
  if (code === null && reason === 'config') return BY_REASON.address
  if (asked === 'robot' && reason === 'config') return BY_REASON.robot
  return BY_REASON[reason]
}

/** What to say where the code itself says too little. */
export const BY_REASON: Readonly<
  Record<FailureReason | 'keyword' | 'blocked' | 'redirected' | 'address' | 'robot', string>
> = {
  token: 'the access token was refused',
  rate: 'too many calls: DingTalk asks to wait',
  quota: 'a daily or monthly limit is used up',
  transient: 'DingTalk is in trouble',
  ambiguous: 'nobody knows whether it was sent',
  config: 'DingTalk refuses this app, robot or chat: check the settings of the target',
  message: 'DingTalk refuses these words',
  recipient: 'DingTalk refuses these recipients',
  network: 'the network failed',
  timeout: 'no answer in time',
  template: 'the template failed',
  keyword: 'the text lacks a keyword that the robot asks for: set keyword on the target',
  blocked: 'DingTalk blocks our address for 5 minutes, or a proxy answers in its place',
  redirected: 'the address leads somewhere else: check api_url, oapi_url or url, and the proxy',
  address: 'this is not how DingTalk answers: check api_url, oapi_url or url, and the proxy',
  robot: 'DingTalk refuses this robot: check url, access_token and secret',
}

/** The permissions that DingTalk asks for, from where either family puts them. */
function scopes(body: AnswerBody | null): string {
  if (body === null) return ''
  const detail = body.fields['accessdenieddetail'] ?? body.fields['accessDeniedDetail']
  const listed = listOf(own(detail, 'requiredScopes'))
  const found = listed.length > 0 ? listed.join(', ') : scopesInText(body.fields['errmsg'])
  return found === '' ? '' : `needed: ${oneLine(found)}`
}

const scopesInText = (text: unknown): string =>
  typeof text === 'string'
    ? (/requiredScopes\W{1,4}([\w.,\s-]+)/.exec(text)?.[1]?.trim() ?? '')
    : ''

/** A stranger's text made safe for a log line. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 299).toWellFormed()}…` : line
}
