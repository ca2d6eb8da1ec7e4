import { expect, test } from 'vitest'
import { prepareAll, sources } from '../../src/ingest/sources.ts'

test('types get ready one at a time, until the bridge stops', async () => {
  const stopping = new AbortController()
  let pauses = 0
  await prepareAll(async () => {
    pauses++
    if (pauses === 3) stopping.abort()
  }, stopping.signal)
  expect(pauses).toBe(3)
  expect(sources.filter(({ prepare }) => prepare).length).toBeGreaterThan(40)
})
