import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/domain/outcome.ts'
import type { Target } from '../../src/domain/target.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { badMessage, badSettings, nobodyKnows, SENT, tooFast } from '../support/gateway.ts'
import { aNotification, anAlert, NOON } from '../support/make.ts'
import { type BridgeOptions, bridgeOn, WORK } from '../support/teller.ts'

const MINUTE = 60_000

let store: OutboxStore
const aBridge = (options?: BridgeOptions) => bridgeOn(store, options)

beforeEach(async () => {
  store = await openSqlite(':memory:')
})
afterEach(() => store.close())

describe('a delivery', () => {
  test('is told, and says when and with which receipt', async () => {
    const bridge = aBridge()
    await bridge.accept('d1')
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({
      state: 'sent',
      toldAt: NOON,
      attempts: 1,
      progress: { partsDone: 1, receipts: ['receipt-1'] },
      words: { parts: [{ text: 'd1 full' }] },
    })
    expect(bridge.ends).toEqual([{ delivery: 'd1', state: 'sent', reason: null }])
  })

  test('of several parts resends only what is missing', async () => {
    const bridge = aBridge({ parts: 3, script: [SENT, tooFast] })
    await bridge.accept('d1')
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({ state: 'waiting', progress: { partsDone: 1 } })
    bridge.clock.advance(10 * MINUTE)
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full 1', 'd1 full 2', 'd1 full 2', 'd1 full 3'])
    expect((await store.get('d1'))!.state).toBe('sent')
  })

  test('refused for now waits, holds its line, and is told later in fresh words', async () => {
    const bridge = aBridge({ script: [tooFast] })
    await bridge.accept('d1')
    await bridge.accept('d2')
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({ state: 'waiting', words: null, reason: 'rate' })
    await bridge.turn()
    expect(bridge.calls).toHaveLength(1)
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', 'd1 full', 'd2 full'])
  })

  test('shut out by a penalty is left alone until its end, even when everything is woken', async () => {
    const bridge = aBridge({ script: [tooFast] })
    await bridge.accept('d1')
    await bridge.turn()
    await store.wake('all', NOON + 1)
    bridge.clock.advance(MINUTE - 1)
    await bridge.turn()
    expect(bridge.calls).toHaveLength(1)
    bridge.clock.advance(1)
    await bridge.turn()
    expect((await store.get('d1'))!.state).toBe('sent')
  })

  test('of unknown outcome is repeated byte for byte with the same key', async () => {
    const bridge = aBridge({ script: [nobodyKnows] })
    await bridge.accept('d1')
    await bridge.turn()
    bridge.clock.advance(10 * MINUTE)
    await bridge.turn()
    const [first, second] = bridge.calls
    expect(second).toEqual(first)
    expect((await store.get('d1'))!.state).toBe('sent')
  })

  test('of unknown outcome is held where the target says so, and holds nobody up', async () => {
    const bridge = aBridge({ script: [nobodyKnows], target: { onUnknown: 'hold' } })
    await bridge.accept('d1')
    await bridge.accept('d2')
    await bridge.turn()
    await bridge.turn()
    expect((await store.get('d1'))!.state).toBe('held')
    expect((await store.get('d2'))!.state).toBe('sent')
  })

  test('cut off by a crash is an unknown outcome', async () => {
    const bridge = aBridge()
    await bridge.accept('d1')
    const crash = new Error('killed')
    await expect(
      bridge.turn({ ...bridge.gateway, send: () => Promise.reject(crash) }),
    ).rejects.toThrow(crash)
    expect((await store.get('d1'))!.state).toBe('sending')
    bridge.clock.advance(15_001)
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full'])
    expect((await store.get('d1'))!.state).toBe('sent')
  })

  test('whose form is refused is tried once more, plain, and then is a dead letter', async () => {
    const bridge = aBridge({ script: [badMessage, badMessage] })
    await bridge.accept('d1')
    await bridge.accept('d2')
    await bridge.turn()
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', 'd1 plain', 'd2 full'])
    expect(await store.get('d1')).toMatchObject({ state: 'dead', reason: 'message', attempts: 2 })
    expect(bridge.calls[0]!.idempotencyKey).not.toBe(bridge.calls[1]!.idempotencyKey)
  })

  test('whose settings are refused waits and knocks after 1, 2, 5, then every 10 minutes', async () => {
    const bridge = aBridge({ script: Array.from({ length: 5 }, () => badSettings) })
    await bridge.accept('d1')
    const knocks: number[] = []
    for (let minute = 0; minute <= 28; minute++) {
      const before = bridge.calls.length
      await bridge.turn()
      if (bridge.calls.length > before) knocks.push(minute)
      bridge.clock.advance(MINUTE)
    }
    expect(knocks).toEqual([0, 1, 3, 8, 18, 28])
    expect((await store.get('d1'))!.state).toBe('sent')
    const health = bridge.events.map(({ type }) => type).filter((type) => type.startsWith('target'))
    expect(health).toEqual(['target.unhealthy', 'target.recovered'])
  })

  test('that cannot be told in time is a dead letter with its reason', async () => {
    const bridge = aBridge({ script: Array.from({ length: 99 }, () => badSettings) })
    await bridge.accept('d1', { expiresAt: NOON + 5 * MINUTE })
    for (let minute = 0; minute <= 5; minute++) {
      await bridge.turn()
      bridge.clock.advance(MINUTE)
    }
    expect(await store.get('d1')).toMatchObject({ state: 'dead', reason: 'config' })
    expect(bridge.ends).toEqual([{ delivery: 'd1', state: 'dead', reason: 'config' }])
  })

  test('whose target is gone from the plan waits', async () => {
    const bridge = aBridge({ gone: true })
    await bridge.accept('d1')
    await bridge.turn()
    expect((await store.get('d1'))!.state).toBe('waiting')
    expect(bridge.calls).toEqual([])
  })
})

