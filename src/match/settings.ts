import type * as z from 'zod'
import { flag, list, oneOf, section, text } from '../domain/forms.ts'

export const matchers = () =>
  list(text()).describe('All must hold: severity="critical", team=~"db|infra"')

export const muteTimeIntervals = () =>
  list(text()).describe('Names of time_intervals during which it is quiet')

export const activeTimeIntervals = () =>
  list(text()).describe('Names of time_intervals outside of which it is quiet')

const routeKeys = {
  receiver: text().describe('Who hears what arrives here; children inherit it').optional(),
  matchers: matchers().optional(),
  template: text().describe('How it is worded, unless receiver or target say so').optional(),
  continue: flag().describe('Also try the routes after this one').prefault(false),
  mute_time_intervals: muteTimeIntervals().optional(),
  active_time_intervals: activeTimeIntervals().optional(),
  on_mute: oneOf('hold', 'drop')
    .describe(
      'hold (default): told in one digest when the mute ends; drop: never told, and listed as discarded, as news of CI, deployments and commits always is',
    )
    .optional(),
  send_resolved: flag().describe('Whether the end of an alert is told; default true').optional(),
}

/** One node of the tree as it is written; what is missing is inherited. */
export interface RouteForm extends z.output<z.ZodObject<typeof routeKeys>> {
  readonly routes?: readonly RouteForm[] | undefined
}

const route: z.ZodType<RouteForm> = section({
  ...routeKeys,
  get routes(): z.ZodOptional<z.ZodArray<z.ZodType<RouteForm>>> {
    return list(route)
      .meta({ id: 'routes', description: 'Tried in order; the first that fits takes it' })
      .optional()
  },
}).meta({ id: 'route' })

const range = (about: string) => list(text()).describe(about).optional()

/** One rule: within it everything that is written must hold. */
const ruleKeys = {
  times: list(
    section({
      start_time: text().describe('HH:MM'),
      end_time: text().describe('HH:MM, up to 24:00; itself outside'),
    }),
  )
    .describe('Parts of a day')
    .optional(),
  weekdays: range('monday, or monday:friday'),
  days_of_month: range('1, 1:5, or -3:-1 from the end'),
  months: range('1, january, or may:august'),
  years: range('2026, or 2026:2028'),
  dates: range('2026-10-01, or 2026-10-01:2026-10-07'),
  location: text().describe('IANA time zone; UTC without it').optional(),
}

const interval = section({
  name: text().describe('What mute_time_intervals and active_time_intervals call it'),
  ...ruleKeys,
  time_intervals: list(section(ruleKeys)).describe('It holds when one of these does').optional(),
})

export const matchSettings = {
  route: route.describe('The routing tree; its root must name a receiver').optional(),
  time_intervals: list(interval).describe("Named times, in Alertmanager's syntax").prefault([]),
}

export type IntervalForm = z.output<typeof interval>
