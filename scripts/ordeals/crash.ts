import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/sandbox/ids.ts'
import { eventually } from '../processes.ts'
import { type Account, type Acknowledged, accountFor, markOf, type Telling } from './account.ts'
import { brokenOf, quantile, type Result, report, seconds } from './figures.ts'
import { type Ground, onGround } from './ground.ts'
import { insist, webhookBody } from './sender.ts'

/*
 * `npm run test:crash`: kill -9 under load, again and again, always on the same outbox. Whatever was
 * acknowledged has to be told, in order, and hardly anything twice.
 */

export interface CrashOptions {
  readonly kills: number
  readonly seed: number
  print(line: string): void
}

export interface CrashFigures {
  readonly seed: number
  readonly kills: number
  readonly kills_before_ready: number
  readonly acknowledged: number
  readonly posted_again_after_a_failure: number
  readonly told_alone: number
  readonly told_in_digests: number
  readonly dead_letters: number
  readonly lost: number
  readonly out_of_order: number
  readonly repeats: number
  readonly most_repeats_of_one_target_after_one_kill: number
  readonly median_recovery: string
  readonly longest_recovery: string
}

/** Chats that are told at once, chats that a digest has to help, a robot, and a person. */
const CHATS = ['swift1', 'swift2', 'swift3', 'swift4', 'slow1', 'slow2', 'robot1', 'person1']
const EARS = new Map(CHATS.map((chat) => [chat, chat.startsWith('p') ? chat : `cid-${chat}`]))

export async function crash(options: CrashOptions): Promise<Result<CrashFigures>> {
  const { seed } = options
  return onGround({ seed, settings }, (ground) => underFire(ground, options))
}

async function underFire(ground: Ground, options: CrashOptions): Promise<Result<CrashFigures>> {
  const { sandbox, listener, bridges } = ground
  const random = seededRandom(options.seed)
  const [bridge] = bridges
  if (!bridge) throw new Error('There is no bridge.')
  // The message is there before its answer is: whoever is killed in between cannot know.
  sandbox.faults({ times: 1_000_000, answer: { delay_ms: 15 } })
  await bridge.start()
  const load = startLoad(
    bridges.map(({ url }) => url),
    random,
  )
  const kills: number[] = []
  const recoveries: number[] = []
  let beforeReady = 0
  while (kills.length < options.kills) {
    await delay(300 + 900 * random())
    await bridge.kill()
    const killedAt = Date.now()
    kills.push(killedAt)
    if (random() < 0.2 && kills.length < options.kills) {
      await bridge.startAndKill(1_000 * random())
      kills.push(Date.now())
      beforeReady += 1
    }
    await bridge.start()
    await eventually(30, async () => (load.lastAck() > killedAt ? true : null), 10)
    recoveries.push(load.lastAck() - killedAt)
    if (kills.length % 10 === 0) options.print(`${kills.length} kills`)
  }
  await load.stop()
  await eventually(120, async () => ((await bridge.open()) === 0 ? true : null), 500)
  const rows = await bridge.rows()
  await bridge.stop()

  const account = accountFor(load.acknowledged, listener.heard(), rows)
  const most = mostRepeats(account.repeats, kills)
  const figures: CrashFigures = {
    seed: options.seed,
    kills: kills.length,
    kills_before_ready: beforeReady,
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
  }
  return { figures, broken: brokenOf(promises(account, most, load.acknowledged, bridge.bugs())) }
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

/** A repeat belongs to the kill before it. */
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
  let lastAck = 0
  let retried = 0
  const posters = CHATS.map(async (chat) => {
    while (!isOver) {
      const mark = markOf(++number)
      const alerts = [{ alertname: mark, severity: 'warning', instance: `${chat}:9100` }]
      const { at, tries } = await insist(urls, webhookBody({ mark, chat, alerts }, Date.now()))
      acknowledged.push({ mark, to: [EARS.get(chat) ?? chat] })
      lastAck = at
      if (tries > 0) retried += 1
      await delay(50 + 100 * random())
    }
  })
  return {
    acknowledged,
    lastAck: () => lastAck,
    retried: () => retried,
    async stop() {
      isOver = true
      await Promise.all(posters)
    },
  }
}

const settings = (sandboxUrl: string): string => `
dingtalk:
  api_url: ${sandboxUrl}
  oapi_url: ${sandboxUrl}
  apps:
    ops: { app_key: dingops, app_secret: not-a-secret, robot_code: dingops, calls_per_second: 500 }
receivers:
${CHATS.map((chat) => `  - { name: ${chat}, targets: [${targetOf(chat, sandboxUrl)}] }`).join('\n')}
route:
  receiver: swift1
  routes:
${CHATS.map((chat) => `    - { receiver: ${chat}, matchers: ['chat="${chat}"'] }`).join('\n')}
`

function targetOf(chat: string, sandboxUrl: string): string {
  const ear = EARS.get(chat) ?? chat
  const pace = chat.startsWith('slow') ? '60/1m' : '6000/1m'
  if (chat.startsWith('person')) return `{ users: ['user:${ear}'], pace: ${pace} }`
  if (chat.startsWith('robot'))
    return `{ robot: { url: '${sandboxUrl}/robot/send?access_token=${ear}' }, pace: ${pace} }`
  return `{ group: ${ear}, pace: ${pace} }`
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: '20261' },
    },
  })
  const kills = Number(values.kills)
  const result = await crash({ kills, seed: Number(values.seed), print: console.log })
  process.exitCode = report(`Crash ordeal: kill -9, ${kills} times`, result)
}
