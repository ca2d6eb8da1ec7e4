import { expect, test } from 'vitest'
import { commit, type Reply, type Request } from '../../src/outbox/sqlite-commit.ts'
import { openOperations } from '../../src/outbox/sqlite-operations.ts'
import { NOON } from '../support/make.ts'

const remember = (id: number, value: string): Request => ({
  id,
  method: 'remember',
  args: [`key-${id}`, value, NOON + 1],
})

const ended = (replies: readonly Reply[]) =>
  replies.map((reply) => ('error' in reply ? reply.error.unavailable : 'done'))

test('a disk that fills up undoes the whole batch, and all of it may be asked again', () => {
  const store = openOperations(':memory:')
  const pages = Number(store.db.prepare('PRAGMA page_count').get()?.['page_count'])
  store.db.exec(`PRAGMA max_page_count = ${pages + 1}`)
  const batch = [remember(1, 'small'), remember(2, 'x'.repeat(1 << 20)), remember(3, 'small')]
  expect(ended(commit(batch, store))).toEqual([true, true, true])
  expect(store.operations.recallAll('key-', NOON)).toEqual([])
  expect(ended(commit([remember(4, 'small')], store))).toEqual(['done'])
  expect(store.operations.recallAll('key-', NOON)).toEqual(['small'])
  store.close()
})

test('a request that fails by itself leaves the others of its batch alone', () => {
  const store = openOperations(':memory:')
  const wrong: Request = { id: 2, method: 'remember', args: ['key-2', null, NOON + 1] }
  expect(ended(commit([remember(1, 'first'), wrong, remember(3, 'third')], store))).toEqual([
    'done',
    false,
    'done',
  ])
  expect(store.operations.recallAll('key-', NOON)).toEqual(['first', 'third'])
  store.close()
})
