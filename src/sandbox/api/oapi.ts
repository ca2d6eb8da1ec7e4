import type { Fields } from '../../domain/fields.ts'
import { oapiWrapped } from '../answers.ts'
import { type Answer, type Call, isForm, readParameters, textOf } from '../call.ts'
import type { Holder } from '../tokens.ts'
import type { World } from '../world.ts'
import type { Endpoint } from './endpoint.ts'

export interface OapiRequest {
  readonly requestId: string
  readonly holder: Holder
  /** Query, form and JSON body in one. */
  readonly fields: Fields
  readonly call: Call
}

/** An endpoint of the old API: the token in the query or the form, everything answered 200. */
export function oapiEndpoint(
  path: string,
  answer: (world: World, request: OapiRequest) => Answer,
): Endpoint {
  return {
    method: 'POST',
    path,
    answer(world, call) {
      const requestId = world.ids.request().toLowerCase()
      const fields = readParameters(call)
      const token = isForm(call) ? textOf(fields['access_token']) : call.query['access_token']
      if (!token) return oapiWrapped(requestId, '40000', 'access_token is blank')
      const state = world.tokens.look(token)
      if (state.kind === 'unknown') return oapiWrapped(requestId, '40014', '不合法的access_token')
      if (state.kind === 'expired') return oapiWrapped(requestId, '42001', 'access_token已过期')
      const key = `${state.holder.app} ${call.path}`
      if (!world.apps.pass(key, world.clock.now(), world.limits.calls_per_second, 0))
        return oapiWrapped(requestId, '90018', '应用调用该接口的QPS超过限制')
      return answer(world, { requestId, holder: state.holder, fields, call })
    },
  }
}
