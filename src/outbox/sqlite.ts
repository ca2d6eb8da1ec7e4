import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Delivery, NewDelivery } from '../domain/delivery.ts'
import { StoreUnavailable } from '../domain/store-unavailable.ts'
import { type Packed, unpack, unpackSummary } from './delivery-rows.ts'
import type { Failure, Reply, Request } from './sqlite-commit.ts'
import type { PackedList, PackedPage } from './sqlite-find.ts'
import type { PackedClaimed } from './sqlite-lines.ts'
import { packNew, packSettlement } from './sqlite-packing.ts'
import type { PackedSurplus } from './sqlite-surplus.ts'
import type { OutboxStore } from './store.ts'

/** Opens (and on the first start creates) the database file; its folder too. */
export async function openSqlite(file: string): Promise<OutboxStore> {
  mkdirSync(dirname(file), { recursive: true })
  const thread = new Worker(threadFile(), { workerData: { file } })
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let lastId = 0
  const { promise: lost, resolve: lose } = Promise.withResolvers<Error>()
  let gone: StoreUnavailable | null = null
  let isClosing = false

  thread.on('message', (replies: readonly Reply[]) => {
    for (const reply of replies) {
      const caller = pending.get(reply.id)
      pending.delete(reply.id)
      if ('error' in reply) caller?.reject(errorOf(reply.error))
      else caller?.resolve(reply.value)
    }
    if (pending.size === 0) thread.unref()
  })
  // Whatever it was doing is rolled back by whoever opens the file next.
  thread.on('error', (error) => die(error as Error))
  thread.on('exit', (code) => {
    if (isClosing) fail(new StoreUnavailable('The database is closed.'))
    else die(new Error(`The database thread ended by itself, with code ${code}.`))
  })

  await new Promise((resolve, reject) => pending.set(0, { resolve, reject }))

  const call = <T>(method: string, ...args: readonly unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      if (gone) return reject(gone)
      const id = ++lastId
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject })
      thread.ref()
      thread.postMessage({ id, method, args } satisfies Request)
    })
  const unpackAll = (packed: readonly Packed<Delivery>[]) => packed.map(unpack)

  return {
    async accept(webhook, deliveries, now) {
      return call('accept', webhook, await packAll(deliveries), now)
    },
    async claim(worker, limit, now, leaseUntil) {
      const claimed = await call<PackedClaimed>('claim', worker, limit, now, leaseUntil)
      const lines = claimed.lines.map((line) => ({ ...line, head: unpack(line.head) }))
      return { ...claimed, lines }
    },
    waiting: async (...args) => unpackAll(await call('waiting', ...args)),
    async surplus(...args) {
      const { into, rows } = await call<PackedSurplus>('surplus', ...args)
      return { into: into && unpack(into), rows: unpackAll(rows) }
    },
    settle: (worker, settlement, now) => call('settle', worker, packSettlement(settlement), now),
    renew: (...args) => call('renew', ...args),
    wake: (...args) => call('wake', ...args),
    async get(id) {
      const packed = await call<Packed<Delivery> | null>('get', id)
      return packed && unpack(packed)
    },
    states: (ids) => call('states', ids),
    async find(query) {
      const page = await call<PackedPage>('find', query)
      return { ...page, items: unpackAll(page.items) }
    },
    async list(query) {
      const page = await call<PackedList>('list', query)
      return { ...page, items: page.items.map(unpackSummary) }
    },
    attempts: (delivery) => call('attempts', delivery),
    wordings: (delivery) => call('wordings', delivery),
    folded: async (digest) => unpackAll(await call('folded', digest)),
    webhook: (id) => call('webhook', id),
    redrive: (...args) => call('redrive', ...args),
    async redirect(id, from, others, ...rest) {
      return call('redirect', id, from, await packAll(others), ...rest)
    },
    discard: (...args) => call('discard', ...args),
    standing: (only) => call('standing', only),
    keepRejected: (rejected) => call('keepRejected', rejected),
    rejected: (limit) => call('rejected', limit),
    rejectedWebhook: (id) => call('rejectedWebhook', id),
    recall: (...args) => call('recall', ...args),
    recallAll: (...args) => call('recallAll', ...args),
    remember: (...args) => call('remember', ...args),
    tally: (...args) => call('tally', ...args),
    lease: (...args) => call('lease', ...args),
    // One bridge a file: what it says by the second, it counts by itself.
    reserve: null,
    sweep: (...args) => call('sweep', ...args),
    lost,
    async close() {
      isClosing = true
      if (gone) return
      const exited = new Promise((resolve) => thread.once('exit', resolve))
      await call('close')
      // It ends by itself; stopped from here it would be in the middle of tidying up.
      thread.ref()
      await exited
    },
  }

  function die(cause: Error): void {
    lose(cause)
    fail(new StoreUnavailable(`The database thread is gone: ${cause.message}`, { cause }))
  }

  function fail(error: StoreUnavailable): void {
    gone ??= error
    for (const { reject } of pending.values()) reject(error)
    pending.clear()
  }
}

/** One after the other: each lets others have a turn, and together they would leave none. */
async function packAll(deliveries: readonly NewDelivery[]) {
  const packed: Awaited<ReturnType<typeof packNew>>[] = []
  for (const delivery of deliveries) packed.push(await packNew(delivery))
  return packed
}

/** Beside this file, as source or as built. */
const threadFile = (): URL =>
  new URL(
    import.meta.url.endsWith('.ts') ? './sqlite-thread.ts' : './sqlite-thread.js',
    import.meta.url,
  )

function errorOf(failure: Failure): Error {
  const { unavailable, message, retryAfterSeconds } = failure
  if (unavailable) {
    return new StoreUnavailable(`The database cannot be used now: ${message}`, {
      retryAfterSeconds,
    })
  }
  return Object.assign(new Error(message), { stack: failure.stack })
}
