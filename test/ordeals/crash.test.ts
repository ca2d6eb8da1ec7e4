import { expect, test } from 'vitest'
import { crash } from '../../scripts/ordeals/crash.ts'

test('five kills lose nothing, keep the order, and repeat only what was in flight', async () => {
  const { figures, broken } = await crash({ store: 'sqlite', kills: 5, seed: 5, print: () => {} })
  expect({ figures, broken }).toMatchObject({ figures: { kills: 5, lost: 0 }, broken: [] })
})
