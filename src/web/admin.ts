import { Hono } from 'hono'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import { answerJson, answerProblem, type Problem, problem } from '../server/problem.ts'
import { requestHeaders } from '../server/request-headers.ts'
import { issueText } from '../settings/issue.ts'
import type { AdminAuth } from '../settings/plan.ts'
import { createAttempts } from './access/attempts.ts'
import { challengeOf, openGuard, type Refused } from './admin-guard.ts'
import { type AdminContext, type AdminEnv, type AdminRoute, addressOf } from './admin-route.ts'
import { deliveryRoutes } from './api/deliveries.ts'
import { explainRoutes } from './api/explain.ts'
import { openapi } from './api/openapi.ts'
import { targetRoutes } from './api/targets.ts'
import type { Desk } from './desk.ts'
import { messagePage } from './pages/message-page.ts'
import { pageRoutes } from './pages/pages.ts'
import { answerPage, seeOther, viewOf } from './pages/serve.ts'

/** The admin listener: metrics, API and pages: everything that an operator may see or do. */
export function createAdmin(desk: Desk): Hono<AdminEnv> {
  const admin = new Hono<AdminEnv>()
  const attempts = createAttempts()
  admin.use(async (c, next) => {
    const plan = desk.plan().admin
    const headers = requestHeaders(c.env?.incoming, () => c.req.raw)
    const { method, path } = c.req
    const request = {
      method,
      path,
      headers: withHost(headers, c.req.url),
      address: addressOf(c, desk),
    }
    const allowed = openGuard(plan)(request, { attempts, key: desk.key, now: desk.clock.now() })
    if (!allowed.ok) return answerRefusal(allowed.error, plan.auth, c)
    c.set('session', allowed.value)
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    return undefined
  })

  const routes = [...adminRoutes(desk), ...pageRoutes(desk, attempts)]
  for (const { method, path, answer } of routes) admin.on(method, path, answer)
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method)
    const allow = methods.join(', ').replace('GET', 'GET, HEAD')
    admin.all(path, () =>
      answerProblem(problem('method_not_allowed', `Only ${allow} here.`), { allow }),
    )
  }

  admin.notFound((c) => answer(c, problem('not_found', 'There is nothing here.')))
  admin.onError((error, c) => {
    if (error instanceof StoreUnavailable) {
      desk.emit({ type: 'store.unavailable', detail: error.message })
      return answer(c, problem('store_unavailable', 'The store is away; try again.'), {
        'retry-after': String(error.retryAfterSeconds),
      })
    }
    desk.emit({ type: 'bug', where: 'admin', error })
    return answer(c, problem('internal', 'A fault in the bridge; its log says more.'))
  })
  return admin

  /** People get a page, programs JSON. */
  async function answer(
    c: AdminContext,
    refusal: Problem,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    if (!wantsPage(c)) return answerProblem(refusal, headers)
    const view = viewOf(desk, c)
    return answerPage(c, view, messagePage(view, refusal))
  }
}

/** Browsers are sent to the login page, unless they came with a credential that is wrong. */
function answerRefusal(refusal: Refused, auth: AdminAuth | null, c: AdminContext): Response {
  const { status, retryAfter } = refusal
  if (status === 401 && wantsPage(c) && c.req.header('authorization') === undefined) {
    const { pathname, search } = new URL(c.req.url)
    return seeOther(`/login?${new URLSearchParams({ to: pathname + search })}`)
  }
  return answerProblem(refusal, {
    ...(status === 401 && { 'www-authenticate': challengeOf(auth) }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  })
}

const wantsPage = (c: AdminContext): boolean =>
  c.req.method === 'GET' &&
  !c.req.path.startsWith('/api/') &&
  (c.req.header('accept') ?? '').includes('text/html')

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
