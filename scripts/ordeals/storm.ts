import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/sandbox/ids.ts'
import { startPostgres } from '../../test/support/postgres.ts'
import { eventually } from '../processes.ts'
import { type Acknowledged, accountFor, type Heard, markOf } from './account.ts'
import { brokenOf, type Result, report, seconds } from './figures.ts'
import { type Ground, onGround } from './ground.ts'
import { insist, webhookBody } from './sender.ts'

/*
 * `npm run test:storm`: ten thousand alerts for one chat within seconds. Everything has to be in the
 * chat a minute later, in few messages, never more of them than DingTalk takes, and a critical one
 * in the middle must not drown.
 */

export interface StormOptions {
  readonly store: 'sqlite' | 'postgres'
  readonly groups: number
  readonly alertsPerGroup: number
  /** 0: as fast as the bridge takes them. */
  readonly lastingMs: number
  /** The bridge's pace, and how long its window is. The sandbox refuses 20 in the same window. */
  readonly windowMs: number
  /** How long after the last acceptance everything has to be in the chat. */
  readonly withinMs: number
  readonly criticalWithinMs: number
  /** For each window in which alerts came. */
  readonly mostMessages: number
  readonly seed: number
  print(line: string): void
}

export interface StormFigures {
  readonly alerts: number
  readonly notifications: number
  readonly accepted_within: string
  readonly messages: number
  readonly of_these_digests: number
  readonly told_alone: number
  readonly told_in_digests: number
  readonly lost: number
  readonly all_told_after_last_acceptance: string
  readonly critical_told_after: string
  readonly most_messages_in_any_window: number
  readonly refused_for_their_number: number
}

export const STORM = {
  groups: 500,
  alertsPerGroup: 20,
  windowMs: 60_000,
  withinMs: 65_000,
  criticalWithinMs: 15_000,
  mostMessages: 25,
} as const

const CHAT = 'cid-storm'
const CRITICAL = 'PaymentsAreDown'
const LIMIT = 20
const POSTERS = 8

export async function storm(options: StormOptions): Promise<Result<StormFigures>> {
  const { seed, windowMs } = options
  const pace = `18/${windowMs / 1000}s`
  const plain = { seed, settings: (url: string) => settings(url, pace) }
  const ordeal = (ground: Ground) => breakOut(ground, options)
  if (options.store === 'sqlite') return onGround(plain, ordeal)
  // As in earnest: what is acknowledged is through to the disk.
  const postgres = await startPostgres(['fsync=on'])
  try {
    return await onGround({ ...plain, storeUrl: postgres.url }, ordeal)
  } finally {
    await postgres.stop()
  }
}

async function breakOut(ground: Ground, options: StormOptions): Promise<Result<StormFigures>> {
  const { sandbox, listener, bridges } = ground
  const [bridge] = bridges
  if (!bridge) throw new Error('There is no bridge.')
  // DingTalk's own limit is over a minute; a scaled storm is held against its own window below.
  if (options.windowMs === 60_000) sandbox.limits({ robot_per_minute: LIMIT })
  await bridge.start()

  const startedAt = Date.now()
  const { acknowledged, lastAck, criticalAck } = await post(bridge.url, options)
  options.print(`Accepted in ${seconds(lastAck - startedAt)}.`)
  const grace = 2 * options.withinMs
  await eventually(grace / 1000, async () => ((await bridge.open()) === 0 ? true : null), 250)
  await delay(300)
  const rows = await bridge.rows()
  await bridge.stop()

  const heard = listener.heard()
  const account = accountFor(acknowledged, heard, rows)
  const lastHeard = heard.at(-1)?.at ?? Number.POSITIVE_INFINITY
  const criticalAt = heard.find(({ words }) => words.includes(CRITICAL))?.at
  const criticalAfter = (criticalAt ?? Number.POSITIVE_INFINITY) - criticalAck
  const busiest = mostWithin(heard, options.windowMs)
  const most = options.mostMessages * Math.ceil((lastAck - startedAt) / options.windowMs)
  const figures: StormFigures = {
    alerts: options.groups * options.alertsPerGroup + 1,
    notifications: acknowledged.length,
    accepted_within: seconds(lastAck - startedAt),
    messages: heard.length,
    of_these_digests: rows.filter(({ kind }) => kind === 'digest').length,
    told_alone: account.alone,
    told_in_digests: account.folded,
    lost: account.lost.length + account.dead,
    all_told_after_last_acceptance: seconds(lastHeard - lastAck),
    critical_told_after: seconds(criticalAfter),
    most_messages_in_any_window: busiest,
    refused_for_their_number: sandbox.limits().over,
  }
  const promises = [
    ['Everything is represented in the chat.', figures.lost === 0],
    ['It is there in time.', lastHeard - lastAck <= options.withinMs],
    [`It takes at most ${most} messages.`, heard.length <= most],
    [`At most ${LIMIT} messages came within any window.`, busiest <= LIMIT],
    ['The critical alert is there in time.', criticalAfter <= options.criticalWithinMs],
    ['Nothing is said twice.', account.repeats.length === 0],
    [`The bridge met no bug of its own: ${bridge.bugs().slice(0, 3)}`, bridge.bugs().length === 0],
  ] as const
  return { figures, broken: brokenOf(promises) }
}

