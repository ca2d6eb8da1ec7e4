import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Target } from '../../src/domain/target.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { badSettings, SENT, tooFast } from '../support/gateway.ts'
import { aNotification, anAlert } from '../support/make.ts'
import { type BridgeOptions, bridgeOn } from '../support/teller.ts'

const MINUTE = 60_000

let store: OutboxStore
const aBridge = (options?: BridgeOptions) => bridgeOn(store, options)

beforeEach(async () => {
  store = await openSqlite(':memory:')
})
afterEach(() => store.close())

const people = (users: readonly string[]): Target['address'] => ({
  channel: 'users',
  app: 'ops',
  users,
  mobiles: [],
})

/** An alert of its own: nothing else waits for it. */
const about = (alertname: string) => ({
  notification: aNotification([anAlert({ labels: { alertname } })]),
})

describe('of a list of people', () => {
  const users = Array.from({ length: 45 }, (_, i) => `u${i}`)

  test('those asked to wait are told later, and nobody else again', async () => {
    const script = [{ ...SENT, flowControlled: ['u3', 'u7'] }]
    const bridge = aBridge({ target: { address: people(users) }, script })
    await bridge.accept('d1', about('d1'))
    await bridge.turn()
    expect((await store.get('d1'))!.progress.owed).toEqual(['u3', 'u7'])
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(bridge.calls.map(({ recipients }) => recipients.length)).toEqual([20, 20, 5, 2])
    expect(bridge.calls.at(-1)!.recipients).toEqual(['u3', 'u7'])
    expect((await store.get('d1'))!.state).toBe('sent')
  })

  test('those asked to wait hold nobody up', async () => {
    const script = [{ ...SENT, flowControlled: ['u3'] }]
    const bridge = aBridge({ target: { address: people(users) }, script })
    await bridge.accept('d1', about('d1'))
    await bridge.accept('d2', about('d2'))
    await bridge.turn()
    await bridge.turn()
    expect((await store.get('d2'))!.state).toBe('sent')
    expect((await store.get('d1'))!.state).toBe('waiting')
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(bridge.calls.at(-1)).toMatchObject({ recipients: ['u3'], message: { text: 'd1 full' } })
    expect((await store.get('d1'))!.state).toBe('sent')
  })

  test('those who are asked again and again are left alone for a minute, doubling to ten', async () => {
    const script = Array.from({ length: 9 }, () => ({ ...SENT, flowControlled: ['u3'] }))
    const bridge = aBridge({ target: { address: people(['u1', 'u3']) }, script })
    await bridge.accept('d1', about('d1'))
    const begun = bridge.clock.now()
    const minutes: number[] = []
    for (let minute = 0; minute <= 36; minute++) {
      const calls = bridge.calls.length
      await bridge.turn()
      if (bridge.calls.length > calls) minutes.push((bridge.clock.now() - begun) / MINUTE)
      bridge.clock.advance(MINUTE)
    }
    expect(minutes).toEqual([0, 1, 3, 7, 15, 25, 35])
  })

  test('those asked to wait hear all that they missed at once, and the others nothing twice', async () => {
    const toWait = (...flowControlled: string[]) => ({ ...SENT, flowControlled })
    const address = people(['u1', 'u2', 'u3'])
    const script = [toWait('u2', 'u3'), toWait('u2', 'u3'), toWait('u3'), SENT, toWait('u3')]
    const bridge = aBridge({ target: { address }, script })
    for (const id of ['d1', 'd2', 'd3', 'd4']) {
      await bridge.accept(id, about(id))
      await bridge.turn()
    }
    for (let minute = 0; minute < 5; minute++) {
      bridge.clock.advance(MINUTE)
      await bridge.turn()
      await bridge.turn()
    }
    expect(bridge.calls.map(({ recipients, message }) => [message.text, recipients])).toEqual([
      ['d1 full', ['u1', 'u2', 'u3']],
      ['d2 full', ['u1', 'u2', 'u3']],
      ['d3 full', ['u1', 'u2', 'u3']],
      ['d4 full', ['u1', 'u2', 'u3']],
      ['digest of d1 d2', ['u2', 'u3']],
      ['digest of d1 d2', ['u3']],
      ['d3 full', ['u3']],
    ])
    const [d1, d2] = [await store.get('d1'), await store.get('d2')]
    expect(d1).toMatchObject({ state: 'sent', toldBy: d2!.toldBy })
    expect((await store.get('d3'))!.state).toBe('sent')
  })

  test('a digest for those who were asked to wait is theirs alone, also after a crash', async () => {
    const address = people(['u1', 'u2'])
    const asked = { ...SENT, flowControlled: ['u2'] }
    const bridge = aBridge({ target: { address }, script: [asked, asked] })
    for (const id of ['d1', 'd2']) {
      await bridge.accept(id, about(id))
      await bridge.turn()
    }
    bridge.clock.advance(MINUTE)
    await bridge.die()
    expect((await store.find({ states: ['sending'], limit: 9 })).items).not.toEqual([])
    await bridge.turn()
    expect(bridge.calls.at(-1)).toMatchObject({
      recipients: ['u2'],
      message: { text: 'digest of d1 d2' },
    })
  })

  test('a resolved does not overtake what is owed of its firing', async () => {
    const toWait = { ...SENT, flowControlled: ['u2'] }
    const bridge = aBridge({ target: { address: people(['u1', 'u2', 'u3']) }, script: [toWait] })
    const firing = anAlert({ labels: { alertname: 'Down' } })
    await bridge.accept('down', { notification: aNotification([firing]) })
    await bridge.accept('other', about('other'))
    const over = { ...firing, status: 'resolved' as const }
    await bridge.accept('up', { notification: aNotification([over]) })
    for (let turns = 0; turns < 4; turns++) await bridge.turn()
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(bridge.calls.map(({ recipients, message }) => [message.text, recipients])).toEqual([
      ['down full', ['u1', 'u2', 'u3']],
      ['other full', ['u1', 'u2', 'u3']],
      ['up full', ['u1', 'u3']],
      ['digest of down up', ['u2']],
    ])
  })
})

