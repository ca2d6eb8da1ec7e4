import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
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
