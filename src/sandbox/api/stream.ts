import { v1Refusal } from '../answers.ts'
import { textOf } from '../call.ts'
import type { Endpoint } from './endpoint.ts'
import { findMissing, readBody } from './v1.ts'

/** Where a program that wants to hear its robot asks for a connection. No token: its secret counts. */
export const openStream: Endpoint = {
  method: 'POST',
  path: '/v1.0/gateway/connections/open',
  answer(world, call) {
    const requestId = world.ids.request()
    const body = readBody(call, requestId)
    if (!body.ok) return body.error
    const missing = findMissing(
      body.value,
      ['clientId', 'clientSecret', 'subscriptions'],
      requestId,
    )
    if (missing) return missing
    const app = textOf(body.value['clientId'])
    if (app === '' || world.limits.bad.keys.includes(app))
      return v1Refusal(requestId, 400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret')
    const endpoint = `ws://${call.headers['host'] ?? ''}/connect`
    return { status: 200, body: { endpoint, ticket: world.streams.ticket(app) } }
  },
}
