import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/story/**', 'test/outbox/**', 'test/browser/**', 'test/send/tell.test.ts'],
        },
      },
      { test: { name: 'outbox', include: ['test/outbox/**/*.test.ts', 'test/send/tell.test.ts'] } },
      { test: { name: 'story', include: ['test/story/**/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
})
