import { Hono } from 'hono'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import { answerJson, answerProblem, problem } from '../server/problem.ts'
import { requestHeaders } from '../server/request-headers.ts'
import { issueText } from '../settings/issue.ts'
import { challengeOf, openGuard } from './admin-guard.ts'
import type { AdminRoute, Bindings } from './admin-route.ts'
import { deliveryRoutes } from './api/deliveries.ts'
import { explainRoutes } from './api/explain.ts'
import { openapi } from './api/openapi.ts'
import { targetRoutes } from './api/targets.ts'
import type { Desk } from './desk.ts'

/** The admin listener: metrics, and everything that an operator may see or do. */
export function createAdmin(desk: Desk): Hono<{ Bindings: Bindings }> {
  const admin = new Hono<{ Bindings: Bindings }>()
  admin.use(async (c, next) => {
    const plan = desk.plan().admin
    const headers = requestHeaders(c.env?.incoming, () => c.req.raw)
    const { method, path } = c.req
    const allowed = openGuard(plan)({ method, path, headers: withHost(headers, c.req.url) })
    if (!allowed.ok) {
      const challenge = { 'www-authenticate': challengeOf(plan.auth) }
      return answerProblem(allowed.error, allowed.error.status === 401 ? challenge : {})
    }
    await next()
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    return undefined
  })

  const routes = adminRoutes(desk)
  for (const { method, path, answer } of routes) admin.on(method, path, answer)
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method)
    const allow = methods.join(', ').replace('GET', 'GET, HEAD')
    admin.all(path, () =>
      answerProblem(problem('method_not_allowed', `Only ${allow} here.`), { allow }),
    )
  }

  admin.notFound(() => answerProblem(problem('not_found', 'There is nothing here.')))
  admin.onError((error) => {
    if (error instanceof StoreUnavailable) {
      desk.emit({ type: 'store.unavailable', detail: error.message })
      return answerProblem(problem('store_unavailable', 'The store is away; try again.'), {
        'retry-after': String(error.retryAfterSeconds),
      })
    }
    desk.emit({ type: 'bug', where: 'admin', error })
    return answerProblem(problem('internal', 'A fault in the bridge; its log says more.'))
  })
  return admin
}

/** Everything that it answers; `openapi.json` describes each. */
export const adminRoutes = (desk: Desk): readonly AdminRoute[] => [
  ...houseRoutes(desk),
  ...deliveryRoutes(desk),
  ...targetRoutes(desk),
  ...explainRoutes(desk),
]

const houseRoutes = (desk: Desk): readonly AdminRoute[] => [
  { method: 'GET', path: '/-/healthy', answer: () => answerJson(200, { healthy: true }) },
  {
    method: 'GET',
    path: '/metrics',
    async answer() {
      const { metrics } = desk
      return new Response(await metrics.expose(), {
        headers: { 'content-type': metrics.contentType },
      })
    },
  },
  {
    method: 'POST',
    path: '/-/reload',
    async answer() {
      const loaded = await desk.reload()
      if (loaded.ok) return answerJson(200, { reloaded: true, warnings: loaded.value })
      const issues = loaded.error
      const errors = issues.filter(({ severity }) => severity === 'error')
      const first = errors[0] ? ` ${issueText(errors[0])}` : ''
      const message = `The settings were refused and the former ones stay in force.${first}`
      return answerProblem(problem('settings_refused', message), {}, { issues })
    },
  },
  { method: 'GET', path: '/api/v1/config', answer: () => answerJson(200, configView(desk)) },
  {
    method: 'GET',
    path: '/api/v1/openapi.json',
    answer: () => answerJson(200, openapi(desk.version)),
  },
]

/** The settings in force as they were written, and whether those on disk are others. */
function configView(desk: Desk): object {
  const { at, successful, issues } = desk.lastLoad()
  const redacted = desk.plan().redacted as object
  return { ...redacted, last_load: { at: new Date(at).toISOString(), successful, issues } }
}

/** In tests there is no Host header, only the address. */
const withHost = (headers: Readonly<Record<string, string | undefined>>, url: string) =>
  headers['host'] === undefined ? { ...headers, host: new URL(url).host } : headers
