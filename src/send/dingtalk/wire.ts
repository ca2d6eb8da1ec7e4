import type { App } from '../../domain/app.ts'
import type { Instant } from '../../domain/clock.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Address } from '../../domain/target.ts'
import type { ApiRequest } from '../channel.ts'
import type { WireRequest } from './client.ts'
import { sign } from './sign.ts'

/** An app's request with its token where the family wants it. */
export function withToken(request: ApiRequest, app: App, token: Secret): WireRequest {
  const { endpoints } = app
  const base = request.family === 'api' ? endpoints.apiUrl : endpoints.oapiUrl
  const inQuery = request.auth === 'query' ? { access_token: token.reveal() } : {}
  const inHeader =
    request.auth === 'header' ? { 'x-acs-dingtalk-access-token': token.reveal() } : {}
  return {
    method: request.method,
    url: withQuery(`${base}${request.path}`, { ...inQuery, ...request.query }),
    headers: { ...inHeader, ...contentType(request) },
    body: request.body,
    proxy: endpoints.proxy,
    timeoutMs: endpoints.timeoutMs,
  }
}

/** How custom robots are reached; they belong to no app that could say it. */
export interface RobotEndpoint {
  readonly proxy: string | null
  readonly timeoutMs: number
}

/** A custom robot's request with its token, signed now where it has a secret. */
export function withRobotToken(
  request: ApiRequest,
  address: Extract<Address, { channel: 'robot' }>,
  endpoint: RobotEndpoint,
  now: Instant,
): WireRequest {
  const { url, accessToken, secret } = address
  const signature =
    secret === null ? {} : { timestamp: String(now), sign: sign(secret, now, secret) }
  const query = { access_token: accessToken.reveal(), ...signature, ...request.query }
  return {
    method: request.method,
    url: withQuery(url, query),
    headers: contentType(request),
    body: request.body,
    ...endpoint,
  }
}

/** What must not be seen of a wire request: the token and the signature in every form they take. */
export function secretsIn(wire: WireRequest): readonly string[] {
  const header = wire.headers['x-acs-dingtalk-access-token']
  const query = URL.canParse(wire.url) ? new URL(wire.url).searchParams : new URLSearchParams()
  return [header, query.get('access_token'), query.get('sign')]
    .filter((secret) => secret !== null && secret !== undefined)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
}

const contentType = (request: ApiRequest): Record<string, string> => ({
  'content-type': `${request.contentType}; charset=utf-8`,
})

function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? url : `${url}?${text}`
}
