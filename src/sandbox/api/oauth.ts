import type { Fields } from '../../domain/fields.ts'
import { oapiRefusal, v1Refusal } from '../answers.ts'
import { type Answer, type Call, textOf } from '../call.ts'
import { type Holder, TOKEN_SECONDS } from '../tokens.ts'
import type { World } from '../world.ts'
import type { Endpoint } from './endpoint.ts'
import { findMissing, readBody } from './v1.ts'

/** The four ways to an access token. All give one that both API families take. */
export const oauthEndpoints: readonly Endpoint[] = [
  v1Token('/v1.0/oauth2/accessToken', ['appKey', 'appSecret'], internalToken),
  v1Token(
    '/v1.0/oauth2/corpAccessToken',
    ['suiteKey', 'suiteSecret', 'authCorpId', 'suiteTicket'],
    suiteToken,
  ),
  v1Token('/v1.0/oauth2/:corpId/token', ['client_id', 'client_secret'], corpToken),
  { method: 'GET', path: '/gettoken', answer: oldToken },
]

type Grant = (world: World, fields: Fields, requestId: string, call: Call) => Answer

function v1Token(path: string, mandatory: readonly string[], grant: Grant): Endpoint {
  return {
    method: 'POST',
    path,
    answer(world, call) {
      const requestId = world.ids.request()
      const body = readBody(call, requestId)
      if (!body.ok) return body.error
      return (
        findMissing(body.value, mandatory, requestId) ?? grant(world, body.value, requestId, call)
      )
    },
  }
}

function internalToken(world: World, fields: Fields, requestId: string): Answer {
  const app = textOf(fields['appKey'])
  if (app === '' || textOf(fields['appSecret']) === '' || isBad(world, app))
    return v1Refusal(requestId, 400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret')
  return accessToken(world, { app, kind: 'internal' })
}

function suiteToken(world: World, fields: Fields, requestId: string): Answer {
  const app = textOf(fields['suiteKey'])
  const refuse = (code: string, message: string): Answer => v1Refusal(requestId, 400, code, message)
  if (app === '' || isBad(world, app)) return refuse('invalidSuiteKey', '无效的suiteKey')
  if (textOf(fields['suiteTicket']) === '' || isBad(world, fields['suiteTicket']))
    return refuse('invalidSuiteTicket', '无效的suiteTicket')
  if (isBad(world, fields['authCorpId'])) return refuse('invalidAuthInfo', '无效的授权信息')
  return accessToken(world, { app, kind: 'third-party' })
}

function corpToken(world: World, fields: Fields, requestId: string, call: Call): Answer {
  const app = textOf(fields['client_id'])
  const corp = call.path.split('/')[3]
  if (fields['grant_type'] !== 'client_credentials')
    return v1Refusal(requestId, 400, 'unsupported.grant.type', 'unsupported grant type')
  if (app === '' || isBad(world, app))
    return v1Refusal(requestId, 400, 'invalid.client', 'invalid client')
  if (isBad(world, corp)) return v1Refusal(requestId, 500, 'unknownError', '未知错误')
  const token = world.tokens.issue({ app, kind: 'third-party' })
  return { status: 200, body: { access_token: token, expires_in: TOKEN_SECONDS } }
}

function oldToken(world: World, call: Call): Answer {
  const requestId = world.ids.request()
  const app = call.query['appkey'] ?? ''
  const secret = call.query['appsecret'] ?? ''
  if (app === '' || secret === '') return oapiRefusal(requestId, 40035, '缺少参数 corpid or appkey')
  if (isBad(world, app)) return oapiRefusal(requestId, 40096, '不合法的appKey或appSecret')
  const token = world.tokens.issue({ app, kind: 'internal' })
  const body = { errcode: 0, access_token: token, errmsg: 'ok', expires_in: TOKEN_SECONDS }
  return { status: 200, body }
}

function accessToken(world: World, holder: Holder): Answer {
  return {
    status: 200,
    body: { accessToken: world.tokens.issue(holder), expireIn: TOKEN_SECONDS },
  }
}

const isBad = (world: World, key: unknown): boolean =>
  typeof key === 'string' && world.limits.bad.keys.includes(key)
