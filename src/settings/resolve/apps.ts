import type { App, AppCredentials } from '../../domain/app.ts'
import type { AppForm, DingtalkForm } from '../../send/settings.ts'
import type { Report } from '../report.ts'
import type { Environment } from '../yaml/interpolate.ts'
import type { Path } from '../yaml/tree.ts'
import { resolveEndpoints } from './endpoints.ts'

/** What an organisation may use in a month, and what happens near the end of it. */
export interface Org {
  readonly name: string
  readonly monthlyCalls: number | null
  readonly monthlyWebhooks: number | null
  readonly onBudget: 'warn' | 'fold'
}

export const REGION_NEEDED =
  'the region is not said; write `region: intl` (dingtalk.io) or `region: cn` (dingtalk.com)'

export function resolveApps(
  form: DingtalkForm,
  env: Environment,
  report: Report,
): ReadonlyMap<string, App> {
  const apps = new Map<string, App>()
  for (const [name, app] of Object.entries(form.apps)) {
    const path = ['dingtalk', 'apps', name]
    const credentials = credentialsOf(app, path, report)
    const endpoints = resolveEndpoints([app, form], env)
    if (endpoints === null) report.missing(path, `${REGION_NEEDED} here or under dingtalk`)
    if (app.org !== undefined && !Object.hasOwn(form.orgs, app.org))
      report.unknown('org', app.org, [...path, 'org'], Object.keys(form.orgs))
    if (credentials === null || endpoints === null) continue
    apps.set(name, {
      name,
      endpoints,
      credentials,
      // DingTalk gives an internal app's robot the app's own key as its code.
      robotCode: app.robot_code ?? app.app_key ?? null,
      agentId: app.agent_id ?? null,
      org: app.org ?? null,
      callsPerSecond: app.calls_per_second,
    })
  }
  const wished = form.default_app
  if (wished !== undefined && !Object.hasOwn(form.apps, wished))
    report.unknown('app', wished, ['dingtalk', 'default_app'], Object.keys(form.apps))
  return apps
}

export function resolveOrgs(form: DingtalkForm): ReadonlyMap<string, Org> {
  return new Map(
    Object.entries(form.orgs).map(([name, org]) => [
      name,
      {
        name,
        monthlyCalls: org.monthly_calls ?? null,
        monthlyWebhooks: org.monthly_webhooks ?? null,
        onBudget: org.on_budget,
      },
    ]),
  )
}

function credentialsOf(app: AppForm, path: Path, report: Report): AppCredentials | null {
  const { app_key, app_secret, corp_id, suite_key, suite_secret, suite_ticket_file } = app
  const isInternal = app_key !== undefined || app_secret !== undefined
  const isThirdParty = [corp_id, suite_key, suite_secret].some((each) => each !== undefined)
  if (isInternal && isThirdParty) {
    const message =
      'an internal app has app_key and app_secret, a third-party app corp_id, suite_key'
    report.error('conflicting_keys', path, `${message} and suite_secret; keep one kind`)
    return null
  }
  if (!isThirdParty) {
    if (suite_ticket_file !== undefined)
      report.warn(
        'no_effect',
        [...path, 'suite_ticket_file'],
        'only third-party apps have a ticket',
      )
    if (app_key !== undefined && app_secret !== undefined)
      return { kind: 'internal', appKey: app_key, appSecret: app_secret }
    const lacking = app_key === undefined ? '`app_key`' : '`app_secret` or `app_secret_file`'
    const also = isInternal ? '' : ' (or corp_id, suite_key and suite_secret: a third-party app)'
    report.missing(path, `${path.join('.')} needs ${lacking}${also}`)
    return null
  }
  if (corp_id !== undefined && suite_key !== undefined && suite_secret !== undefined) {
    const suiteTicketFile = suite_ticket_file ?? null
    const credentials = { corpId: corp_id, suiteKey: suite_key, suiteSecret: suite_secret }
    return { kind: 'third-party', ...credentials, suiteTicketFile }
  }
  report.missing(path, `${path.join('.')} needs corp_id, suite_key and suite_secret, all three`)
  return null
}
