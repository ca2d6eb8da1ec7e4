import { parseArgs } from 'node:util'
import type { Fault } from '../../src/sandbox/faults.ts'
import { seededRandom } from '../../src/sandbox/ids.ts'
import type { ListeningSandbox } from '../../src/sandbox/listen.ts'
import { eventually } from '../processes.ts'
import { type Acknowledged, accountFor } from './account.ts'
import type { BridgeProcess } from './bridge-process.ts'
import { type Chat, chaosSettings, chatsOf } from './chaos-chats.ts'
import {
  countOf,
  GROUPS,
  isLostAnswer,
  isMishap,
  mishapsFor,
  PAGE,
  ROBOTS,
  USERS,
  WORK,
} from './chaos-faults.ts'
import { postAll } from './chaos-load.ts'
import { brokenOf, type Result, report, seconds } from './figures.ts'
import { type Ground, onGround } from './ground.ts'

/*
 * `npm run test:chaos`: one call in five goes wrong, in every way that DingTalk and the networks
 * before it know. Every notification has to end where somebody reads it, or as a dead letter that
 * says why.
 */

export interface ChaosOptions {
  readonly notifications: number
  /** How many times the smallest set of chats there is; see `chatsOf`. */
  readonly size: number
  readonly share: number
  readonly lastingMs: number
  /** Also answers for which DingTalk closes a chat, or asks to wait for people, a minute. */
  readonly hasLongWaits: boolean
  /** Also has one region blocked by its gatekeeper, which takes five minutes. */
  readonly isBlocked: boolean
  readonly seed: number
  print(line: string): void
}

export interface ChaosFigures {
  readonly seed: number
  readonly targets: number
  readonly acknowledged: number
  readonly calls: number
  readonly calls_that_went_wrong: number
  readonly answers_lost_after_delivery: number
  readonly told_alone: number
  readonly told_in_digests: number
  readonly dead_letters: number
  readonly held: number
  readonly lost: number
  readonly repeats: number
  readonly repeats_of_custom_robots: number
  readonly out_of_order: number
  readonly ends_before_their_beginning: number
  readonly over_after: string
}

export function chaos(options: ChaosOptions): Promise<Result<ChaosFigures>> {
  // Each work notification is asked after for two seconds before the next one may go.
  const chats = chatsOf(options.size, options.isBlocked).filter(
    ({ channel }) => options.hasLongWaits || channel !== 'work_notification',
  )
  const settings = (url: string) => chaosSettings(chats, url)
  return onGround({ seed: options.seed, settings }, (ground) => endure(ground, chats, options))
}

