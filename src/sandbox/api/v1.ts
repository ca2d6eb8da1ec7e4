import { type Fields, fieldsIn } from '../../domain/fields.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { v1Refusal } from '../answers.ts'
import { type Answer, type Call, isForm } from '../call.ts'
import type { Holder } from '../tokens.ts'
import type { World } from '../world.ts'
import type { Endpoint } from './endpoint.ts'

export interface V1Request {
  readonly requestId: string
  readonly holder: Holder
  readonly fields: Fields
  readonly call: Call
}

export interface V1Rule {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Fields that the gateway itself misses when they are not there at all. */
  readonly mandatory: readonly string[]
}

/**
 * An endpoint of the new API behind DingTalk's gateway, which asks in this order: the token, the
 * calls per second, a JSON body, the mandatory fields.
 */
export function v1Endpoint(
  rule: V1Rule,
  answer: (world: World, request: V1Request) => Answer,
): Endpoint {
  return {
    method: rule.method,
    path: rule.path,
    answer(world, call) {
      const requestId = world.ids.request()
      const holder = readHolder(world, call, requestId)
      if (!holder.ok) return holder.error
      const busy = tooManyCalls(world, holder.value, call, requestId)
      if (busy) return busy
      const body = rule.method === 'GET' ? ok(call.query) : readBody(call, requestId)
      if (!body.ok) return body.error
      const missing = findMissing(body.value, rule.mandatory, requestId)
      if (missing) return missing
      return answer(world, { requestId, holder: holder.value, fields: body.value, call })
    },
  }
}

/** The body as the gateway reads it, or its refusal. */
export function readBody(call: Call, requestId: string): Result<Fields, Answer> {
  if (isForm(call) || call.body.trim() === '')
    return err(v1Refusal(requestId, 400, 'Missingbody', 'body is mandatory for this action.'))
  const fields = fieldsIn(call.body)
  if (fields) return ok(fields)
  return err(v1Refusal(requestId, 400, 'Invalidbody', 'Specified parameter body is not valid.'))
}

/** The gateway's refusal of the first field that is not there at all. An empty one is there. */
export function findMissing(
  fields: Fields,
  mandatory: readonly string[],
  requestId: string,
): Answer | null {
  const name = mandatory.find((field) => (fields[field] ?? null) === null)
  if (name === undefined) return null
  return v1Refusal(requestId, 400, `Missing${name}`, `${name} is mandatory for this action.`)
}

const MISSING_TOKEN = 'AuthenticationFailed.MissingParameter'

function readHolder(world: World, call: Call, requestId: string): Result<Holder, Answer> {
  const token = call.headers['x-acs-dingtalk-access-token'] ?? ''
  if (token === '')
    return err(v1Refusal(requestId, 400, MISSING_TOKEN, '缺少参数：x-acs-dingtalk-access-token'))
  const state = world.tokens.look(token)
  if (state.kind === 'valid') return ok(state.holder)
  return err(v1Refusal(requestId, 400, 'InvalidAuthentication', '不合法的access_token'))
}

function tooManyCalls(world: World, holder: Holder, call: Call, requestId: string): Answer | null {
  const limit = world.limits.calls_per_second
  if (world.apps.pass(`${holder.app} ${call.path}`, world.clock.now(), limit, 0)) return null
  const whose = holder.kind === 'internal' ? 'AppkeyAndApi' : 'SuitekeyAndOrgAndApi'
  return v1Refusal(
    requestId,
    403,
    `Forbidden.AccessDenied.QpsLimitFor${whose}`,
    `The app may call this API ${limit} times a second.`,
  )
}
