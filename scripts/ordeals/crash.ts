import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/sandbox/ids.ts'
import { startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { eventually } from '../processes.ts'
import {
  type Account,
  type Acknowledged,
  accountFor,
  type Heard,
  markOf,
  type Telling,
} from './account.ts'
import type { BridgeProcess } from './bridge-process.ts'
import { CHATS, crashSettings, EARS } from './crash-chats.ts'
import { brokenOf, quantile, type Result, report, seconds } from './figures.ts'
import { type Ground, onGround } from './ground.ts'
import { insist, webhookBody } from './sender.ts'

/*
 * `npm run test:crash`: kill -9 under load, again and again, always on the same outbox. Whatever was
 * acknowledged has to be told, in order, and hardly anything twice.
 */

export interface CrashOptions {
  /** On PostgreSQL there are two replicas, and the database itself goes away now and then. */
  readonly store: 'sqlite' | 'postgres'
  readonly kills: number
  readonly seed: number
  print(line: string): void
}

export interface CrashFigures {
  readonly seed: number
  readonly kills: number
  readonly kills_before_ready: number
  readonly crashes_of_the_database: number
  readonly acknowledged: number
  readonly posted_again_after_a_failure: number
  readonly told_alone: number
  readonly told_in_digests: number
  readonly dead_letters: number
  readonly lost: number
  readonly out_of_order: number
  readonly repeats: number
  readonly most_repeats_of_one_target_after_one_kill: number
  /** From a kill until the next webhook is acknowledged. */
  readonly median_recovery: string
  readonly longest_recovery: string
  /** Between two messages to a chat that is posted to all the time. */
  readonly longest_silence_of_a_chat: string
}

export async function crash(options: CrashOptions): Promise<Result<CrashFigures>> {
  const { seed, store } = options
  if (store === 'sqlite')
    return onGround({ seed, settings: crashSettings }, (on) => underFire(on, null, options))
  const postgres = await startPostgres()
  try {
    const shared = { seed, settings: crashSettings, replicas: 2, storeUrl: postgres.url }
    return await onGround(shared, (on) => underFire(on, postgres, options))
  } finally {
    await postgres.stop()
  }
}

async function underFire(
  { sandbox, listener, bridges }: Ground,
  postgres: TestPostgres | null,
  options: CrashOptions,
): Promise<Result<CrashFigures>> {
  const random = seededRandom(options.seed)
  // The message is there before its answer is: whoever is killed in between cannot know.
  sandbox.faults({ times: 1_000_000, answer: { delay_ms: 15 } })
  // One after the other: the first makes the tables.
  for (const bridge of bridges) await bridge.start()
  const load = startLoad(
    bridges.map(({ url }) => url),
    random,
  )
  const losses = await strike(bridges, postgres, load.lastAck, random, options)
  await load.stop()
  const endedAt = Date.now()
  const [bridge] = bridges
  if (!bridge) throw new Error('There is no bridge.')
  await eventually(600, async () => ((await bridge.open()) === 0 ? true : null), 500)
  const rows = await bridge.rows()
  await Promise.all(bridges.map((one) => one.stop()))

  const heard = listener.heard()
  const account = accountFor(load.acknowledged, heard, rows)
  const recoveries = losses.at.map((at) => load.firstAckAfter(at) - at)
  const most = mostRepeats(account.repeats, losses.at)
  const figures: CrashFigures = {
    seed: options.seed,
    kills: losses.kills,
    kills_before_ready: losses.beforeReady,
    crashes_of_the_database: losses.at.length - losses.kills,
    acknowledged: load.acknowledged.length,
    posted_again_after_a_failure: load.retried(),
    told_alone: account.alone,
    told_in_digests: account.folded,
    dead_letters: account.dead,
    lost: account.lost.length,
    out_of_order: account.misordered.length,
    repeats: account.repeats.length,
    most_repeats_of_one_target_after_one_kill: most,
    median_recovery: seconds(quantile(recoveries, 0.5)),
    longest_recovery: seconds(Math.max(...recoveries)),
    longest_silence_of_a_chat: seconds(longestSilence(heard, endedAt)),
  }
  const bugs = bridges.flatMap((one) => one.bugs())
  return { figures, broken: brokenOf(promises(account, most, load.acknowledged, bugs)) }
}

/** Kills one bridge at a time, and on PostgreSQL the database instead of every tenth one. */
async function strike(
  bridges: readonly BridgeProcess[],
  postgres: TestPostgres | null,
  lastAck: () => number,
  random: () => number,
  options: CrashOptions,
) {
  const at: number[] = []
  let kills = 0
  let beforeReady = 0
  for (let strikes = 1; kills < options.kills; strikes++) {
    await delay(300 + 900 * random())
    const victim = bridges[Math.floor(random() * bridges.length)]
    const isDatabase = postgres !== null && strikes % 10 === 0
    if (isDatabase) {
      at.push(Date.now())
      await postgres.crash()
      await delay(2_000 * random())
      await postgres.restart()
    } else {
      await victim?.kill()
      // Now that it is gone: what comes in from here on was sent by its successor.
      at.push(Date.now())
      kills += 1
      if (random() < 0.2 && kills < options.kills) {
        await victim?.startAndKill(1_000 * random())
        at.push(Date.now())
        kills += 1
        beforeReady += 1
      }
      await victim?.start()
    }
    const struckAt = at.at(-1) ?? 0
    await eventually(300, async () => (lastAck() > struckAt ? true : null), 10)
    if (strikes % 10 === 0) options.print(`${kills} kills`)
  }
  return { at, kills, beforeReady }
}

/** Of those that are told at once, while somebody posts. */
function longestSilence(heard: readonly Heard[], endedAt: number): number {
  const silences = CHATS.filter((chat) => chat.startsWith('swift')).flatMap((chat) => {
    const ear = EARS.get(chat) ?? chat
    const times = heard.filter(({ at, by }) => by.includes(ear) && at < endedAt).map(({ at }) => at)
    return times.slice(1).map((at, i) => at - (times[i] ?? at))
  })
  return Math.max(0, ...silences)
}

const promises = (
  { lost, misordered }: Account,
  most: number,
  acknowledged: readonly Acknowledged[],
  bugs: readonly string[],
): readonly (readonly [string, boolean])[] => [
  ['Something was acknowledged.', acknowledged.length > 0],
  [`Whatever was acknowledged is told or a dead letter: ${lost.slice(0, 20)}`, lost.length === 0],
  ['At most what was in flight is said twice: one a target and kill.', most <= 1],
  [
    `Each target is told in order: ${misordered.slice(0, 5).map(({ by, marks }) => `${by} ${marks[0]}`)}`,
    misordered.length === 0,
  ],
  [`The bridge met no bug of its own: ${bugs.slice(0, 3)}`, bugs.length === 0],
]

/** A repeat belongs to the kill before it, or to the crash of the database. */
function mostRepeats(repeats: readonly Telling[], kills: readonly number[]): number {
  const counts = new Map<string, number>()
  for (const { at, by } of repeats) {
    const key = `${by} ${kills.filter((killedAt) => killedAt <= at).length}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}

/** Posts to every chat, one after the other within a chat, so that the order is known. */
function startLoad(urls: readonly string[], random: () => number) {
  const acknowledged: Acknowledged[] = []
  let isOver = false
  let number = 0
  const acks: number[] = []
  let retried = 0
  const posters = CHATS.map(async (chat) => {
    while (!isOver) {
      const mark = markOf(++number)
      const alerts = [{ alertname: mark, severity: 'warning', instance: `${chat}:9100` }]
      const { at, tries } = await insist(urls, webhookBody({ mark, chat, alerts }, Date.now()))
      acknowledged.push({ mark, to: [EARS.get(chat) ?? chat] })
      acks.push(at)
      if (tries > 0) retried += 1
      await delay(50 + 100 * random())
    }
  })
  return {
    acknowledged,
    lastAck: () => acks.at(-1) ?? 0,
    firstAckAfter: (moment: number) => acks.find((at) => at > moment) ?? Number.POSITIVE_INFINITY,
    retried: () => retried,
    async stop() {
      isOver = true
      await Promise.all(posters)
    },
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      store: { type: 'string', default: 'sqlite' },
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: '20261' },
    },
  })
  const kills = Number(values.kills)
  const store = values.store === 'postgres' ? 'postgres' : 'sqlite'
  const result = await crash({ store, kills, seed: Number(values.seed), print: console.log })
  process.exitCode = report(`Crash ordeal: kill -9, ${kills} times, on ${store}`, result)
}
