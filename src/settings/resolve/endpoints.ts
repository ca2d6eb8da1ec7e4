import type { Endpoints } from '../../domain/app.ts'
import { SECOND } from '../../domain/clock.ts'
import type { Environment } from '../yaml/interpolate.ts'

/** What `dingtalk:` and an app may both say about the way to DingTalk. */
export interface EndpointForm {
  readonly region?: 'intl' | 'cn' | undefined
  readonly api_url?: string | undefined
  readonly oapi_url?: string | undefined
  readonly proxy?: string | undefined
  readonly timeout?: number | undefined
}

/** How a request leaves, wherever it goes. */
export type Transport = Pick<Endpoints, 'proxy' | 'timeoutMs'>

const DOMAINS = { intl: 'dingtalk.io', cn: 'dingtalk.com' } as const
const TIMEOUT = 5 * SECOND

/**
 * The two API families as the first of `forms` that says something wants them. Null without a
 * region: the two regions hold different organisations, so there is nothing sensible to assume.
 */
export function resolveEndpoints(
  forms: readonly EndpointForm[],
  env: Environment,
): Endpoints | null {
  const region = first(forms, 'region')
  const domain = region && DOMAINS[region]
  const apiUrl = first(forms, 'api_url') ?? (domain && `https://api.${domain}`)
  const oapiUrl = first(forms, 'oapi_url') ?? (domain && `https://oapi.${domain}`)
  if (!apiUrl || !oapiUrl) return null
  return { apiUrl, oapiUrl, ...resolveTransport(forms, apiUrl, env) }
}

export function resolveTransport(
  forms: readonly EndpointForm[],
  url: string,
  env: Environment,
): Transport {
  const proxy = first(forms, 'proxy') ?? proxyOf(url, env)
  return { proxy, timeoutMs: first(forms, 'timeout') ?? TIMEOUT }
}

function first<K extends keyof EndpointForm>(forms: readonly EndpointForm[], key: K) {
  return forms.find((form) => form[key] !== undefined)?.[key]
}

/** The usual variables, as curl reads them: small letters first; this machine never by proxy. */
function proxyOf(url: string, env: Environment): string | null {
  const { protocol, hostname, port } = new URL(url)
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return null
  const said = (name: string) => env[name] || env[name.toUpperCase()]
  const except = (said('no_proxy') ?? '').split(/[\s,]+/).filter((each) => each !== '')
  const spared = except.some((each) => {
    const [host = '', only] = each.replace(/^\*?\./, '').split(':')
    const fits = each === '*' || hostname === host || hostname.endsWith(`.${host}`)
    return fits && (only === undefined || only === port)
  })
  if (spared) return null
  const proxy = said(protocol === 'https:' ? 'https_proxy' : 'http_proxy') || said('all_proxy')
  if (!proxy) return null
  // As curl takes it: `proxy:3128` is one that speaks HTTP.
  return proxy.includes('://') ? proxy : `http://${proxy}`
}
