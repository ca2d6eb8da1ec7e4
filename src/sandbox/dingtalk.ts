import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import { oapiRefusal, v1Refusal } from './answers.ts'
import { endpoints } from './api/endpoints.ts'
import type { Answer, Call } from './call.ts'
import type { FaultAnswer } from './faults.ts'
import { remember } from './remember.ts'
import type { World } from './world.ts'

export type SandboxEnv = { Bindings: Partial<HttpBindings> }

/** DingTalk's addresses over HTTP, with the faults that were asked for. */
export function createDingtalk(world: World, closing: AbortSignal): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const serve = async (c: Context<SandboxEnv>, answer: () => Answer, call: Call) => {
    remember(world.calls, call.path, (world.calls.get(call.path) ?? 0) + 1)
    const fault = world.faults.take(call)
    if (!fault) return respond(c, answer(), world.ids.request())
    const real = isCarriedOut(fault) ? answer() : null
    if (fault.delay_ms) await world.clock.sleep(fault.delay_ms, closing)
    if (fault.reset) return reset(c)
    if (real && !replaces(fault)) return respond(c, real, world.ids.request())
    return respond(c, { status: fault.status ?? 200, body: fault.body ?? '' }, world.ids.request())
  }
  for (const endpoint of endpoints)
    app.on(endpoint.method, endpoint.path, async (c) => {
      const call = await readCall(c)
      return serve(c, () => endpoint.answer(world, call), call)
    })
  app.all('*', async (c) => {
    const call = await readCall(c)
    return serve(c, () => unknownAddress(world.ids.request(), call.path), call)
  })
  return app
}

const replaces = (fault: FaultAnswer): boolean =>
  fault.status !== undefined || fault.body !== undefined || fault.reset === true

const isCarriedOut = (fault: FaultAnswer): boolean => fault.delivered ?? !replaces(fault)

async function readCall(c: Context<SandboxEnv>): Promise<Call> {
  return {
    method: c.req.method,
    path: c.req.path,
    query: c.req.query(),
    headers: c.req.header(),
    body: await c.req.text(),
  }
}

/** Each family has its own way to say that there is nothing here. */
function unknownAddress(requestId: string, path: string): Answer {
  if (path.startsWith('/v1.0/'))
    return v1Refusal(
      requestId,
      404,
      'InvalidAction.NotFound',
      'Specified api is not found, please check your url and method.',
    )
  if (path.startsWith('/topapi/'))
    return {
      status: 200,
      body: {
        errcode: 22,
        sub_msg: '请求的方法不存在',
        errmsg: `Invalid method[${path}]`,
        request_id: requestId,
      },
    }
  return oapiRefusal(requestId, 404, '请求的URI地址不存在')
}

function respond(c: Context<SandboxEnv>, answer: Answer, requestId: string): Response {
  const status = answer.status as StatusCode
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  return c.newResponse(NO_BODY.has(answer.status) ? null : text, status, {
    'content-type': typeOf(answer.body),
    server: 'DingTalk/1.0.0',
    'x-acs-request-id': requestId,
    'x-acs-trace-id': requestId.toLowerCase().replaceAll('-', ''),
  })
}

/** HTTP gives these no body. */
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304])

function typeOf(body: unknown): string {
  if (typeof body !== 'string') return 'application/json;charset=utf-8'
  return body.trimStart().startsWith('<') ? 'text/html;charset=utf-8' : 'text/plain;charset=utf-8'
}

/** Without a socket, in a test that calls the app directly, the request fails just as well. */
function reset(c: Context<SandboxEnv>): Response {
  const socket = c.env?.incoming?.socket
  if (!socket) throw new ConnectionReset()
  socket.destroy()
  return RESPONSE_ALREADY_SENT
}

/** Thrown out of `app.request` where there is no connection to close. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset'

  constructor() {
    super('The sandbox closed the connection, as a fault asked it to.')
  }
}
