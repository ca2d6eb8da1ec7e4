import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY, HOUR } from '../../src/domain/clock.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import type { Call } from '../../src/send/channel.ts'
import { workNotification } from '../../src/send/work-notification.ts'
import { NOON } from '../support/make.ts'
import { bridgeOn, WORK } from '../support/teller.ts'

let store: OutboxStore

beforeEach(async () => {
  store = await openSqlite(':memory:')
})
afterEach(() => store.close())

const UNKNOWN: Outcome = { kind: 'reject', reason: 'recipient', code: '33012', detail: 'Unknown.' }

/** Tells one delivery; calls that `isWrong` are refused, as DingTalk refuses a whole call. */
async function tellTo(
  address: { users?: string[]; mobiles?: string[]; departments?: string[] },
  isWrong: (call: Called) => boolean = () => false,
) {
  const bridge = bridgeOn(store, { target: { address: { ...WORK, ...address } } })
  await bridge.accept('d1')
  const told: Called[] = []
  await bridge.turn({
    ...bridge.gateway,
    async send(call, signal) {
      if (isWrong(called(call))) return UNKNOWN
      told.push(called(call))
      return bridge.gateway.send(call, signal)
    },
  })
  return { told, delivery: await store.get('d1') }
}

type Called = readonly [users: string, departments: string]

const called = (call: Call): Called => {
  const form = new URLSearchParams(workNotification.request(call).body)
  return [form.get('userid_list') ?? '', form.get('dept_id_list') ?? '']
}

test('departments are told once, with the first users', async () => {
  const users = Array.from({ length: 150 }, (_, i) => `u${i}`)
  const { told } = await tellTo({ users, departments: ['42', '43'] })
  expect(told.map(([of, departments]) => [of.split(',').length, departments])).toEqual([
    [100, '42,43'],
    [50, ''],
  ])
})

test('a wrong user does not keep it from the departments', async () => {
  const to = { users: ['u1', 'wrong'], departments: ['42'] }
  const { told, delivery } = await tellTo(to, ([users]) => users.includes('wrong'))
  expect(told).toEqual([
    ['', '42'],
    ['u1', ''],
  ])
  expect(delivery).toMatchObject({ state: 'sent', progress: { refused: [{ user: 'wrong' }] } })
})

test('a wrong department does not keep it from the users, and is listed', async () => {
  const to = { users: ['u1', 'u2'], departments: ['42'] }
  const { told, delivery } = await tellTo(to, ([, departments]) => departments !== '')
  expect(told).toEqual([['u1,u2', '']])
  expect(delivery).toMatchObject({
    state: 'sent',
    progress: { refused: [{ user: 'departments 42', because: '33012' }] },
  })
})

test('what neither the departments nor the users could be told is a dead letter', async () => {
  const { told, delivery } = await tellTo({ users: ['u1'], departments: ['42'] }, () => true)
  expect(told).toEqual([])
  expect(delivery).toMatchObject({
    state: 'dead',
    detail: 'Nobody could be told: departments 42 (33012), u1 (33012).',
  })
})

test('the departments are told although the first user has had enough today', async () => {
  const day = Math.floor((NOON + 8 * HOUR) / DAY)
  await store.tally(`work-notifications:ops:u1:${day}`, 50, NOON, NOON + DAY)
  const { told } = await tellTo({ users: ['u1', 'u2'], departments: ['42'] })
  expect(told).toEqual([['u2', '42']])
})

test('nothing is sent to nobody: numbers that no user has make a dead letter', async () => {
  const { told, delivery } = await tellTo({ users: [], mobiles: ['13800000000'] })
  expect(told).toEqual([])
  expect(delivery).toMatchObject({ state: 'dead', reason: 'recipient' })
})
