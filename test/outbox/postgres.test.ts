import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Attempt } from '../../src/domain/delivery.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import { openPostgres } from '../../src/outbox/postgres.ts'
import type { OutboxStore, Settlement } from '../../src/outbox/store.ts'
import { A_RELEASE, aNewDelivery, aNotification, anAlert, NOON } from '../support/make.ts'
import {
  addressOf,
  emptyTables,
  hasPostgres,
  runSql,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts'
import { crowdContract } from './crowd.contract.ts'
import { storeContract } from './store.contract.ts'
import { takenContract } from './taken.contract.ts'
import { wordingsContract } from './wordings.contract.ts'

describe.skipIf(!hasPostgres)('PostgreSQL (needs TEST_PG_URL or the installed binaries)', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  const reopen = () => openPostgres(addressOf(server.url))
  const open = async () => {
    await emptyTables(server.url)
    return reopen()
  }

  describe('with connections of its own', () => {
    storeContract(open, reopen)
  })

  describe('with a crowd', () => {
    crowdContract(open)
  })

  describe('with words of earlier tries', () => {
    wordingsContract(open)
  })

  describe('with what people take', () => {
    takenContract(open)
  })

  describe('in detail', () => {
    const odd = 'zero \0, half a pair \ud800, "quotes", \\, {braces}, NULL'
    const readable = 'zero \ufffd, half a pair \ufffd, "quotes", \\, {braces}, NULL'
    let store: OutboxStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    test('labels come back as they were, whatever they hold', async () => {
      const notification = aNotification([anAlert({ labels: { odd } })])
      await store.accept(aWebhook('w'), [aNewDelivery('d', { notification })], NOON)
      expect((await store.get('d'))!.notification).toEqual(notification)
    })

    test('rows from before summaries are listed, and found for their receiver, all the same', async () => {
      await store.accept(aWebhook('w'), [aNewDelivery('d1'), aNewDelivery('d2')], NOON)
      const lists = () =>
        Promise.all([
          store.list({ limit: 9 }),
          store.list({ limit: 9, receiver: 'sre', text: 'e' }),
        ])
      const before = await lists()
      await runSql(
        server.url,
        'UPDATE dingbridge.deliveries SET about = NULL',
        'UPDATE dingbridge.search SET receiver = NULL, target = NULL, target_name = NULL',
      )
      expect(before.map(({ items }) => items.length)).toEqual([2, 2])
      expect(await lists()).toEqual(before)
    })

    test('what cannot be kept as it is, is kept readable', async () => {
      await store.accept(aWebhook('w'), [aNewDelivery('d', { receiver: odd })], NOON)
      await store.claim('w1', 1, NOON, NOON)
      const changes = [{ id: 'd', state: 'dead', detail: odd } as const]
      await store.settle('w1', { ...A_RELEASE, changes }, NOON)
      expect(await store.get('d')).toMatchObject({ receiver: readable, detail: readable })
    })

    test('what is muted takes no room from what waits', async () => {
      const muted = aNewDelivery('m', { mutedUntil: NOON + 60_000 })
      await store.accept({ ...aWebhook('w1'), maxWaiting: 1 }, [muted], NOON)
      const second = store.accept({ ...aWebhook('w2'), maxWaiting: 1 }, [aNewDelivery('d')], NOON)
      expect((await second).deliveries).toEqual(['d'])
    })

    describe('a step that was written, and its answer lost', () => {
      const hold = { kind: 'hold', leaseUntil: NOON + 6_000 } as const
      const twice = async (step: Partial<Settlement>): Promise<readonly boolean[]> => {
        const settlement = { ...A_RELEASE, next: hold, id: 'step-1', ...step }
        return [
          await store.settle('w1', settlement, NOON),
          await store.settle('w1', settlement, NOON + 1_000),
        ]
      }
      beforeEach(async () => {
        await store.accept(aWebhook('w'), [aNewDelivery('d'), aNewDelivery('e')], NOON)
        await store.claim('w1', 1, NOON, NOON)
      })

      test('has its attempts once', async () => {
        const attempts = [anAttempt('d', 1), anAttempt('d', 1)]
        expect(await twice({ attempts })).toEqual([true, true])
        expect(await store.attempts('d')).toEqual(attempts)
        expect(await store.get('d')).toMatchObject({ attempts: 2 })
      })

      test('has made its digest', async () => {
        const made = { ...aNewDelivery('x'), state: 'sending', words: null, placeOf: 'd' } as const
        const changes = [{ id: 'd', state: 'sending', toldBy: 'x' } as const]
        expect(await twice({ created: [made], changes })).toEqual([true, true])
        expect((await store.folded('x')).map(({ id }) => id)).toEqual(['d'])
        expect((await store.list({ limit: 9, text: 'e' })).items).toHaveLength(3)
      })

      test('has changed two places, and does not change them back', async () => {
        const changes = [
          { id: 'd', placeOf: 'e' },
          { id: 'e', placeOf: 'd' },
        ]
        expect(await twice({ changes })).toEqual([true, true])
        expect((await store.waiting('w1', 'target-a', 9)).map(({ id }) => id)).toEqual(['e', 'd'])
      })

      test('has given the line back, and is no lost lease', async () => {
        const changes = [{ id: 'd', state: 'dead' } as const]
        const next = A_RELEASE.next
        expect(await twice({ changes, next })).toEqual([true, true])
        const { lines } = await store.claim('w2', 1, NOON, NOON + 6_000)
        expect(lines).toMatchObject([{ ...FRESH_LINE, head: { id: 'e' } }])
        expect(lines[0]).not.toHaveProperty('step')
        expect((await store.standing()).lines[0]).not.toHaveProperty('step')
        const theirs = {
          ...A_RELEASE,
          id: 'step-2',
          changes: [{ id: 'e', state: 'sent' } as const],
        }
        expect(await store.settle('w2', theirs, NOON)).toBe(true)
        expect(await twice({ changes, next })).toEqual([false, false])
      })
    })

    test('one settlement may say several things of one row', async () => {
      await store.accept(aWebhook('w'), [aNewDelivery('d')], NOON)
      await store.claim('w1', 1, NOON, NOON)
      const made = { ...aNewDelivery('x'), state: 'sending', words: null, placeOf: 'd' } as const
      await store.settle(
        'w1',
        {
          ...A_RELEASE,
          created: [made, { ...made, id: 'gone' }],
          attempts: [anAttempt('d', 1), anAttempt('x', 1), anAttempt('d', 2), anAttempt('gone', 1)],
          changes: [
            { id: 'd', state: 'sending', reason: 'network' },
            { id: 'x', state: 'sent', toldAt: NOON },
            { id: 'd', state: 'sent', toldBy: 'x' },
            { id: 'gone', remove: true },
          ],
        },
        NOON,
      )
      expect(await store.get('d')).toMatchObject({ state: 'sent', reason: 'network', attempts: 2 })
      expect(await store.get('x')).toMatchObject({ state: 'sent', toldAt: NOON, attempts: 1 })
      expect(await store.get('gone')).toBeNull()
      expect(await store.attempts('d')).toEqual([anAttempt('d', 1), anAttempt('d', 2)])
      expect((await store.claim('w2', 1, NOON, NOON)).nextDue).toBeNull()
    })
  })
})

const aWebhook = (id: string) => ({
  id,
  source: 'prod',
  sourceType: 'alertmanager',
  body: Buffer.from('{}'),
  headers: {},
  wished: null,
  dedup: null,
  maxWaiting: 1_000,
})

const anAttempt = (delivery: string, part: number): Attempt => ({
  delivery,
  at: NOON,
  tookMs: 12,
  part,
  recipients: [],
  outcome: 'sent',
  reason: null,
  code: null,
  detail: null,
  receipt: null,
})
