import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import { aNewDelivery, NOON } from '../support/make.ts'
import { aWebhook } from './store.contract.ts'

/* The thread that has the database ends, as by a bug in it or for want of memory. */

/** A store, and the thread behind it. */
async function aStore() {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'bridge.db')
  const started = Promise.withResolvers<Worker>()
  process.once('worker', started.resolve)
  const store = await openSqlite(file)
  return { file, store, thread: await started.promise }
}

test.each([
  {
    how: 'by an error that nobody caught',
    end: (thread: Worker) => thread.postMessage(null),
    why: /Cannot (read|destructure)/,
  },
  {
    how: 'without a word',
    end: (thread: Worker) => void thread.terminate(),
    why: /ended by itself, with code 1/,
  },
])('ended $how it says why, refuses for now, and has lost nothing', async ({ end, why }) => {
  const { file, store, thread } = await aStore()
  await store.accept(aWebhook('w'), [aNewDelivery('d1')], NOON)
  end(thread)
  const underWay = store.accept(aWebhook('w2'), [aNewDelivery('d2')], NOON)
  await expect(underWay).rejects.toThrow(StoreUnavailable)
  expect((await store.lost)?.message).toMatch(why)
  await expect(store.get('d1')).rejects.toThrow(/The database thread is gone/)
  await store.close()

  const again = await openSqlite(file)
  onTestFinished(again.close)
  expect((await again.list({ limit: 9 })).items.map(({ id }) => id)).toEqual(['d1'])
})

test('closed by ourselves it is not lost', async () => {
  const { store } = await aStore()
  await store.close()
  const silence = Promise.resolve('closed')
  expect(await Promise.race([store.lost, silence])).toBe('closed')
  await expect(store.get('d1')).rejects.toThrow('The database is closed.')
})
