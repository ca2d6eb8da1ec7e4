import { MINUTE } from '../domain/clock.ts'
import { type Fields, isFields } from '../domain/fields.ts'
import { err, ok, type Result } from '../domain/result.ts'

/** How strict the sandbox is besides sizes and shapes, which it always checks. */
export interface Limits {
  /** Messages a minute of one robot to one chat, one person, or of one custom robot. */
  readonly robot_per_minute: number | null
  /** How long a robot over its limit is refused everything. */
  readonly robot_penalty_ms: number
  /** Calls of one app to one API. */
  readonly calls_per_second: number | null
  /** One-to-one messages: named in `flowControlledStaffIdList`, and not told. */
  readonly flow_controlled_users: readonly string[]
  /** The same work notification to the same person on one day: taken, and silently dropped. */
  readonly drop_identical: boolean
  /** Work notifications for one person on one day; more are silently dropped. */
  readonly work_notifications_per_day: number | null
  readonly bad: Bad
  /** How custom robots are secured, by token. One that is not here takes everything. */
  readonly custom_robots: Readonly<Record<string, CustomRobot>>
}

/** What DingTalk does not know. Everything else works as given. */
export interface Bad {
  /** App keys, suite keys, client ids; also corp ids and suite tickets. */
  readonly keys: readonly string[]
  /** Robot codes, and tokens of custom robots. */
  readonly robots: readonly string[]
  readonly groups: readonly string[]
  /** User ids and mobile numbers. */
  readonly users: readonly string[]
  readonly templates: readonly string[]
}

export interface CustomRobot {
  readonly secret?: string
  readonly keywords?: readonly string[]
}

export const NO_LIMITS: Limits = {
  robot_per_minute: null,
  robot_penalty_ms: 10 * MINUTE,
  calls_per_second: null,
  flow_controlled_users: [],
  drop_identical: false,
  work_notifications_per_day: null,
  bad: { keys: [], robots: [], groups: [], users: [], templates: [] },
  custom_robots: {},
}

/** DingTalk's own numbers, for those who want to see the real thing. */
export const REAL_ROBOT_PER_MINUTE = 20

/** Changes the named limits and leaves the others; `bad` likewise, list by list. */
export function changeLimits(limits: Limits, change: unknown): Result<Limits, string> {
  if (!isFields(change)) return err('Expected a JSON object of limits.')
  const { bad, ...rest } = change
  const problem = firstProblem(rest, CHECKS) ?? badProblem(bad)
  if (problem !== null) return err(problem)
  return ok({ ...limits, ...rest, bad: { ...limits.bad, ...(isFields(bad) ? bad : {}) } })
}

type Check = readonly [holds: (value: unknown) => boolean, wanted: string]

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0

const COUNT: Check = [(value) => value === null || isCount(value), 'a whole number or null']
const TEXTS: Check = [isTexts, 'a list of strings']

const CHECKS: Readonly<Record<string, Check>> = {
  robot_per_minute: COUNT,
  robot_penalty_ms: [isCount, 'milliseconds, a whole number'],
  calls_per_second: COUNT,
  flow_controlled_users: TEXTS,
  drop_identical: [(value) => typeof value === 'boolean', 'true or false'],
  work_notifications_per_day: COUNT,
  custom_robots: [
    (value) => isFields(value) && Object.values(value).every(isCustomRobot),
    'an object of {secret, keywords} by token',
  ],
}

const BAD_CHECKS: Readonly<Record<string, Check>> = {
  keys: TEXTS,
  robots: TEXTS,
  groups: TEXTS,
  users: TEXTS,
  templates: TEXTS,
}

function isCustomRobot(value: unknown): boolean {
  if (!isFields(value)) return false
  const { secret, keywords } = value
  return (
    (secret === undefined || typeof secret === 'string') &&
    (keywords === undefined || isTexts(keywords))
  )
}

function badProblem(bad: unknown): string | null {
  if (bad === undefined) return null
  if (!isFields(bad)) return 'bad: expected an object of lists.'
  const problem = firstProblem(bad, BAD_CHECKS)
  return problem === null ? null : `bad.${problem}`
}

function firstProblem(fields: Fields, checks: Readonly<Record<string, Check>>): string | null {
  for (const [name, value] of Object.entries(fields)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (!check) return `${name}: no such limit; there are ${Object.keys(checks).join(', ')}.`
    if (!check[0](value)) return `${name}: expected ${check[1]}.`
  }
  return null
}
