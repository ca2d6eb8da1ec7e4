/*
 * Does a long history make the outbox slow? Two stores side by side, one empty and one with a
 * million rows that ended and a hundred thousand that wait, take the same work in turn; what counts
 * is the ratio of the medians. Then people look for rows in the full one:
 * `node scripts/node.cjs test/bench/history.ts [--store postgres]`.
 */
import { parseArgs } from 'node:util'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { aNewDelivery, NOON } from '../support/make.ts'
import { postgresPair, sqlitePair } from './long-history.ts'

const ENDED = 1_000_000
const WAITING = 100_000
const ROUNDS = 15
const WEBHOOKS = 400
const AT_ONCE = 16

const print = (line: string) => process.stdout.write(`${line}\n`)

const { values } = parseArgs({ options: { store: { type: 'string', default: 'sqlite' } } })
const isPostgres = values.store === 'postgres'

async function bench(): Promise<void> {
  const size = { ended: ENDED, waiting: WAITING }
  const stores = await (isPostgres ? postgresPair(size) : sqlitePair(size))
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
  await look(stores.full)
  await stores.close()
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
      wished: null,
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

/** What pages ask for: the first fifty. */
const LOOKS = {
  'the newest': {},
  'by state': { states: ['dead'] },
  'what waits': { states: ['waiting', 'sending'] },
  'by receiver': { receiver: 'receiver-7' },
  'by target': { target: 'ended-77' },
  'by target and state': { target: 'ended-77', states: ['sent'] },
  'text that many have': { text: 'checkout-api-42' },
  'text that one old row has': { text: 'node-77:9100' },
  'text that nobody has': { text: 'nothing has this' },
  'two characters that nobody has': { text: '支付' },
} as const

async function look(store: OutboxStore): Promise<void> {
  for (const [what, query] of Object.entries(LOOKS)) {
    const took: number[] = []
    let found = 0
    for (let i = 0; i < 5; i++) {
      const began = performance.now()
      found = (await store.find({ limit: 50, ...query })).items.length
      took.push(performance.now() - began)
    }
    print(
      `${what}: ${median(took).toFixed(0)} ms, ${Math.max(...took).toFixed(0)} at most, ${found} rows`,
    )
  }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

await bench()
