import type { App } from '../../domain/app.ts'
import type { Address } from '../../domain/target.ts'
import type { DingtalkForm, RobotForm, TargetForm } from '../../send/settings.ts'
import type { Report } from '../report.ts'
import type { Environment } from '../yaml/interpolate.ts'
import type { Path } from '../yaml/tree.ts'
import { REGION_NEEDED } from './apps.ts'
import type { Directories } from './directories.ts'
import { resolveEndpoints } from './endpoints.ts'

/** What addresses are resolved against. */
export interface AddressBook {
  readonly dingtalk: DingtalkForm
  readonly apps: ReadonlyMap<string, App>
  readonly directories: Directories
  readonly env: Environment
  readonly report: Report
}

/** An address, with the app that speaks there; null for custom robots, which need none. */
export interface Place {
  readonly address: Address
  readonly app: App | null
}

/** The app that a target means: its own, the default one, or the only one. */
export function appOf(form: TargetForm, path: Path, book: AddressBook): App | null {
  const { dingtalk, apps, report } = book
  const names = Object.keys(dingtalk.apps)
  const only = names.length === 1 ? names[0] : undefined
  const name = form.app ?? dingtalk.default_app ?? only
  if (name !== undefined) {
    if (form.app !== undefined && !names.includes(name))
      report.unknown('app', name, [...path, 'app'], names)
    return apps.get(name) ?? null
  }
  const choice =
    names.length === 0 ? 'define one under dingtalk.apps' : `one of ${names.join(', ')}`
  report.missing(path, `this target needs an \`app\` (${choice}), or dingtalk needs default_app`)
  return null
}

export function groupPlace(
  conversation: string,
  form: TargetForm,
  app: App,
  path: Path,
  { report }: AddressBook,
): Place {
  if (app.robotCode === null && form.robot_code === undefined)
    report.missing(path, `this target needs \`robot_code\`, here or at the app ${app.name}`)
  const robotCode = form.robot_code ?? null
  const coolAppCode = form.cool_app_code ?? null
  const address = { channel: 'group', app: app.name, conversation, robotCode, coolAppCode } as const
  return { address, app }
}

export function usersPlace(
  form: TargetForm,
  app: App | null,
  path: Path,
  book: AddressBook,
): Place | null {
  const before = book.report.errors()
  const people = book.directories.recipients(form.users ?? [], [...path, 'users'])
  const mobiles = union(people.mobiles, form.mobiles ?? [])
  if (people.users.length + mobiles.length === 0) {
    if (book.report.errors() === before)
      book.report.missing(path, 'this target has nobody in `users` and `mobiles`')
    return null
  }
  if (app === null) return null
  if (app.robotCode === null)
    book.report.missing(path, `the app ${app.name} needs \`robot_code\` to write to people`)
  return { address: { channel: 'users', app: app.name, users: people.users, mobiles }, app }
}

export function workNotificationPlace(
  form: NonNullable<TargetForm['work_notification']>,
  app: App | null,
  path: Path,
  book: AddressBook,
): Place | null {
  const before = book.report.errors()
  const people = book.directories.recipients(form.users, [...path, 'users'])
  const mobiles = union(people.mobiles, form.mobiles)
  const departments = union(form.departments, [])
  if (people.users.length + mobiles.length + departments.length === 0) {
    if (book.report.errors() === before)
      book.report.missing(path, 'a work notification needs `users`, `mobiles` or `departments`')
    return null
  }
  if (app === null) return null
  if (app.agentId === null)
    book.report.missing(path, `the app ${app.name} needs \`agent_id\` for work notifications`)
  if (app.credentials.kind === 'internal') {
    const message = `DingTalk documents this for third-party apps, and ${app.name} is an internal one`
    book.report.warn('undocumented_use', path, `${message}; it may be refused`)
  }
  const recipients = { users: people.users, mobiles, departments }
  const address = { channel: 'work_notification', app: app.name, ...recipients } as const
  return { address: { ...address, templateId: form.template_id }, app }
}

export function robotPlace(form: RobotForm, path: Path, book: AddressBook): Place | null {
  const { report, dingtalk, env } = book
  if (form.url !== undefined && form.access_token !== undefined) {
    report.error('conflicting_keys', path, 'a robot has `access_token` or `url`; keep one of them')
    return null
  }
  const rest = { secret: form.secret ?? null, keyword: form.keyword ?? null }
  if (form.url !== undefined) {
    const { accessToken } = form.url
    const url = throughGateway(form.url.url, dingtalk.oapi_url)
    return { address: { channel: 'robot', url, accessToken, ...rest }, app: null }
  }
  if (form.access_token === undefined) {
    report.missing(path, 'a robot needs `access_token` or `access_token_file`, or its whole `url`')
    return null
  }
  // Only the oapi host matters here; an address for it is as good as a region.
  const known = { api_url: 'https://unused.invalid' }
  const endpoints = resolveEndpoints([form, dingtalk, known], env)
  if (endpoints === null) {
    report.missing(
      path,
      `${REGION_NEEDED} here or under dingtalk, or give the robot's whole \`url\``,
    )
    return null
  }
  const url = `${endpoints.oapiUrl}/robot/send`
  return { address: { channel: 'robot', url, accessToken: form.access_token, ...rest }, app: null }
}

/**
 * DingTalk's own address leads to `oapi_url` where the settings have one, as everything else does:
 * else whoever tries his settings against a sandbox would speak in the real group.
 */
const throughGateway = (url: string, oapiUrl: string | undefined): string =>
  oapiUrl === undefined
    ? url
    : url.replace(/^https?:\/\/oapi\.dingtalk\.(?:com|io)(?=\/)/, () => oapiUrl)

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])].sort()
