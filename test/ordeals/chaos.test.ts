import { expect, test } from 'vitest'
import { chaos } from '../../scripts/ordeals/chaos.ts'

test('three hundred notifications through faults are each told or explained', async () => {
  const { figures, broken } = await chaos({
    notifications: 300,
    size: 3,
    share: 0.2,
    lastingMs: 4_000,
    hasLongWaits: false,
    isBlocked: false,
    seed: 7,
    print: () => {},
  })
  expect({ figures, broken }).toMatchObject({ figures: { acknowledged: 300, lost: 0 }, broken: [] })
  expect(figures.calls_that_went_wrong).toBeGreaterThan(20)
})