async function endure(
  { sandbox, listener, bridges }: Ground,
  chats: readonly Chat[],
  options: ChaosOptions,
): Promise<Result<ChaosFigures>> {
  const [bridge] = bridges
  if (!bridge) throw new Error('There is no bridge.')
  const random = seededRandom(options.seed)
  const faults = faultsFor(options, random)
  sandbox.faults(...faults)
  sandbox.limits({ bad: { users: chats.flatMap(({ strangers }) => strangers) } })
  await bridge.start()

  const startedAt = Date.now()
  const moods = options.hasLongWaits ? slowPeopleDown(sandbox, chats, random) : null
  const acknowledged = await postAll(bridge.url, chats, options, random)
  moods?.stop()
  options.print(`${acknowledged.length} acknowledged after ${seconds(Date.now() - startedAt)}`)
  await eventually(
    1_200,
    async () => {
      const open = await bridge.open()
      return open === 0 ? true : null
    },
    500,
  )
  const overAfter = Date.now() - startedAt
  const rows = await bridge.rows()
  const unexplained = await unexplainedOf(
    bridge,
    rows.filter(({ state }) => state === 'dead').map(({ id }) => id),
  )
  const unknown = await unknownOutcomes(bridge)
  const left = (await (await fetch(`${sandbox.url}/sandbox/faults`)).json()) as readonly Fault[]
  await bridge.stop()

  const account = accountFor(acknowledged, listener.heard(), rows)
  const robots = chats.filter(({ channel }) => channel === 'robot').flatMap(({ ears }) => ears)
  const silent = chats.filter(({ isHeld }) => isHeld).flatMap(({ ears }) => ears)
  const annoyed = account.repeats.filter(({ by }) => silent.includes(by))
  const heldElsewhere = rows.filter(
    ({ state, labels }) => state === 'held' && !labels['chat']?.startsWith('held'),
  )
  const lines = chats
    .filter(({ channel }) => channel === 'robot' || channel === 'group')
    .flatMap(({ ears }) => ears)
  const misordered = account.misordered.filter(({ by }) => lines.includes(by))
  const figures: ChaosFigures = {
    seed: options.seed,
    targets: chats.length,
    acknowledged: acknowledged.length,
    calls: Object.values(sandbox.calls()).reduce((sum, calls) => sum + calls, 0),
    calls_that_went_wrong: countOf(faults, isMishap) - countOf(left, isMishap),
    answers_lost_after_delivery: countOf(faults, isLostAnswer) - countOf(left, isLostAnswer),
    told_alone: account.alone,
    told_in_digests: account.folded,
    dead_letters: account.dead,
    held: account.held,
    lost: account.lost.length,
    repeats: account.repeats.length,
    repeats_of_custom_robots: account.repeats.filter(({ by }) => robots.includes(by)).length,
    out_of_order: misordered.length,
    ends_before_their_beginning: account.overtaken.length,
    over_after: seconds(overAfter),
  }
  const fateOf = (mark: string): string => {
    const row = rows.find(({ kind, labels }) => kind === 'notification' && labels['mark'] === mark)
    return `${mark} ${row?.state} ${row?.told_by ?? 'by itself'}`
  }
  const sum = account.alone + account.folded + account.dead + account.held
  const promises = [
    ['Whatever was posted was acknowledged.', acknowledged.length === options.notifications],
    [
      `Whatever was acknowledged is told, a dead letter or held, once: ${account.lost.slice(0, 20).map(fateOf)}`,
      sum === acknowledged.length,
    ],
    [`Every dead letter says why: ${unexplained.slice(0, 5)}`, unexplained.length === 0],
    [
      'Dead letters are those that nobody could be told.',
      account.dead >= countTo('nobody', acknowledged),
    ],
    [
      `Nothing is said twice unless an answer was lost (${unknown} were).`,
      account.repeats.length <= unknown * MOST_EARS,
    ],
    ['A custom robot says nothing twice.', figures.repeats_of_custom_robots === 0],
    [
      `Who asked not to hear anything twice does not: ${annoyed.flatMap(({ marks }) => marks).map(fateOf)}`,
      annoyed.length === 0,
    ],
    [
      `Only they are held: ${heldElsewhere.map(({ id, kind }) => `${kind} ${id}`)}`,
      heldElsewhere.length === 0,
    ],
    [
      `Chats and robots are told in order: ${misordered.slice(0, 5).map(({ by, marks }) => `${by} ${marks[0]}`)}`,
      misordered.length === 0,
    ],
    [
      `Nobody hears that something is over before he hears of it: ${account.overtaken.slice(0, 5)}`,
      account.overtaken.length === 0,
    ],
    [`The bridge met no bug of its own: ${bridge.bugs().slice(0, 3)}`, bridge.bugs().length === 0],
  ] as const
  return { figures, broken: brokenOf(promises) }
}

/** People in one call: a repeat of it is heard by each of them. */
const MOST_EARS = 3

function faultsFor(options: ChaosOptions, random: () => number): readonly Fault[] {
  const { notifications, share, hasLongWaits } = options
  const block = {
    match: { path: GROUPS, target: 'cid-far1' },
    times: 1,
    answer: { status: 200, body: PAGE },
  }
  const paths = [GROUPS, USERS, ROBOTS, WORK]
  const mishaps = paths.flatMap((path) =>
    mishapsFor(path, 2 * notifications, share, hasLongWaits, random),
  )
  const all = options.isBlocked ? [block, ...mishaps] : mishaps
  return all.map((fault) => ({ match: {}, times: 1, ...fault }))
}

const countTo = (name: string, acknowledged: readonly Acknowledged[]): number =>
  acknowledged.filter(({ to }) => to[0] === name).length

/** DingTalk asks to wait now for some people, now for others. */
function slowPeopleDown(sandbox: ListeningSandbox, chats: readonly Chat[], random: () => number) {
  const people = chats.filter(({ name }) => name.startsWith('slowed')).flatMap(({ ears }) => ears)
  const timer = setInterval(() => {
    const slowed = people.filter(() => random() < 0.05)
    sandbox.limits({ flow_controlled_users: slowed })
  }, 2_000)
  return {
    stop() {
      clearInterval(timer)
      sandbox.limits({ flow_controlled_users: [] })
    },
  }
}

/** Dead letters without a sentence for the operator. */
async function unexplainedOf(bridge: BridgeProcess, ids: readonly string[]) {
  const unexplained: string[] = []
  for (const id of ids) {
    const { reason, detail } = (await bridge.row(id)) as { reason?: string; detail?: string | null }
    if (!reason || !detail) unexplained.push(id)
  }
  return unexplained
}

async function unknownOutcomes(bridge: BridgeProcess): Promise<number> {
  const attempts = await bridge.metric('dingbridge_attempts_total')
  return attempts
    .filter(({ labels }) => /reason="(?:ambiguous|network|timeout)"/.test(labels))
    .reduce((sum, { value }) => sum + value, 0)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '20263' },
      'no-block': { type: 'boolean', default: false },
    },
  })
  const result = await chaos({
    notifications: 5_000,
    size: 10,
    share: 0.2,
    lastingMs: 100_000,
    hasLongWaits: true,
    isBlocked: !values['no-block'],
    seed: Number(values.seed),
    print: console.log,
  })
  process.exitCode = report('Chaos ordeal: one call in five goes wrong', result)
}
