// What one PostgreSQL carries: `node scripts/node.cjs test/bench/postgres.ts [fsync]`. Run by hand;
// what it printed last stands in docs/decisions/0008-postgres-store.md.

import { FRESH_LINE, type Line } from '../../src/outbox/line.ts'
import { openPostgres } from '../../src/outbox/postgres.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { aNewDelivery, aNotification, anAlert } from '../support/make.ts'
import { addressOf, runSql, startPostgres } from '../support/postgres.ts'

const RUNS = 5
const WEBHOOKS = 600
const print = (line: string) => process.stdout.write(`${line}\n`)

const server = await startPostgres([`fsync=${process.argv[2] === 'fsync' ? 'on' : 'off'}`])
const open = () => openPostgres(addressOf(server.url))
// About 4 KB as JSON: an ordinary notification.
const notification = aNotification([
  anAlert({ annotations: { description: 'The error rate of checkout is 12 %. '.repeat(100) } }),
])
let count = 0

try {
  for (const [name, targets] of [
    ['one target', 1],
    ['20 targets', 20],
    ['600 targets', 600],
  ] as const) {
    await report(`accept, 64 at once, ${name}`, async () => {
      const store = await fresh()
      const rate = await perSecond(WEBHOOKS, 64, (n) => accept(store, n % targets))
      await store.close()
      return rate
    })
  }
  await report('accept, one after the other', async () => {
    const store = await fresh()
    const rate = await perSecond(200, 1, (n) => accept(store, n))
    await store.close()
    return rate
  })
  for (const replicas of [1, 2]) {
    await report(`claim, begin, settle, 600 targets, ${replicas} replica(s)`, async () => {
      const first = await fresh()
      await perSecond(WEBHOOKS, 64, (n) => accept(first, n))
      const stores = [first, ...(replicas === 2 ? [await open()] : [])]
      const started = performance.now()
      const told = await Promise.all(stores.map((store, n) => tellAll(store, `w${n}`)))
      const rate = told.reduce((sum, each) => sum + each) / ((performance.now() - started) / 1_000)
      await Promise.all(stores.map((store) => store.close()))
      return rate
    })
  }
  await report('a claim that finds nothing, one replica', async () => {
    const store = await fresh()
    const rate = await perSecond(300, 1, async () => {
      await store.claim('w', 64, Date.now(), Date.now())
    })
    await store.close()
    return rate
  })
} finally {
  await server.stop()
}

async function fresh(): Promise<OutboxStore> {
  await runSql(server.url, 'DROP SCHEMA IF EXISTS dingbridge CASCADE')
  return open()
}

async function accept(store: OutboxStore, target: number): Promise<void> {
  const id = `d${count++}`
  const webhook = {
    id: `w${id}`,
    source: 'prod',
    sourceType: 'alertmanager',
    body: Buffer.from(JSON.stringify(notification)),
    headers: {},
    wished: null,
    dedup: { group: id, key: id, windowMs: 60_000 },
    maxWaiting: 1_000_000,
  }
  await store.accept(
    webhook,
    [aNewDelivery(id, { target: `t${target}`, notification })],
    Date.now(),
  )
}

/** As the worker does it: the line is claimed, what is about to be sent is written, then what came of it. */
async function tellAll(store: OutboxStore, worker: string): Promise<number> {
  let told = 0
  for (;;) {
    const { lines } = await store.claim(worker, 64, Date.now(), Date.now() + 15_000)
    if (lines.length === 0) return told
    await Promise.all(lines.map((line) => tellOne(store, worker, line)))
    told += lines.length
  }
}

async function tellOne(store: OutboxStore, worker: string, { target, head }: Line): Promise<void> {
  const step = { target, attempts: [], created: [], memory: FRESH_LINE }
  const leaseUntil = Date.now() + 15_000
  const sending = { id: head.id, state: 'sending' } as const
  const sent = { id: head.id, state: 'sent', toldAt: Date.now() } as const
  await store.settle(
    worker,
    { ...step, changes: [sending], next: { kind: 'hold', leaseUntil } },
    Date.now(),
  )
  await store.settle(
    worker,
    { ...step, changes: [sent], next: { kind: 'release', dueAt: Date.now() } },
    Date.now(),
  )
}

async function perSecond(
  times: number,
  atOnce: number,
  act: (n: number) => Promise<void>,
): Promise<number> {
  const started = performance.now()
  let next = 0
  const runner = async () => {
    while (next < times) await act(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, runner))
  return times / ((performance.now() - started) / 1_000)
}

async function report(name: string, run: () => Promise<number>): Promise<void> {
  const rates: number[] = []
  for (let n = 0; n < RUNS; n++) rates.push(await run())
  const [low, , median, , high] = rates.sort((one, other) => one - other).map(Math.round)
  print(`${name}: ${median} a second (${low} to ${high})`)
}
