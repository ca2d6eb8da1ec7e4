import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Attempt, Words } from '../../src/domain/delivery.ts'
import { FRESH_LINE, type Line } from '../../src/outbox/line.ts'
import { openPostgres } from '../../src/outbox/postgres.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
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
/** One thing that happens to a store. Numbers are small, so that things meet. */
type Step =
  | { kind: 'accept'; targets: number[]; muteFor: number; group: number; key: number }
  | { kind: 'turn'; ends: Ending[]; pause: number }
  | { kind: 'redrive' | 'redrive again' | 'discard'; ids: number[] }
  | { kind: 'wake'; targets: number[] | null }
  | { kind: 'wait'; seconds: number }
  | { kind: 'sweep'; secondsAgo: number }
type Ending = (typeof ENDINGS)[number]

const small = fc.nat({ max: 3 })
const ids = fc.array(fc.nat({ max: 12 }), { maxLength: 4 })
const ENDINGS = [
  ...(['sent', 'dead', 'held', 'retry', 'fold', 'unfold', 'move', 'compact'] as const),
]
const ending = fc.constantFrom(...ENDINGS)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('accept' as const),
      targets: fc.array(small, { maxLength: 3 }),
      muteFor: fc.constantFrom(0, 0, 5),
      group: small,
      key: small,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('turn' as const),
      ends: fc.array(ending, { minLength: 1, maxLength: 4 }),
      pause: small,
    }),
  },
  fc.record({
    kind: fc.constantFrom('redrive' as const, 'redrive again' as const, 'discard' as const),
    ids,
  }),
  fc.record({ kind: fc.constant('wake' as const), targets: fc.option(fc.array(small)) }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat({ max: 8 }) }),
  fc.record({ kind: fc.constant('sweep' as const), secondsAgo: small }),
)

describe.skipIf(!hasPostgres)('PostgreSQL beside SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-'))
  let server: TestPostgres
  let files = 0
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await server.stop()
  })

  test('whatever happens, both stores answer the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        await runSql(server.url, 'DROP SCHEMA IF EXISTS dingbridge CASCADE')
        const postgres = await openPostgres(addressOf(server.url))
        const sqlite = await openSqlite(join(folder, `${files++}.db`))
        try {
          expect(await story(postgres, steps)).toEqual(await story(sqlite, steps))
        } finally {
          await Promise.all([postgres.close(), sqlite.close()])
        }
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })
})

