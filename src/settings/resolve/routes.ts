import type { Route } from '../../match/route.ts'
import type { RouteForm } from '../../match/settings.ts'
import { nameOf } from '../parse-form.ts'
import type { Report } from '../report.ts'
import type { Path } from '../yaml/tree.ts'
import type { Conditions } from './conditions.ts'

export interface RouteContext {
  readonly receivers: readonly string[]
  readonly conditions: Conditions
  readonly report: Report
  checkTemplate(name: string | undefined, path: Path): void
}

type Inherited = Pick<Route, 'receiver' | 'template' | 'sendResolved' | 'onMute'>

/** The tree with everything filled in that children inherit; null without a root receiver. */
export function resolveRoutes(form: RouteForm | undefined, context: RouteContext): Route | null {
  const { report } = context
  const path = ['route']
  if (form?.receiver === undefined) {
    const message = 'the root `route` needs a `receiver`: who hears what nobody else takes'
    report.missing(form ? path : [], message)
  }
  if (!form) return null
  if (form.matchers?.length)
    report.error(
      'conflicting_keys',
      [...path, 'matchers'],
      'the root takes every alert and has no matchers; move them to a route below it',
    )
  if (form.continue)
    report.warn('no_effect', [...path, 'continue'], 'nothing comes after the root route')
  const top = { receiver: '', template: null, sendResolved: true, onMute: 'hold' } as const
  const root = resolve(form, path, top, context)
  return form.receiver === undefined ? null : root
}

function resolve(form: RouteForm, path: Path, above: Inherited, context: RouteContext): Route {
  const { conditions, report, receivers } = context
  if (form.receiver !== undefined && !receivers.includes(form.receiver))
    report.unknown('receiver', form.receiver, [...path, 'receiver'], receivers)
  context.checkTemplate(form.template, [...path, 'template'])
  const inherited: Inherited = {
    receiver: form.receiver ?? above.receiver,
    template: form.template ?? above.template,
    sendResolved: form.send_resolved ?? above.sendResolved,
    onMute: form.on_mute ?? above.onMute,
  }
  const routes = form.routes ?? []
  reportUnreachable(routes, [...path, 'routes'], report)
  return {
    ...inherited,
    path: nameOf(path),
    matchers: conditions.matchers(form.matchers, [...path, 'matchers']),
    continue: form.continue,
    mute: conditions.intervals(form.mute_time_intervals, [...path, 'mute_time_intervals']),
    active: conditions.intervals(form.active_time_intervals, [...path, 'active_time_intervals']),
    routes: routes.map((each, index) =>
      resolve(each, [...path, 'routes', index], inherited, context),
    ),
  }
}

function reportUnreachable(routes: readonly RouteForm[], path: Path, report: Report): void {
  const greedy = routes.findIndex((each) => !each.matchers?.length && !each.continue)
  if (greedy === -1) return
  for (const index of routes.keys())
    if (index > greedy) {
      const place = report.place([...path, greedy])
      const message = `no alert gets here: the route at ${place} has no matchers and takes all`
      report.warn(
        'unreachable_route',
        [...path, index],
        `${message}; reorder, or \`continue: true\``,
      )
    }
}