describe('a list of people', () => {
  const users = Array.from({ length: 45 }, (_, i) => `u${i}`)
  const people = (mobiles: readonly string[] = []): Target['address'] => ({
    channel: 'users',
    app: 'ops',
    users,
    mobiles,
  })

  test('of 45 is told in three calls and one slot', async () => {
    const bridge = aBridge({ target: { address: people(), pace: { messages: 2, perMs: MINUTE } } })
    await bridge.accept('d1')
    await bridge.accept('d2')
    await bridge.turn()
    await bridge.turn()
    const sizes = bridge.calls.map(({ recipients }) => recipients.length)
    expect(sizes).toEqual([20, 20, 5])
    bridge.clock.advance(2 * MINUTE)
    await bridge.turn()
    expect(bridge.calls).toHaveLength(6)
  })

  test('one wrong id does not keep the message from the others', async () => {
    const wrong = 'u13'
    const bridge = aBridge({ target: { address: people() } })
    await bridge.accept('d1')
    await bridge.turn({
      ...bridge.gateway,
      send: async (call, signal): Promise<Outcome> =>
        call.recipients.includes(wrong)
          ? { kind: 'reject', reason: 'recipient', code: 'staffId.notExisted', detail: 'Unknown.' }
          : bridge.gateway.send(call, signal),
    })
    const told = bridge.calls.flatMap(({ recipients }) => recipients).sort()
    expect(told).toEqual(users.filter((user) => user !== wrong).sort())
    expect(await store.get('d1')).toMatchObject({
      state: 'sent',
      progress: { refused: [{ user: wrong, because: 'staffId.notExisted' }] },
    })
  })

  test('of whom nobody exists is a dead letter that names them', async () => {
    const refused = [{ user: 'u0', because: 'invalidStaffIdList' }]
    const address = { ...people(), users: ['u0'] }
    const script: Outcome[] = [{ ...SENT, receipt: null, refused }]
    const bridge = aBridge({ target: { address }, script })
    await bridge.accept('d1')
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({
      state: 'dead',
      reason: 'recipient',
      detail: 'Nobody could be told: u0 (invalidStaffIdList).',
    })
  })

  test('who was left out after an accepted work notification is listed, and the others are told', async () => {
    const bridge = aBridge({ target: { address: WORK } })
    await bridge.accept('d1')
    await bridge.turn({
      ...bridge.gateway,
      confirm: async () => [{ user: 'u2', because: '143105' }],
    })
    expect(await store.get('d1')).toMatchObject({
      state: 'sent',
      progress: { refused: [{ user: 'u2', because: '143105' }] },
    })
  })

  test('nobody gets more than 50 work notifications a day: the rest waits for tomorrow', async () => {
    const pace = { messages: 1_000, perMs: MINUTE }
    const bridge = aBridge({ target: { address: { ...WORK, users: ['u1'] }, pace, digest: 'off' } })
    const expiresAt = NOON + 48 * 60 * MINUTE
    for (let i = 1; i <= 51; i++) await bridge.accept(`d${i}`, { expiresAt })
    for (let i = 1; i <= 52; i++) await bridge.turn()
    expect(bridge.calls).toHaveLength(50)
    expect(await store.get('d51')).toMatchObject({ state: 'waiting', reason: 'quota' })
    // Noon in UTC is eight in the evening in China.
    bridge.clock.advance(4 * 60 * MINUTE)
    await bridge.turn()
    expect((await store.get('d51'))!.state).toBe('sent')
  })

  test('who has had enough today is listed, and the others are told', async () => {
    const pace = { messages: 1_000, perMs: MINUTE }
    const bridge = aBridge({ target: { address: WORK, pace } })
    const key = `work-notifications:ops:u2:${Math.floor((NOON + 8 * 60 * MINUTE) / (1440 * MINUTE))}`
    await store.tally(key, 50, NOON, NOON + 1440 * MINUTE)
    await bridge.accept('d1')
    await bridge.turn()
    expect(bridge.calls.map(({ recipients }) => recipients)).toEqual([['u1']])
    expect((await store.get('d1'))!.progress.refused).toEqual([
      { user: 'u2', because: 'has had 50 work notifications today' },
    ])
  })

  test('an accepted work notification that reached nobody is a dead letter', async () => {
    const bridge = aBridge({ target: { address: { ...WORK, users: ['u2'] } } })
    await bridge.accept('d1')
    await bridge.turn({
      ...bridge.gateway,
      confirm: async () => [{ user: 'u2', because: '143105' }],
    })
    expect(await store.get('d1')).toMatchObject({ state: 'dead', reason: 'recipient' })
  })

  test('mobile numbers are looked up, and those of nobody are listed', async () => {
    const address = { ...people(['13800000000', '13900000000']), users: ['u1'] }
    const bridge = aBridge({ target: { address } })
    bridge.people.set('13800000000', 'u9')
    await bridge.accept('d1')
    await bridge.turn()
    expect(bridge.calls.map(({ recipients }) => recipients)).toEqual([['u1', 'u9']])
    expect((await store.get('d1'))!.progress.refused).toMatchObject([{ user: '13900000000' }])
  })
})

