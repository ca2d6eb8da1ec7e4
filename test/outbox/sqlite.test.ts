import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import { storeContract } from './store.contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'dingbridge-'))
let count = 0
const current = () => join(folder, 'data', `${count}.db`)

afterAll(() => rmSync(folder, { recursive: true }))

describe('SQLite', () => {
  storeContract(
    () => {
      count++
      return openSqlite(current())
    },
    () => openSqlite(current()),
  )

  test('a second bridge on the same file is refused by name, and may start once the first is gone', async () => {
    count++
    const first = await openSqlite(current())
    await expect(openSqlite(current())).rejects.toThrow(/Another dingbridge has .*\.db open/)
    await first.close()
    const second = await openSqlite(current())
    await second.close()
  })
})
