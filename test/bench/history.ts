/*
 * Does a long history make the outbox slow? Two SQLite files side by side, one empty and one with a
 * million rows that ended and a hundred thousand that wait, take the same work in turn; what counts
 * is the ratio of the medians: `node scripts/node.cjs test/bench/history.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import { FRESH_LINE, type OutboxStore } from '../../src/outbox/store.ts'
import { aNewDelivery, aNotification, anAlert, NOON } from '../support/make.ts'

const ENDED = 1_000_000
const WAITING = 100_000
const ROUNDS = 15
const WEBHOOKS = 400
const AT_ONCE = 16

const folder = mkdtempSync(join(tmpdir(), 'dingbridge-bench-'))
const print = (line: string) => process.stdout.write(`${line}\n`)

async function bench(): Promise<void> {
  const files = { empty: join(folder, 'empty.db'), full: join(folder, 'full.db') }
  const before = await openSqlite(files.full)
  await before.close()
  fill(files.full)
  const stores = { empty: await openSqlite(files.empty), full: await openSqlite(files.full) }
  const times = { empty: emptyTimes(), full: emptyTimes() }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of ['empty', 'full'] as const) {
      const took = await work(stores[name], `${name}-${round}`)
      // The first round warms up.
      if (round > 0) for (const step of STEPS) times[name][step].push(took[step])
    }
  }
  print(`${ENDED} rows ended, ${WAITING} wait; ${ROUNDS} rounds of ${WEBHOOKS} webhooks`)
  for (const step of STEPS) {
    const [empty, full] = [median(times.empty[step]), median(times.full[step])]
    const each = (ms: number) => `${((ms * 1000) / WEBHOOKS).toFixed(0)} µs`
    print(`${step}: ${each(empty)} empty, ${each(full)} full, ratio ${(full / empty).toFixed(2)}`)
  }
  await stores.empty.close()
  await stores.full.close()
}

const STEPS = ['accept', 'claim', 'settle'] as const
type Times = Record<(typeof STEPS)[number], number>
const emptyTimes = (): Record<keyof Times, number[]> => ({ accept: [], claim: [], settle: [] })

/** Webhooks in, lines claimed, everything told: what remains is what was there before. */
async function work(store: OutboxStore, prefix: string): Promise<Times> {
  const began = performance.now()
  await inParallel(async (i) => {
    const webhook = {
      id: `${prefix}-${i}`,
      source: 'prod',
      sourceType: 'alertmanager',
      body: Buffer.from('{"version":"4"}'),
      headers: {},
      dedup: { group: `${prefix}-${i}`, key: 'k', windowMs: 120_000 },
      maxWaiting: 1_000_000,
    }
    await store.accept(webhook, [aNewDelivery(`${prefix}-d${i}`, { target: `t${i % 50}` })], NOON)
  })
  const accepted = performance.now()
  let claiming = 0
  let settling = 0
  for (;;) {
    const asked = performance.now()
    const { lines } = await store.claim('w1', 64, NOON, NOON + 15_000)
    const claimed = performance.now()
    claiming += claimed - asked
    if (lines.length === 0) break
    await Promise.all(
      lines.map(({ target, head }) =>
        store.settle(
          'w1',
          {
            target,
            attempts: [],
            changes: [{ id: head.id, state: 'sent', toldAt: NOON }],
            created: [],
            memory: FRESH_LINE,
            next: { kind: 'release', dueAt: NOON },
          },
          NOON,
        ),
      ),
    )
    settling += performance.now() - claimed
  }
  return { accept: accepted - began, claim: claiming, settle: settling }
}

async function inParallel(one: (i: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let i = next++; i < WEBHOOKS; i = next++) await one(i)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

/** Straight into the tables: the way through the store would take as long as a day of storms. */
function fill(file: string): void {
  const db = new DatabaseSync(file)
  const notification = JSON.stringify(aNotification([anAlert()]))
  const insert = `
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
    INSERT INTO deliveries (id, kind, webhook, target, receiver, target_name, channel, state, place,
      accepted_at, expires_at, ended_at, told_at, notification)
    SELECT ?2 || i, 'notification', NULL, ?2 || (i % 1000), 'sre', 'sre/1', 'group', ?3, i, ?4 + i,
      ?4 + 86400000, ?5, ?5, ?6 FROM n`
  db.exec('BEGIN')
  db.prepare(insert).run(ENDED, 'ended-', 'sent', NOON - 2_000_000, NOON - 1, notification)
  db.prepare(insert).run(WAITING, 'waiting-', 'waiting', NOON - 2_000_000, null, notification)
  // They wait for a moment that is still to come, as those of closed targets do.
  db.exec(`
    INSERT INTO lines (target, due_at, not_before)
    SELECT DISTINCT target, ${NOON + 3_600_000}, ${NOON + 3_600_000} FROM deliveries WHERE state = 'waiting'`)
  db.exec('COMMIT')
  db.close()
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

try {
  await bench()
} finally {
  rmSync(folder, { recursive: true })
}
