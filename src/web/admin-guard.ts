import type { Instant } from '../domain/clock.ts'
import { ok, type Result } from '../domain/result.ts'
import { NO_AUTH } from '../ingest/auth.ts'
import { openAuthentication } from '../ingest/authenticate.ts'
import type { InboundRequest } from '../ingest/source.ts'
import { type Problem, problem } from '../server/problem.ts'
import type { AdminAuth, AdminPlan } from '../settings/plan.ts'
import type { Attempts } from './access/attempts.ts'
import { readSession, SESSION_COOKIE, type Session } from './access/session.ts'

export interface AdminRequest {
  readonly method: string
  readonly path: string
  readonly headers: InboundRequest['headers']
  readonly address: string
}

export interface GuardDeps {
  readonly attempts: Attempts
  readonly key: string
  readonly now: Instant
}

export type Refused = Problem & { readonly retryAfter?: number }

/**
 * Who may do what at the admin listener. Credentials come first; then browsers, which send them
 * along by themselves (or reach a listener on loopback that asks for none), may change something
 * only from the listener's own pages.
 */
export function openGuard({
  auth,
  metricsAuth,
}: AdminPlan): (request: AdminRequest, deps: GuardDeps) => Result<Session | null, Refused> {
  const proves = auth && openProofs(auth)
  return ({ method, path, headers, address }, { attempts, key, now }) => {
    const isOpen = isOpenToAll(path) || (path === '/metrics' && !metricsAuth)
    const cookie = cookieOf(headers['cookie'], SESSION_COOKIE)
    const session = auth && cookie !== null ? readSession(cookie, auth, key, now) : null
    if (proves && !isOpen && !session) {
      // A password can be guessed; a bearer token cannot, and belongs to programs.
      const isGuess = /^basic /i.test(headers['authorization'] ?? '')
      const retryAfter = isGuess ? attempts.waitFor(address, now, 'address') : 0
      if (retryAfter > 0) return { ok: false, error: { ...TOO_MANY, retryAfter } }
      if (!proves(headers)) {
        if (isGuess) attempts.note(address, now)
        return refused('unauthorized', 'The admin listener asks for a credential.')
      }
    }
    // A name that leads here through somebody else's DNS would make their page one of ours.
    if (!proves && path !== '/-/healthy' && !(path === '/metrics' && isOpen))
      if (!isThisMachine(headers['host'] ?? ''))
        return refused('wrong_host', 'Without admin.auth this answers only to its own address.')
    if (method !== 'GET' && method !== 'HEAD' && isCrossSite(headers))
      return refused('cross_site', 'A browser may not do this from another site.')
    return ok(session)
  }
}

/** What a client without a credential is told to send. */
export const challengeOf = (auth: AdminAuth | null): string =>
  auth?.basic ? 'Basic realm="dingbridge", charset="UTF-8"' : 'Bearer realm="dingbridge"'

const isOpenToAll = (path: string): boolean =>
  path === '/-/healthy' || path === '/login' || path.startsWith('/assets/')

const TOO_MANY = problem('too_many_attempts', 'Too many wrong credentials; wait.')

const refused = (code: Parameters<typeof problem>[0], message: string) =>
  ({ ok: false, error: problem(code, message) }) as const

/** The value of a cookie, or null. Ours are of letters, digits, dots and dashes. */
export function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=')
    if (key === name && value) return value
  }
  return null
}

/** Either of the two is enough. */
function openProofs({ bearerToken, basic }: AdminAuth) {
  const checks = [
    ...(bearerToken.length > 0 ? [openAuthentication({ ...NO_AUTH, bearerToken }, {})] : []),
    ...(basic ? [openAuthentication({ ...NO_AUTH, basic }, {})] : []),
  ]
  return (headers: InboundRequest['headers']): boolean =>
    checks.map((check) => check({ ...NO_REQUEST, headers })).includes(null)
}

const NO_REQUEST = {
  method: 'GET',
  query: new URLSearchParams(),
  body: new Uint8Array(),
  address: '',
  receivedAt: 0,
}

function isCrossSite(headers: InboundRequest['headers']): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const origin = headers['origin']
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== headers['host']
}

/** An address written in digits cannot be given another meaning; of names only `localhost`. */
const isThisMachine = (host: string): boolean =>
  /^(localhost|\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\])(:\d+)?$/i.test(host)