describe('a resolved that told its late firing as well, and is owed to somebody', () => {
  const group = { key: 'g' }
  const down = anAlert({ labels: { alertname: 'Down' } })
  const firing = aNotification([down], { group })
  const resolved = aNotification([{ ...down, status: 'resolved' as const }], { group })
  const toWait = { ...SENT, flowControlled: ['u2'] }

  /** The resolved `up` has told u1 for `down`, and is owed to u2. */
  async function owedUp(script: NonNullable<BridgeOptions['script']> = []) {
    const target = { address: people(['u1', 'u2']) }
    const bridge = aBridge({ target, script: [tooFast, toWait, ...script] })
    await bridge.accept('down', { notification: firing })
    await bridge.turn()
    bridge.clock.advance(6 * MINUTE)
    await bridge.accept('up', { notification: resolved })
    await bridge.turn()
    return bridge
  }
  /** So is `other`. */
  async function owedBoth(script: NonNullable<BridgeOptions['script']> = []) {
    const bridge = await owedUp([toWait, ...script])
    await bridge.accept('other', about('other'))
    await bridge.turn()
    return bridge
  }
  const statesOf = (...ids: string[]) =>
    Promise.all(ids.map(async (id) => (await store.get(id))!.state))

  test('is over with it when that one hears of it', async () => {
    const bridge = await owedUp()
    expect(await statesOf('down', 'up')).toEqual(['sending', 'waiting'])
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(await statesOf('down', 'up')).toEqual(['sent', 'sent'])
  })

  test('is over with it when a digest of all that is owed tells both', async () => {
    const bridge = await owedBoth()
    bridge.clock.advance(MINUTE)
    await bridge.turn()
    expect(bridge.texts().at(-1)).toBe('digest of down up other')
    expect(await statesOf('down', 'up', 'other')).toEqual(['sent', 'sent', 'sent'])
    expect((await store.get('down'))!.toldBy).toBe('up')
    expect(bridge.ends.map(({ delivery }) => delivery)).toEqual(['up', 'other', 'down'])
  })

  test('is over with it also when the bridge dies in between', async () => {
    const bridge = await owedBoth()
    bridge.clock.advance(MINUTE)
    await bridge.die()
    expect((await store.find({ states: ['sending'], limit: 9 })).items).not.toEqual([])
    await bridge.turn()
    expect(await statesOf('down', 'up', 'other')).toEqual(['sent', 'sent', 'sent'])
  })

  test('is a dead letter with it when nobody can be told in time', async () => {
    const bridge = await owedBoth(Array.from({ length: 200 }, () => badSettings))
    for (let hour = 0; hour <= 25; hour++) {
      bridge.clock.advance(60 * MINUTE)
      await bridge.turn()
    }
    expect(await statesOf('down', 'up', 'other')).toEqual(['dead', 'dead', 'dead'])
    expect((await store.get('down'))!.toldBy).toBeNull()
  })
})
