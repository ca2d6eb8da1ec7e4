import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import { answerJson, answerProblem, problem } from './problem.ts'
import { receive, receiveAny } from './receive.ts'
import { receiveFor } from './receiver-door.ts'
import type { Arrival, Reception } from './reception.ts'
import { hasRobots, receiveRobotMessage } from './robot-door.ts'

export interface DoorDeps extends Reception {
  /** The page of one notification, or null when the token is not ours or too old. */
  page(token: string): Promise<string | null>
}

/** In tests a request comes without Node's message around it. */
type Bindings = Partial<HttpBindings>
type DoorContext = Context<{ Bindings: Bindings }>

/** The public listener: everything that senders and people's phones may reach, and nothing else. */
export function createDoor(deps: DoorDeps): Hono<{ Bindings: Bindings }> {
  const door = new Hono<{ Bindings: Bindings }>()
  const arrivalOf = (c: DoorContext): Arrival => ({
    method: c.req.method,
    url: c.req.url,
    incoming: c.env?.incoming,
    request: () => c.req.raw,
  })
  const webhook = (c: DoorContext) => receive(deps, c.req.param('source') ?? '', arrivalOf(c))

  door.all('/webhook/auto', (c) => receiveAny(deps, arrivalOf(c)))
  door.all('/webhook/:source', webhook)
  // Prometheus appends this to the address of an Alertmanager.
  door.all('/webhook/:source/api/v2/alerts', webhook)

  // As others have it, so that their senders need only another host name.
  door.all('/robot/send', (c) =>
    hasRobots(deps) ? receiveRobotMessage(deps, arrivalOf(c)) : answerMissing(),
  )
  door.all('/dingtalk/:receiver/send', (c) =>
    receiveFor(deps, c.req.param('receiver'), arrivalOf(c)),
  )

  door.get('/-/healthy', () => answerJson(200, { healthy: true }))
  door.get('/-/ready', () =>
    deps.ready()
      ? answerJson(200, { ready: true })
      : answerProblem(problem('not_ready', 'The bridge is not ready.')),
  )
  door.get('/n/:token', async (c) => {
    const html = await deps.page(c.req.param('token'))
    return html === null ? answerMissing() : new Response(html, { headers: PAGE_HEADERS })
  })
  for (const path of ['/-/healthy', '/-/ready', '/n/:token']) door.all(path, answerMethod)

  door.notFound(answerMissing)
  door.onError((error) => {
    if (error instanceof StoreUnavailable) {
      deps.emit({ type: 'store.unavailable', detail: error.message })
      return answerProblem(problem('store_unavailable', 'The store is away; try again.'), {
        'retry-after': String(error.retryAfterSeconds),
      })
    }
    deps.emit({ type: 'bug', where: 'door', error })
    return answerProblem(problem('internal', 'A fault in the bridge; its log says more.'))
  })
  return door
}

/** The page shows alerts to whoever holds its link: nobody may keep, frame or script it. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'private, no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
}

const answerMissing = (): Response =>
  answerProblem(problem('not_found', 'There is nothing here. Webhooks go to /webhook/<source>.'))

const answerMethod = (): Response =>
  answerProblem(problem('method_not_allowed', 'Only GET and HEAD here.'), { allow: 'GET, HEAD' })
