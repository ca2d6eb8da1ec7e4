import { expect, test } from 'vitest'
import { STORM, storm } from '../../scripts/ordeals/storm.ts'

test('a storm for one chat is told in time, in few messages, the critical alert early', async () => {
  const { figures, broken } = await storm({
    ...STORM,
    store: 'sqlite',
    groups: 120,
    lastingMs: 4_000,
    windowMs: 6_000,
    // One by one they would take 40 s, and the critical one would be told after 20.
    withinMs: 30_000,
    criticalWithinMs: 15_000,
    seed: 3,
    print: () => {},
  })
  expect({ figures, broken }).toMatchObject({
    figures: { notifications: 121, lost: 0 },
    broken: [],
  })
  expect(figures.told_in_digests).toBeGreaterThan(60)
})
