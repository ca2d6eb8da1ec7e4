import type { App } from '../domain/app.ts'
import { DAY } from '../domain/clock.ts'
import { parseDuration } from '../domain/duration.ts'
import type { Heard } from '../send/dingtalk/stream-frame.ts'
import type { Plan } from '../settings/plan.ts'
import { type Bench, type ExitCode, UsageError } from './bench.ts'
import { loadOrComplain } from './load.ts'

export interface DiscoverOptions {
  readonly config: string
  readonly app?: string
  readonly wait: string
  readonly all?: boolean
}

/** Waits until somebody speaks to the robot, and prints the ids. 1: nobody did, or nobody could. */
export async function discover(options: DiscoverOptions, bench: Bench): Promise<ExitCode> {
  const waitMs = parseDuration(options.wait)
  // Timers count to 24 days at the most, and what is longer would be over at once.
  if (!waitMs || waitMs > DAY)
    throw new UsageError(`--wait: "${options.wait}" is no duration up to 24h, such as 5m.`)
  const plan = loadOrComplain(options.config, bench)
  if (!plan) return 1
  const app = appNamed(options.app, plan)
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(waitMs)])
  const printed = new Set<string>()
  let announced = false
  const ended = await bench.listenToRobot(
    app,
    {
      connected() {
        if (!announced) bench.complain(invitation(app, options.wait))
        announced = true
      },
      heard(heard) {
        for (const line of linesFor(heard, plan, bench.complain)) {
          if (!printed.has(line)) bench.print(`${line}\n`)
          printed.add(line)
        }
        if (!options.all) over.abort()
      },
    },
    signal,
  )
  if (!ended.ok) {
    bench.complain(`${app.name} cannot listen: ${ended.error}.\n${HINTS}`)
    return 1
  }
  if (printed.size === 0)
    bench.complain(`Nobody spoke to the robot within ${options.wait}.\n${HINTS}`)
  return printed.size > 0 ? 0 : 1
}

const HINTS = `- The robot has to receive messages in Stream mode (developer console, robot), in a published version.
- Where another program of the same app listens too, each message goes to one of the two.
- Regions: dingtalk.com serves Stream mode. That dingtalk.io does, DingTalk says only in its own Java SDK.
- Other ways to a group's id: docs/dingtalk-setup.md
`

function invitation({ name, endpoints }: App, wait: string): string {
  return `Connected as ${name} over ${new URL(endpoints.apiUrl).host}. Mention the robot in a group, or write to it; this waits for ${wait}.\n`
}

function appNamed(name: string | undefined, plan: Plan): App {
  const names = [...plan.apps.keys()]
  const wanted = name ?? (names.length === 1 ? names[0] : undefined)
  const app = wanted === undefined ? undefined : plan.apps.get(wanted)
  if (app) return app
  const have = names.length > 0 ? `The settings have: ${names.join(', ')}.` : 'There are none.'
  if (wanted === undefined) throw new UsageError(`Give --app. ${have}`)
  throw new UsageError(`There is no app "${wanted}". ${have}`)
}

/** Ready to be pasted into the settings; what they have already is only named. */
function linesFor(
  { conversation, group, nick, user }: Heard,
  plan: Plan,
  remark: (text: string) => void,
): readonly string[] {
  const lines: string[] = []
  if (group) {
    const known = [...plan.groups].find(([, id]) => id === conversation)?.[0]
    if (known !== undefined) remark(`The settings know this group as ${known}.\n`)
    const key = known ?? keyOf(group.title, 'group')
    lines.push(`groups: { ${key}: ${JSON.stringify(conversation)} }${noteOf(group.title)}`)
  }
  if (user !== null)
    lines.push(
      `people: { ${keyOf(nick, 'person')}: { user: ${JSON.stringify(user)} } }${noteOf(nick)}`,
    )
  else remark(`${oneLine(nick) || 'The sender'} is not of this organisation, and has no user id.\n`)
  return lines
}

/** A name as people write them in settings; in quotes where it is not of plain letters. */
function keyOf(title: string, otherwise: string): string {
  const name = oneLine(title).toLowerCase().replaceAll(' ', '-')
  if (name === '') return otherwise
  return /^[a-z][\w.-]*$/.test(name) ? name : JSON.stringify(name)
}

const noteOf = (title: string): string => (oneLine(title) === '' ? '' : ` # ${oneLine(title)}`)

/** Names are written by strangers: no line and no colour of theirs reaches the terminal. */
const oneLine = (text: string): string => text.replace(/[\p{C}\s]+/gu, ' ').trim()