async function post(url: string, options: StormOptions) {
  const random = seededRandom(options.seed)
  const acknowledged: Acknowledged[] = []
  let next = 0
  let lastAck = 0
  let criticalAck = 0
  const startedAt = Date.now()
  const postOne = async (alerts: readonly Readonly<Record<string, string>>[]) => {
    const mark = markOf(++next)
    const { at } = await insist([url], webhookBody({ mark, chat: CHAT, alerts }, Date.now()))
    acknowledged.push({ mark, to: [CHAT] })
    lastAck = Math.max(lastAck, at)
    return at
  }
  let group = 0
  const poster = async () => {
    for (let mine = group++; mine < options.groups; mine = group++) {
      const dueAt = startedAt + (mine / options.groups) * options.lastingMs
      await delay(Math.max(0, dueAt - Date.now()))
      await postOne(alertsOf(options.alertsPerGroup, random))
      if (mine === Math.floor(options.groups / 2)) criticalAck = await postOne([criticalAlert])
    }
  }
  await Promise.all(Array.from({ length: POSTERS }, poster))
  return { acknowledged, lastAck, criticalAck }
}

const criticalAlert = { alertname: CRITICAL, severity: 'critical', instance: 'pay-1:9100' }

function alertsOf(count: number, random: () => number): readonly Record<string, string>[] {
  const name = `${pick(SUBJECTS, random)}${pick(TROUBLES, random)}`
  return Array.from({ length: count }, (_, i) => ({
    alertname: name,
    severity: random() < 0.3 ? 'error' : 'warning',
    instance: `node-${i}:9100`,
    cluster: pick(CLUSTERS, random),
  }))
}

const SUBJECTS = ['Disk', 'Memory', 'Network', 'Replica', 'Queue'] as const
const TROUBLES = ['Slow', 'Full', 'Missing', 'Behind'] as const
const CLUSTERS = ['north', 'south', 'east'] as const

const pick = (words: readonly string[], random: () => number): string =>
  words[Math.floor(random() * words.length)] ?? ''

/** The most that came within any stretch of that length. */
function mostWithin(heard: readonly Heard[], windowMs: number): number {
  return Math.max(
    0,
    ...heard.map(({ at }) => heard.filter((it) => it.at > at - windowMs && it.at <= at).length),
  )
}

const settings = (sandboxUrl: string, pace: string): string => `
dingtalk:
  api_url: ${sandboxUrl}
  oapi_url: ${sandboxUrl}
  apps:
    ops: { app_key: dingops, app_secret: not-a-secret, robot_code: dingops }
receivers:
  - { name: sre, targets: [{ group: ${CHAT}, pace: ${pace} }] }
route: { receiver: sre }
`

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      store: { type: 'string', default: 'sqlite' },
      seed: { type: 'string', default: '20262' },
    },
  })
  const store = values.store === 'postgres' ? ('postgres' as const) : ('sqlite' as const)
  const options = { ...STORM, store, seed: Number(values.seed), print: console.log }
  const sudden = await storm({ ...options, lastingMs: 0 })
  const first = report(
    `Storm ordeal: 10,000 alerts at once for a chat that takes 20 a minute, on ${store}`,
    sudden,
  )
  const lasting = await storm({ ...options, lastingMs: 50_000 })
  process.exitCode =
    report(`Storm ordeal: the same 10,000 over 50 s, on ${store}`, lasting) || first
}