describe('a late firing whose resolved waits behind it', () => {
  const group = { key: 'g' }
  const down = anAlert({ labels: { alertname: 'Down' } })
  const up = { ...down, status: 'resolved' as const }
  const firing = aNotification([down], { group })
  const resolved = aNotification([up], { group })

  test('is told by it, and both are over', async () => {
    const bridge = aBridge({ script: [tooFast] })
    await bridge.accept('d1', { notification: firing })
    await bridge.turn()
    bridge.clock.advance(6 * MINUTE)
    await bridge.accept('d2', { notification: resolved })
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', 'd2 full'])
    expect(await store.get('d1')).toMatchObject({ state: 'sent', toldBy: 'd2' })
    expect(await store.get('d2')).toMatchObject({ state: 'sent', toldBy: null })
  })

  test('keeps its place with it while nobody knows whether they arrived', async () => {
    const bridge = aBridge({ script: [nobodyKnows] })
    await bridge.accept('d1', { notification: firing })
    await bridge.accept('between')
    await bridge.accept('d2', { notification: resolved })
    bridge.clock.advance(6 * MINUTE)
    for (let turn = 0; turn < 3; turn++) {
      await bridge.turn()
      bridge.clock.advance(10_000)
    }
    expect(bridge.texts()).toEqual(['d2 full', 'd2 full', 'between full'])
  })

  test('is told by it with another of the same that came in between', async () => {
    const bridge = aBridge()
    await bridge.accept('d1', { notification: firing })
    await bridge.accept('d2', { notification: firing })
    await bridge.accept('d3', { notification: resolved })
    bridge.clock.advance(6 * MINUTE)
    await bridge.turn()
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d3 full'])
    expect(await store.get('d2')).toMatchObject({ state: 'sent', toldBy: 'd3' })
  })

  test('is told by itself where that one would overtake what still fires', async () => {
    const more = anAlert({ labels: { alertname: 'Also' } })
    const bridge = aBridge()
    await bridge.accept('d1', { notification: firing })
    await bridge.accept('d2', { notification: aNotification([down, more], { group }) })
    await bridge.accept('d3', { notification: resolved })
    bridge.clock.advance(6 * MINUTE)
    for (let turns = 0; turns < 3; turns++) await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', 'd2 full', 'd3 full'])
  })

  test('waits again when that one is refused', async () => {
    const bridge = aBridge({ script: [tooFast, tooFast] })
    await bridge.accept('d1', { notification: firing })
    await bridge.turn()
    bridge.clock.advance(6 * MINUTE)
    await bridge.accept('d2', { notification: resolved })
    await bridge.turn()
    expect(await store.get('d1')).toMatchObject({ state: 'waiting', toldBy: null })
    expect((await store.get('d2'))!.state).toBe('waiting')
  })

  test.each([
    ['in time', 1, resolved, 'd1 full'],
    [
      'another alert',
      6,
      aNotification([{ ...up, fingerprint: 'other' }], { group }),
      'digest of d1 d2',
    ],
    ['another group', 6, aNotification([up], { group: { key: 'h' } }), 'digest of d1 d2'],
  ])('is not told by that alone: %s', async (_, minutes, other, words) => {
    const bridge = aBridge({ script: [tooFast] })
    await bridge.accept('d1', { notification: firing })
    await bridge.turn()
    bridge.clock.advance(minutes * MINUTE)
    await bridge.accept('d2', { notification: other })
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', words])
  })
})

