import type { Alert } from '../../domain/alert.ts'
import { MINUTE } from '../../domain/clock.ts'
import type { MentionPlan, Pace, Target } from '../../domain/target.ts'
import { compileExpression } from '../../expression/expression.ts'
import { checkFields } from '../../expression/fields.ts'
import { checkValue } from '../../message/template-set.ts'
import type { ReceiverForm, TargetForm } from '../../send/settings.ts'
import type { Path } from '../yaml/tree.ts'
import {
  type AddressBook,
  appOf,
  groupPlace,
  type Place,
  robotPlace,
  usersPlace,
  workNotificationPlace,
} from './addresses.ts'
import { targetKey } from './target-key.ts'

export interface TargetContext extends AddressBook {
  readonly locale: string
  readonly timezone: string
  /** Tells when a template does not exist. */
  checkTemplate(name: string | undefined, path: Path): void
}

/** A target as it is written: whom it tells, for which alert. */
export interface Choice {
  readonly targets: readonly Target[]
  choose(alert: Alert, targets: readonly Target[]): Target | undefined
}

const PACE: Pace = { messages: 18, perMs: MINUTE }
/** DingTalk counts identical work notifications and those a user gets in a day. */
const NOTIFICATION_PACE: Pace = { messages: 1, perMs: MINUTE }

const KINDS = ['group', 'users', 'work_notification', 'robot', 'receiver'] as const
export type TargetKind = (typeof KINDS)[number]

/** Which kind of target this is; null when it says none or several, which is told. */
export function kindOf(form: TargetForm, path: Path, context: TargetContext): TargetKind | null {
  const said = KINDS.filter(
    (kind) => form[kind] !== undefined || (kind === 'users' && form.mobiles !== undefined),
  )
  const [kind, other] = said
  if (kind === undefined) {
    const kinds = 'group, users, mobiles, work_notification, robot or receiver'
    context.report.missing(path, `a target needs one of ${kinds}`)
    return null
  }
  if (other === undefined) return kind
  const message = `a target has one address, and this one has ${said.join(' and ')}`
  context.report.error('conflicting_keys', path, `${message}; make them separate targets`)
  return null
}

/** One written target; null when something in it is wrong, which is told. */
export function resolveTarget(
  form: TargetForm,
  kind: Exclude<TargetKind, 'receiver'>,
  receiver: ReceiverForm,
  path: Path,
  context: TargetContext,
): Choice | null {
  warnOfNoEffect(kind, form, path, context)
  context.checkTemplate(form.template, [...path, 'template'])
  const number = Number(path.at(-1)) + 1
  const name = form.name ?? `${receiver.name}/${number}`
  const mentions = kind === 'robot' ? mentionsOf(form, path, context) : null
  const common = {
    receiver: receiver.name,
    template: form.template ?? receiver.template ?? null,
    locale: form.locale ?? receiver.locale ?? context.locale,
    timezone: form.timezone ?? receiver.timezone ?? context.timezone,
    pace: form.pace ?? (kind === 'work_notification' ? NOTIFICATION_PACE : PACE),
    onUnknown: form.on_unknown,
    digest: form.digest,
    mentions,
    data: form.work_notification?.data ?? {},
  }
  const target = ({ address, app }: Place, suffix = ''): Target => ({
    ...common,
    key: targetKey(address, app),
    name: `${name}${suffix}`,
    address,
  })
  if (kind === 'group' && form.group?.includes('{{'))
    return templatedGroup(form.group, form, path, context, target)
  const place = placeOf(form, kind, path, context)
  if (place === null) return null
  return { targets: [target(place)], choose: (_alert, [only]) => only }
}

function placeOf(
  form: TargetForm,
  kind: Exclude<TargetKind, 'receiver'>,
  path: Path,
  context: TargetContext,
): Place | null {
  if (form.robot) return robotPlace(form.robot, [...path, 'robot'], context)
  if (form.work_notification) checkData(form, path, context)
  const app = appOf(form, path, context)
  if (form.work_notification)
    return workNotificationPlace(
      form.work_notification,
      app,
      [...path, 'work_notification'],
      context,
    )
  if (kind === 'users') return usersPlace(form, app, path, context)
  const conversation = context.directories.conversation(form.group ?? '', [...path, 'group'])
  return app && groupPlace(conversation, form, app, path, context)
}

