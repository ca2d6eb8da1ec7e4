import { defineConfig } from 'vitest/config'

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
          exclude: ['test/story/**', 'test/outbox/**', 'test/browser/**', 'test/send/tell.test.ts'],
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
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
})