describe('after a mute', () => {
  const muted = { mutedUntil: NOON + MINUTE }

  test('all that it held back is told as one, and what came later by itself', async () => {
    const bridge = aBridge()
    await bridge.accept('d1', muted)
    await bridge.accept('d2', muted)
    bridge.clock.advance(MINUTE)
    await bridge.accept('d3')
    await bridge.turn()
    await bridge.turn()
    expect(bridge.texts()).toEqual(['digest of d1 d2', 'd3 full'])
    expect(await store.get('d1')).toMatchObject({ state: 'sent' })
  })

  test('a single one is told as itself', async () => {
    const bridge = aBridge()
    await bridge.accept('d1', muted)
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full'])
  })

  test('a target without digests is told each by itself', async () => {
    const bridge = aBridge({ target: { digest: 'off' } })
    await bridge.accept('d1', muted)
    await bridge.accept('d2', muted)
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', 'd2 full'])
  })
})

describe('a storm', () => {
  test('goes one by one while slots are free, and then folds in the kept ones', async () => {
    const bridge = aBridge({ target: { pace: { messages: 6, perMs: MINUTE } } })
    for (let i = 1; i <= 9; i++) await bridge.accept(`d${i}`)
    for (let i = 0; i < 9; i++) await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', 'd2 full', 'd3 full', 'd4 full'])
    bridge.clock.advance(MINUTE / 2)
    await bridge.turn()
    expect(bridge.texts().slice(4)).toEqual(['digest of d5 d6 d7 d8 d9'])
    expect((await store.find({ limit: 20, states: ['waiting'] })).items).toEqual([])
  })

  test('in a kept slot all that waits is one digest', async () => {
    const bridge = aBridge({ target: { pace: { messages: 1, perMs: MINUTE } } })
    for (let i = 1; i <= 5; i++) await bridge.accept(`d${i}`)
    await bridge.turn()
    expect(bridge.texts()).toEqual(['digest of d1 d2 d3 d4 d5'])
    const rows = (await store.find({ limit: 20, states: ['sent'] })).items
    const digest = rows.find(({ kind }) => kind === 'digest')
    const folded = rows.filter(({ kind }) => kind === 'notification')
    expect(folded.map(({ toldBy }) => toldBy)).toEqual(Array(5).fill(digest?.id))
    expect(bridge.ends.map(({ state }) => state)).toEqual(Array(5).fill('folded'))
  })

  test('a digest that is refused gives back what it folded, and the next tells more', async () => {
    const pace = { messages: 1, perMs: MINUTE }
    const bridge = aBridge({ target: { pace }, script: [tooFast] })
    await bridge.accept('d1')
    await bridge.accept('d2')
    await bridge.turn()
    expect((await store.get('d1'))!.attempts).toBe(1)
    await bridge.accept('d3')
    bridge.clock.advance(2 * MINUTE)
    await bridge.turn()
    expect(bridge.texts()).toEqual(['digest of d1 d2', 'digest of d1 d2 d3'])
  })

  test('a digest whose words are refused is tried once more, in words that quote nobody', async () => {
    const pace = { messages: 1, perMs: MINUTE }
    const bridge = aBridge({ target: { pace }, script: [badMessage] })
    await bridge.accept('d1')
    await bridge.accept('d2')
    await bridge.turn()
    expect(bridge.texts()).toEqual(['digest of d1 d2', 'plain digest of d1 d2'])
    expect(await store.get('d1')).toMatchObject({ state: 'sent', reason: null })
    expect(await store.get('d2')).toMatchObject({ state: 'sent', reason: null })
  })

  test('a digest of unknown outcome is repeated as it was', async () => {
    const pace = { messages: 1, perMs: MINUTE }
    const bridge = aBridge({ target: { pace }, script: [nobodyKnows] })
    await bridge.accept('d1')
    await bridge.accept('d2')
    await bridge.turn()
    await bridge.accept('d3')
    bridge.clock.advance(2 * MINUTE)
    await bridge.turn()
    expect(bridge.calls[1]).toEqual(bridge.calls[0])
    expect((await store.get('d2'))!.state).toBe('sent')
    bridge.clock.advance(2 * MINUTE)
    await bridge.turn()
    expect(bridge.texts().at(-1)).toBe('d3 full')
  })
})

