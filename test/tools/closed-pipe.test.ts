import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

test('a reader that has seen enough, as head, is no fault', async () => {
  const child = spawn(process.execPath, [MAIN, 'schema'])
  child.stdout.destroy()
  const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect([code, complaint]).toEqual([0, ''])
})
