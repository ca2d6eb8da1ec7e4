import { defineConfig } from 'vitest/config'

/** Shortened; `npm run test:crash`, `test:chaos` and `test:storm` are the whole ones. */
const ORDEALS = ['crash', 'chaos', 'storm'].map((name) => `test/ordeals/${name}.test.ts`)

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          // No module of ours keeps state, so files may share them: half the time goes otherwise
          // into loading the same packages again for each file.
          isolate: false,
          // Tests are quick; the limit only ends those that hang, also on a machine with much to do.
          testTimeout: 30_000,
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/story/**',
            'test/outbox/**',
            'test/browser/**',
            'test/send/tell.test.ts',
            ...ORDEALS,
          ],
        },
      },
      {
        test: {
          name: 'outbox',
          include: ['test/outbox/**/*.test.ts', 'test/send/tell.test.ts'],
          testTimeout: 30_000,
        },
      },
      { test: { name: 'story', include: ['test/story/**/*.test.ts'], testTimeout: 60_000 } },
      // Beside each other: they wait for clocks more than they work.
      { test: { name: 'ordeal', include: ORDEALS, testTimeout: 180_000 } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
})
