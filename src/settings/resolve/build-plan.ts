import { dirname, resolve } from 'node:path'
import { openZone, UTC } from '../../domain/zone.ts'
import { isAddressBlock } from '../../ingest/address-set.ts'
import type { TemplateSet } from '../../message/template-set.ts'
import { isLoopback } from '../../server/settings.ts'
import type { AdminAuth, AdminPlan, Plan, ServerPlan, StorePlan } from '../plan.ts'
import type { Report } from '../report.ts'
import type { Config } from '../schema.ts'
import type { Environment } from '../yaml/interpolate.ts'
import type { Path } from '../yaml/tree.ts'
import { resolveApps, resolveOrgs } from './apps.ts'
import { resolveCallable } from './callable.ts'
import { createConditions } from './conditions.ts'
import { createDirectories } from './directories.ts'
import { resolveTransport } from './endpoints.ts'
import { resolveReceivers } from './receivers.ts'
import { reviewPlan } from './review-plan.ts'
import { resolveRoutes } from './routes.ts'
import { resolveSources } from './sources.ts'

/** What the plan is built from besides the settings themselves. */
export interface Surroundings {
  readonly file: string
  readonly env: Environment
  readonly templates: TemplateSet
  readonly templateNames: ReadonlySet<string>
  readonly redacted: unknown
}

/** Settings to a plan; null when the report then holds an error. */
export function buildPlan(
  config: Config,
  { env, templateNames, ...rest }: Surroundings,
  report: Report,
): Plan | null {
  const { dingtalk, locale, timezone } = config
  const checkTemplate = (name: string | undefined, path: Path) => {
    if (name !== undefined && !templateNames.has(name))
      report.unknown('template', name, path, templateNames)
  }
  const conditions = createConditions(config.time_intervals, report)
  const directories = createDirectories(config, report)
  const apps = resolveApps(dingtalk, env, report)
  const context = {
    dingtalk,
    apps,
    directories,
    env,
    report,
    locale,
    timezone,
    checkTemplate,
  }
  const receivers = resolveReceivers(config.receivers, context, conditions)
  const names = config.receivers.map(({ name }) => name)
  const named = { receivers: names, conditions, report }
  const { listen } = config.server
  const { sources, heartbeats, recognise } = resolveSources(config.sources, {
    ...named,
    listen,
    zone: openZone(timezone) ?? UTC,
  })
  const root = resolveRoutes(config.route, { ...named, checkTemplate })
  const reportTo = config.delivery.report_to ?? null
  if (reportTo !== null && !names.includes(reportTo))
    report.unknown('receiver', reportTo, ['delivery', 'report_to'], names)
  const server = serverPlan(config, report)
  const admin = adminPlan(config, report)
  reviewPlan(config, { receivers, directories, conditions }, report)
  if (root === null || report.errors() > 0) return null

  const listeners = [...receivers.values()].flatMap((receiver) => receiver.listeners)
  const targets = listeners.flatMap((listener) => listener.targets)
  return {
    ...rest,
    locale,
    timezone,
    externalUrl: config.external_url ?? null,
    server,
    admin,
    store: storePlan(config, rest.file),
    delivery: {
      retryForMs: config.delivery.retry_for,
      maxParts: config.delivery.max_parts,
      reportTo,
      lateAfterMs: config.delivery.late_after,
    },
    log: config.log,
    severity: config.severity,
    apps,
    orgs: resolveOrgs(dingtalk),
    robots: (url) => resolveTransport([dingtalk], url, env),
    sources,
    recognise,
    heartbeats,
    groups: directories.groups,
    receivers,
    // The first that is written wins, as in routing.
    targets: new Map(targets.toReversed().map((target) => [target.key, target])),
    root,
    callable: resolveCallable(config, apps),
  }
}

function serverPlan({ server }: Config, report: Report): ServerPlan {
  const { cert, key, client_ca } = server.tls ?? {}
  for (const [index, block] of server.trusted_proxies.entries())
    if (!isAddressBlock(block)) {
      const path = ['server', 'trusted_proxies', index]
      report.error('invalid_value', path, 'expected an address or a CIDR block')
    }
  return {
    listen: server.listen,
    maxBody: server.max_body,
    trustedProxies: server.trusted_proxies,
    tls: cert && key ? { cert, key, clientCa: client_ca ?? null } : null,
  }
}

function adminPlan({ admin, server }: Config, report: Report): AdminPlan {
  const { host, port } = admin.listen
  const auth = adminAuth(admin.auth, report)
  if (auth === null && !isLoopback(admin.listen)) {
    const message = 'the admin listener can be reached from elsewhere and has no auth'
    const remedy =
      'add `auth: { bearer_token_file: ./admin.token }` under admin, or listen on 127.0.0.1'
    report.missingAuth(['admin', 'listen'], `${message}; ${remedy}`)
  }
  if (auth === null && admin.metrics_auth)
    report.warn('no_effect', ['admin', 'metrics_auth'], 'there is no admin.auth to ask for')
  if (port !== 0 && port === server.listen.port && host === server.listen.host)
    report.error(
      'conflicting_keys',
      ['admin', 'listen'],
      'senders and operators need different listeners, and server.listen is this one too',
    )
  return { listen: admin.listen, auth, metricsAuth: admin.metrics_auth }
}

function adminAuth(form: Config['admin']['auth'], report: Report): AdminAuth | null {
  if (form === undefined) return null
  const { bearer_token: bearerToken = [], username, password } = form
  const path = ['admin', 'auth']
  if ((username === undefined) !== (password === undefined))
    report.missing(path, 'basic authentication needs both `username` and `password`')
  const basic = username !== undefined && password !== undefined ? { username, password } : null
  if (bearerToken.length > 0 || basic !== null) return { bearerToken, basic }
  if (username === undefined && password === undefined)
    report.missing(path, 'auth is empty; write `bearer_token`, or `username` and `password`')
  return null
}

function storePlan({ store }: Config, file: string): StorePlan {
  const { url } = store
  // Written paths are absolute by now; the default lies beside the main file.
  const address =
    url.kind === 'sqlite' && url.path !== ':memory:'
      ? { kind: url.kind, path: resolve(dirname(file), url.path) }
      : url
  return {
    address,
    username: store.username ?? null,
    password: store.password ?? null,
    ca: store.ca ?? null,
    keepMs: store.keep,
    maxWaiting: store.max_waiting,
  }
}