/** Names only, never a raw id: what an alert says must not choose a chat that nobody listed. */
function templatedGroup(
  source: string,
  form: TargetForm,
  path: Path,
  context: TargetContext,
  target: (place: Place, suffix: string) => Target,
): Choice | null {
  const { directories, report } = context
  const { groups } = directories
  directories.useAllGroups()
  const at = [...path, 'group']
  const compiled = compileExpression(source)
  const wrong = compiled.ok ? checkFields(source, GROUP_SHAPE) : compiled.error
  for (const issue of wrong) report.error('invalid_template', at, issue.message)
  const fallback = form.default_group
  if (fallback === undefined)
    report.missing(path, 'a templated `group` needs `default_group`, for results that are no name')
  else if (!groups.has(fallback))
    report.unknown('group', fallback, [...path, 'default_group'], groups.keys())
  const app = appOf(form, path, context)
  if (!compiled.ok || app === null) return null
  const names = [...groups.keys()]
  const targets = [...groups].map(([name, conversation]) =>
    target(groupPlace(conversation, form, app, path, context), `/${name}`),
  )
  return {
    targets,
    choose(alert, all) {
      const index = names.indexOf(resultOf(() => compiled.value.render(dataOf(alert))))
      return all[index] ?? all[names.indexOf(fallback ?? '')]
    },
  }
}

const ALERT_SHAPE = {
  kind: 'fields',
  fields: {
    status: { kind: 'value' },
    kind: { kind: 'value' },
    labels: { kind: 'names' },
    annotations: { kind: 'names' },
  },
} as const

const GROUP_SHAPE = {
  kind: 'fields',
  fields: {
    alert: ALERT_SHAPE,
    common: {
      kind: 'fields',
      fields: { labels: { kind: 'names' }, annotations: { kind: 'names' } },
    },
    ...ALERT_SHAPE.fields,
  },
} as const

/**
 * As the templates' data of a notification with only this alert: what its alerts share is what it
 * says, whatever came with it in one webhook.
 */
function dataOf(alert: Alert): object {
  const { status, kind, labels, annotations } = alert
  const own = { status, kind, labels, annotations }
  return { ...own, alert: own, common: { labels, annotations } }
}

/** What cannot be rendered is no name of a group. */
function resultOf(render: () => string): string {
  try {
    return render().trim()
  } catch {
    return ''
  }
}

function checkData(form: TargetForm, path: Path, { report }: TargetContext): void {
  for (const [name, source] of Object.entries(form.work_notification?.data ?? {})) {
    const at = [...path, 'work_notification', 'data', name]
    for (const { message } of checkValue(source)) report.error('invalid_template', at, message)
  }
}

function mentionsOf(form: TargetForm, path: Path, context: TargetContext): MentionPlan | null {
  if (form.mentions === undefined) return null
  const { mobiles, users, all, from_label, on } = form.mentions
  const people = context.directories.recipients(users, [...path, 'mentions', 'users'])
  const numbers = [...new Set([...people.mobiles, ...mobiles])].sort()
  return { mobiles: numbers, users: people.users, all, fromLabel: from_label ?? null, on }
}

const BELONGS_TO: Readonly<Record<string, TargetKind>> = {
  cool_app_code: 'group',
  robot_code: 'group',
  default_group: 'group',
  mentions: 'robot',
}

function warnOfNoEffect(
  kind: TargetKind,
  form: TargetForm,
  path: Path,
  { report }: TargetContext,
): void {
  const idle = Object.keys(BELONGS_TO).filter((key) => BELONGS_TO[key] !== kind)
  if (kind === 'robot') idle.push('app')
  if (kind === 'group' && !form.group?.includes('{{')) idle.push('default_group')
  for (const key of idle)
    if (report.wrote([...path, key])) {
      const why = key === 'mentions' ? 'only custom robots can mention people' : `not for ${kind}`
      report.warn('no_effect', [...path, key], `\`${key}\` does nothing here: ${why}`)
    }
}