/** Everything that a store answers while the steps happen to it. */
async function story(store: OutboxStore, steps: readonly Step[]): Promise<unknown[]> {
  const told: unknown[] = []
  let now = NOON
  let made = 0
  for (const each of steps) {
    told.push(each.kind, await answer(each))
    told.push((await store.find({ limit: 100 })).items, await standingOf(store))
  }
  return told

  async function answer(each: Step): Promise<unknown> {
    switch (each.kind) {
      case 'accept': {
        const mutedUntil = each.muteFor > 0 ? now + each.muteFor * SECOND : null
        const deliveries = each.targets.map((target) =>
          aNewDelivery(`d${made++}`, { target: `t${target}`, mutedUntil }),
        )
        return store.accept(aWebhook(`w${made++}`, each), deliveries, now)
      }
      case 'turn': {
        const { lines, nextDue } = await store.claim('w', 10, now, now + 15 * SECOND)
        const sorted = lines.toSorted((one, other) => (one.target < other.target ? -1 : 1))
        const settled: unknown[] = []
        for (const [index, line] of sorted.entries()) {
          const waiting = await store.waiting('w', line.target, 10)
          const end = each.ends[index % each.ends.length]!
          settled.push(waiting, await settleAs(end, line, now + each.pause * SECOND))
        }
        const after = await store.claim('w', 0, now, now)
        return [sorted, nextDue, settled, after]
      }
      case 'redrive':
      case 'redrive again':
        return store.redrive(
          each.ids.map((n) => `d${n}`),
          now,
          now + 60 * SECOND,
          each.kind === 'redrive again',
        )
      case 'discard':
        return store.discard(
          [...new Set(each.ids)].map((n) => `d${n}`),
          now,
        )
      case 'wake':
        return store.wake(each.targets?.map((n) => `t${n}`) ?? 'all', now)
      case 'wait':
        now += each.seconds * SECOND
        return now
      case 'sweep':
        return store.sweep(now - each.secondsAgo * SECOND, now)
    }
  }

  async function settleAs(end: Ending, line: Line, dueAt: number): Promise<unknown> {
    const { id, kind } = line.head
    const settle = (over: Partial<Settlement>) =>
      store.settle('w', { ...nothing(line, dueAt), ...over }, now)
    const folded = (await store.folded(id)).map((row) => row.id)
    switch (end) {
      case 'sent':
      case 'dead':
      case 'held': {
        const changes = [id, ...folded].map((each) => ({ id: each, state: end, toldAt: now }))
        const done = await settle({ attempts: [anAttempt(id), anAttempt(id)], changes })
        return [done, await store.attempts(id)]
      }
      case 'retry': {
        const reason = { reason: 'network', detail: 'No answer — 没有回应.' } as const
        const changes = [{ id, state: 'waiting', ...reason } as const]
        return settle({
          attempts: [anAttempt(id)],
          changes,
          memory: { ...FRESH_LINE, failures: 1 },
        })
      }
      case 'fold': {
        if (kind === 'digest') return settle({})
        const digest = `x${made++}`
        const rows = await store.waiting('w', line.target, 2)
        const changes = rows.map(
          (row) => ({ id: row.id, state: 'sending', toldBy: digest }) as const,
        )
        const created = [
          {
            ...aNewDelivery(digest, { target: line.target }),
            state: 'sending',
            words: WORDS,
            placeOf: id,
          } as const,
        ]
        return settle({ created, changes })
      }
      case 'compact': {
        const { into, rows } = await store.surplus('w', line.target, 1, 10)
        const digest = into?.id ?? `x${made++}`
        const [first] = rows
        if (!first) return settle({})
        const { notification, expiresAt } = first
        const fresh = aNewDelivery(digest, { target: line.target })
        const isNew = into === null
        return settle({
          created: isNew
            ? [{ ...fresh, state: 'waiting' as const, words: null, placeOf: first.id }]
            : [],
          changes: [
            ...(isNew ? [] : [{ id: digest, standsFor: { notification, expiresAt } }]),
            ...rows.map((row) => ({ id: row.id, toldBy: digest })),
          ],
        })
      }
      case 'move': {
        const moveTo = { line: `${line.target}~owed`, dueAt: now + 2 * SECOND }
        return settle({ changes: [{ id, moveTo }] })
      }
      case 'unfold': {
        if (kind !== 'digest') return settle({})
        const back = folded.map((each) => ({ id: each, state: 'waiting', toldBy: null }) as const)
        return settle({ attempts: [anAttempt(id)], changes: [{ id, remove: true }, ...back] })
      }
    }
  }
}

/** Without `notBefore`: news for a line is worked into it when it is claimed. */
async function standingOf(store: OutboxStore): Promise<unknown> {
  const { counts, lines } = await store.standing()
  const said = (values: readonly object[]) => values.map((value) => JSON.stringify(value)).sort()
  return [said(counts), said(lines.map((line) => ({ ...line, notBefore: null })))]
}

const nothing = (line: Line, dueAt: number): Settlement => ({
  target: line.target,
  attempts: [],
  changes: [],
  created: [],
  memory: FRESH_LINE,
  next: { kind: 'release', dueAt },
})

const aWebhook = (id: string, { group, key }: { group: number; key: number }) => ({
  id,
  source: 'prod',
  sourceType: 'alertmanager',
  body: Buffer.from('{}'),
  headers: {},
  wished: null,
  dedup: group === 0 ? null : { group: `g${group}`, key: `k${key}`, windowMs: 10 * SECOND },
  // Not reached: PostgreSQL may see for a second longer what is already told.
  maxWaiting: 1_000,
})

const anAttempt = (delivery: string): Attempt => ({
  delivery,
  at: NOON,
  tookMs: 12,
  part: 0,
  recipients: ['wang.fang'],
  outcome: 'retry',
  reason: 'network',
  code: null,
  detail: 'No answer — 没有回应.',
  receipt: null,
})

const WORDS: Words = { template: 'digest', parts: [], omitted: 0, form: 'full' }
