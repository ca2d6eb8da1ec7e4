import type { App } from '../../domain/app.ts'
import { SECOND } from '../../domain/clock.ts'
import type { Failure } from '../../domain/outcome.ts'
import type { Answer } from '../channel.ts'
import { isSuccessStatus, readBody } from './answer-body.ts'
import { classify, notSent } from './classify.ts'
import type { WireRequest } from './client.ts'

/** The request for an app's access token: three ways, by what the app is and has. */
export function grantRequest(app: App, suiteTicket: string | null): WireRequest {
  const { path, body } = grant(app, suiteTicket)
  return {
    method: 'POST',
    url: `${app.endpoints.apiUrl}${path}`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
    proxy: app.endpoints.proxy,
    timeoutMs: app.endpoints.timeoutMs,
  }
}

export interface Grant {
  readonly token: string
  readonly validForMs: number
}

/** The token in an answer, under either grant's names; else why there is none. */
export function readGrant(answer: Answer): Grant | Failure {
  const fields =
    answer.kind === 'answered' && isSuccessStatus(answer.status)
      ? readBody(answer.body)?.fields
      : undefined
  const token = fields?.['accessToken'] ?? fields?.['access_token']
  const seconds = Number(fields?.['expireIn'] ?? fields?.['expires_in'])
  if (typeof token === 'string' && token !== '' && seconds > 0)
    return { token, validForMs: seconds * SECOND }
  return notSent(classify(answer, 'token'))
}

function grant(app: App, suiteTicket: string | null): { path: string; body: object } {
  const { credentials } = app
  if (credentials.kind === 'internal') {
    const { appKey, appSecret } = credentials
    return { path: '/v1.0/oauth2/accessToken', body: { appKey, appSecret: appSecret.reveal() } }
  }
  const { corpId, suiteKey, suiteSecret } = credentials
  if (suiteTicket !== null) {
    const body = { authCorpId: corpId, suiteKey, suiteSecret: suiteSecret.reveal(), suiteTicket }
    return { path: '/v1.0/oauth2/corpAccessToken', body }
  }
  return {
    path: `/v1.0/oauth2/${encodeURIComponent(corpId)}/token`,
    body: {
      client_id: suiteKey,
      client_secret: suiteSecret.reveal(),
      grant_type: 'client_credentials',
    },
  }
}
