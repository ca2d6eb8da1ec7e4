import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FRESH_LINE, type Line } from '../../src/outbox/line.ts'
import { openPostgres } from '../../src/outbox/postgres.ts'
import type { OutboxStore, Settlement } from '../../src/outbox/store.ts'
import { aNewDelivery, NOON } from '../support/make.ts'
import {
  addressOf,
  hasPostgres,
  runSql,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts'

const SECOND = 1_000
describe.skipIf(!hasPostgres)('Two replicas on one PostgreSQL', () => {
  let server: TestPostgres
  let a: OutboxStore
  let b: OutboxStore

  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    await runSql(server.url, 'DROP SCHEMA IF EXISTS dingbridge CASCADE')
    const open = () => openPostgres(addressOf(server.url))
    // Both find an empty database: one makes the tables, the other finds them made.
    ;[a, b] = await Promise.all([open(), open()])
  })
  afterEach(() => Promise.all([a.close(), b.close()]))

  test('the same notification from two at the same moment is stored once', async () => {
    const dedup = { group: 'g', key: 'k', windowMs: 120 * SECOND }
    const rounds = Array.from({ length: 20 }, (_, n) => ({ ...dedup, group: `g${n}` }))
    const answers = await Promise.all(
      rounds.flatMap((each, n) =>
        [a, b].map((store, i) =>
          store.accept(aWebhook(`w${n}${'ab'[i]}`, each), [aNewDelivery(`d${n}${'ab'[i]}`)], NOON),
        ),
      ),
    )
    expect(answers.filter(({ duplicate }) => duplicate)).toHaveLength(20)
    const stored = (await a.find({ limit: 100 })).items.map(({ id }) => id).sort()
    expect([...new Set(answers.flatMap(({ deliveries }) => deliveries))].sort()).toEqual(stored)
    expect(stored).toHaveLength(20)
  })

  test('what they do in turn is given to one at a time, by one clock', async () => {
    const stretch = 100 * SECOND
    const begins = await Promise.all(
      Array.from({ length: 6 }, (_, i) => [a, b][i % 2]!.reserve!('calls', stretch)),
    )
    const inOrder = begins.map((wait) => Math.round(wait / stretch)).sort()
    expect(inOrder).toEqual([0, 1, 2, 3, 4, 5])
    // Nobody waits longer than ten minutes, whatever a clock did.
    for (let i = 0; i < 3; i++) await a.reserve!('calls', stretch)
    expect(Math.round((await b.reserve!('calls', stretch)) / stretch)).toBe(6)
    expect(await b.reserve!('other calls', stretch)).toBe(0)
  })

  test('no line is ever held by both, and each target is told in order', async () => {
    const targets = ['t0', 't1', 't2', 't3', 't4']
    for (let n = 0; n < 40; n++) {
      const deliveries = targets.map((target) => aNewDelivery(`${target}.${n}`, { target }))
      await [a, b][n % 2]!.accept(aWebhook(`w${n}`), deliveries, NOON)
    }
    const told = new Map(targets.map((target) => [target, [] as number[]]))
    const holders = new Map<string, string>()
    const twice: string[] = []

    async function work(store: OutboxStore, worker: string): Promise<void> {
      for (;;) {
        const { lines, nextDue } = await store.claim(worker, 2, NOON, NOON + 15 * SECOND)
        for (const line of lines) {
          if (holders.has(line.target)) twice.push(line.target)
          holders.set(line.target, worker)
        }
        for (const line of lines) {
          told.get(line.target)!.push(Number(line.head.id.split('.')[1]))
          holders.delete(line.target)
          expect(await store.settle(worker, sent(line), NOON)).toBe(true)
        }
        if (nextDue === null) return
      }
    }
    await Promise.all([work(a, 'wa'), work(b, 'wb'), work(a, 'wa2'), work(b, 'wb2')])

    expect(twice).toEqual([])
    const inOrder = Array.from({ length: 40 }, (_, n) => n)
    expect([...told.values()]).toEqual(targets.map(() => inOrder))
  })

  test('the line of a replica that died is taken over when its lease ends, and not before', async () => {
    await a.accept(aWebhook('w'), [aNewDelivery('d')], NOON)
    const line = (await a.claim('wa', 10, NOON, NOON + 15 * SECOND)).lines[0]!
    const begun = { id: 'd', state: 'sending' } as const
    const next = { kind: 'hold', leaseUntil: NOON + 15 * SECOND } as const
    await a.settle('wa', { ...sent(line), changes: [begun], next }, NOON)

    const early = await b.claim('wb', 10, NOON + 14_999, NOON + 30 * SECOND)
    expect(early).toEqual({ lines: [], nextDue: NOON + 15 * SECOND })
    const { lines } = await b.claim('wb', 10, NOON + 15 * SECOND, NOON + 30 * SECOND)
    expect(lines).toMatchObject([{ interrupted: true, head: { id: 'd' } }])
    expect(await a.settle('wa', sent(line), NOON)).toBe(false)
  })

  test('what arrives while a line is being emptied is not forgotten', async () => {
    for (let n = 0; n < 50; n++) {
      await a.accept(aWebhook(`w${n}`), [aNewDelivery(`d${n}`)], NOON)
      const line = (await a.claim('wa', 1, NOON, NOON + 15 * SECOND)).lines[0]!
      await Promise.all([
        a.settle('wa', sent(line), NOON),
        b.accept(aWebhook(`late${n}`), [aNewDelivery(`late${n}`)], NOON),
        b.claim('wb', 0, NOON, NOON + 15 * SECOND),
      ])
      const late = (await b.claim('wb', 1, NOON, NOON + 15 * SECOND)).lines[0]!
      expect(late.head.id).toBe(`late${n}`)
      await b.settle('wb', sent(late), NOON)
    }
  })

  test('a redrive counts when the line is held elsewhere, as soon as it is given back', async () => {
    await a.accept(aWebhook('w'), [aNewDelivery('d1'), aNewDelivery('d2')], NOON)
    const line = (await a.claim('wa', 1, NOON, NOON + 15 * SECOND)).lines[0]!
    const dead = { id: 'd2', state: 'dead' } as const
    const hold = { kind: 'hold', leaseUntil: NOON + 15 * SECOND } as const
    await a.settle('wa', { ...sent(line), changes: [dead], next: hold }, NOON)
    await b.redrive(['d2'], NOON, NOON + 60 * SECOND)
    await b.claim('wb', 1, NOON, NOON + 15 * SECOND)

    const later = { kind: 'release', dueAt: NOON + 600 * SECOND } as const
    await a.settle('wa', { ...sent(line), next: later }, NOON)
    const { lines } = await b.claim('wb', 1, NOON, NOON + 15 * SECOND)
    expect(lines).toMatchObject([{ head: { id: 'd2' } }])
  })

  test('a webhook does not wait for somebody who holds the line locked', async () => {
    await a.accept(aWebhook('w1'), [aNewDelivery('d1')], NOON)
    await a.claim('wa', 1, NOON, NOON + 15 * SECOND)
    const frozen = new Client({ connectionString: server.url })
    await frozen.connect()
    try {
      await frozen.query('BEGIN; SELECT * FROM dingbridge.lines FOR UPDATE')
      expect((await b.accept(aWebhook('w2'), [aNewDelivery('d2')], NOON)).deliveries).toEqual([
        'd2',
      ])
      expect((await b.claim('wb', 1, NOON + 60 * SECOND, NOON + 75 * SECOND)).lines).toEqual([])
    } finally {
      await frozen.end()
    }
    const { lines } = await b.claim('wb', 1, NOON + 60 * SECOND, NOON + 75 * SECOND)
    expect(lines).toMatchObject([{ head: { id: 'd1' }, waiting: 2 }])
  })

  test('one discards what the other holds in view, and both agree on what is left', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `d${n}`)
    await a.accept(
      aWebhook('w'),
      ids.map((id) => aNewDelivery(id)),
      NOON,
    )
    const halves = await Promise.all([a.discard(ids, NOON), b.discard(ids.toReversed(), NOON)])
    expect(halves.flat().sort()).toEqual(ids.sort())
    const back = await Promise.all([
      a.redrive(ids, NOON, NOON + SECOND),
      b.redrive(ids, NOON, NOON + SECOND),
    ])
    expect(back.flat().sort()).toEqual(ids.sort())
  })
})

const aWebhook = (
  id: string,
  dedup: { group: string; key: string; windowMs: number } | null = null,
) => ({
  id,
  source: 'prod',
  sourceType: 'alertmanager',
  body: Buffer.from('{}'),
  headers: {},
  wished: null,
  dedup,
  maxWaiting: 1_000,
})

const sent = (line: Line): Settlement => ({
  target: line.target,
  attempts: [],
  changes: [{ id: line.head.id, state: 'sent', toldAt: NOON }],
  created: [],
  memory: FRESH_LINE,
  next: { kind: 'release', dueAt: NOON },
})