test('what a person sends again is told as one, and by itself when it is one', async () => {
  const bridge = aBridge({ script: Array.from({ length: 6 }, () => badMessage) })
  for (let i = 1; i <= 3; i++) await bridge.accept(`d${i}`)
  for (let i = 1; i <= 3; i++) await bridge.turn()
  await store.redrive(['d1', 'd2'], NOON, NOON + MINUTE)
  await bridge.accept('d4')
  await bridge.turn()
  await bridge.turn()
  expect(bridge.texts().slice(6)).toEqual(['digest of d1 d2', 'd4 full'])
  await store.redrive(['d3'], NOON, NOON + MINUTE)
  await bridge.turn()
  expect(bridge.texts().at(-1)).toBe('d3 full')
})

describe('an organisation that saves its calls', () => {
  const urgent = aNotification([anAlert({ labels: { alertname: 'Down', severity: 'critical' } })])

  test('hears once an hour, all in one', async () => {
    const bridge = aBridge({ sparing: true })
    for (let i = 1; i <= 3; i++) await bridge.accept(`d${i}`)
    await bridge.turn()
    expect(bridge.texts()).toEqual(['digest of d1 d2 d3'])
    await bridge.accept('d4')
    for (let minute = 0; minute < 59; minute++) {
      bridge.clock.advance(MINUTE)
      await bridge.turn()
    }
    expect(bridge.texts()).toHaveLength(1)
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(bridge.texts()).toEqual(['digest of d1 d2 d3', 'd4 full'])
  })

  test('hears what is urgent at once', async () => {
    const bridge = aBridge({ sparing: true })
    await bridge.accept('d1')
    await bridge.turn()
    await bridge.accept('d2')
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full'])
    await bridge.accept('d3', { notification: urgent })
    bridge.clock.advance(10_000)
    await bridge.turn()
    await bridge.turn()
    expect(bridge.texts()).toEqual(['d1 full', 'd2 full', 'd3 full'])
  })
})
