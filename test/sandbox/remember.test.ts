import { expect, test } from 'vitest'
import { customRobot } from '../../src/sandbox/api/custom-robot.ts'
import {
  workNotification,
  workNotificationResult,
} from '../../src/sandbox/api/work-notification.ts'
import type { Call } from '../../src/sandbox/call.ts'
import { KEPT, remember } from '../../src/sandbox/remember.ts'
import { createTally } from '../../src/sandbox/windows.ts'
import { createWorld, type World } from '../../src/sandbox/world.ts'
import { START } from './ask.ts'

/* A sandbox is left running for days: what it remembers besides messages ends somewhere as well. */

const aWorld = (): World =>
  createWorld({ now: () => START, sleep: () => Promise.resolve() }, () => 0.5)

const aCall = (query: Record<string, string>, body: object): Call => ({
  ...{ method: 'POST', path: '/', headers: { 'content-type': 'application/json' } },
  ...{ query, body: JSON.stringify(body) },
})

test('what was written down longest ago makes way, what is written again stays', () => {
  const kept = new Map<string, number>()
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) remember(kept, key, value, 3)
  remember(kept, 'a', 4, 3)
  remember(kept, 'd', 5, 3)
  expect([...kept]).toEqual([
    ['c', 3],
    ['a', 4],
    ['d', 5],
  ])
})

test('a custom robot knows its latest messages again, not those of last week', () => {
  const world = aWorld()
  const say = (msgUuid: string) =>
    customRobot.answer(
      world,
      aCall({ access_token: 'r' }, { msgtype: 'text', text: { content: 'full' }, msgUuid }),
    )
  for (let n = 0; n <= KEPT; n++) say(`m${n}`)
  const before = world.arrivals.list().at(-1)?.id
  say(`m${KEPT}`)
  expect(world.arrivals.list().at(-1)?.id).toBe(before)
  say('m0')
  expect(world.arrivals.list().at(-1)?.id).toBe(`m${KEPT + 2}`)
})

test('of work notifications the latest can be asked about, and the rest make way', () => {
  const world = aWorld()
  const access_token = world.tokens.issue({ app: 'ops', kind: 'internal' })
  const tasks = Array.from({ length: KEPT + 1 }, (_, n) => {
    const wish = { agent_id: '1', template_id: 't', userid_list: `u${n}`, data: { n: 'full' } }
    return workNotification.answer(world, aCall({ access_token }, wish)).body as Answered
  })
  const codeOf = (task: Answered | undefined) => {
    const wish = { agent_id: '1', task_id: task?.task_id }
    return (workNotificationResult.answer(world, aCall({ access_token }, wish)).body as Answered)
      .errcode
  }
  expect([codeOf(tasks[0]), codeOf(tasks[1]), codeOf(tasks.at(-1))]).toEqual([400002, 0, 0])
  expect([world.tasks.size, world.days.size]).toEqual([KEPT, KEPT])
})

interface Answered {
  readonly errcode: number
  readonly task_id?: number
}

test('a day of one person counts all that was said, and holds a part of the words', () => {
  const world = aWorld()
  const access_token = world.tokens.issue({ app: 'ops', kind: 'internal' })
  for (let n = 0; n < 1_200; n++) {
    const wish = { agent_id: '1', template_id: 't', userid_list: 'zhao', data: { n: `${n}` } }
    workNotification.answer(world, aCall({ access_token }, wish))
  }
  const [day] = world.days.values()
  expect([day?.count, day?.words.size]).toEqual([1_200, 1_000])
})

test('paces are known of the latest places', () => {
  const tally = createTally()
  for (let n = 0; n <= KEPT; n++) tally.add(`cid${n}`, START, 20)
  const list = tally.list()
  expect([list.length, list.at(-1)?.target]).toEqual([KEPT, `cid${KEPT}`])
})
