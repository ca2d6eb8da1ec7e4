import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// What Node.js makes of our TypeScript is kept, for every process that the tests start; see compile.ts.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled')

/** Shortened; `npm run test:crash`, `test:chaos` and `test:storm` are the whole ones. */
const ORDEALS = ['crash', 'chaos', 'storm'].map((name) => `test/ordeals/${name}.test.ts`)

/**
 * What takes seconds: databases, sockets and files, and the long searches for a counterexample.
 * `npm test` runs it; `npm run check` is for every save.
 */
const PARTS = [
  'test/deploy/{kubernetes,promtool,systemd}.test.ts',
  'test/docs/generated.test.ts',
  'test/ingest/{json-fault,presets,recognise,source.contract}.test.ts',
  'test/match/interval.test.ts',
  'test/message/{as-sent,compose,digest}.test.ts',
  'test/outbox/**/*.test.ts',
  'test/send/channel.contract.test.ts',
  'test/send/dingtalk/{client,replicas}.test.ts',
  'test/sandbox/**/*.test.ts',
  'test/send/{crowd,ends,sdk,takeover,tell}.test.ts',
  'test/server/{hostile,listen,renew}.test.ts',
  'test/settings/{files,hostile,issues,plan,shipped,watch}.test.ts',
  'test/telemetry/{metrics,otlp}.test.ts',
  'test/tools/*.test.ts',
  'test/web/{access,admin,deliveries,live,meanings,pages,playground,targets}.test.ts',
]

/** They only end what hangs, also on a machine that is ten times as slow as ours. */
const LIMITS = { testTimeout: 300_000, hookTimeout: 300_000 }
const LIMITS_OF_ORDEALS = { testTimeout: 900_000, hookTimeout: 300_000 }

/** They start the bridge as people do. */
const PROCESSES = { globalSetup: 'test/support/compile-main.ts' }

export default defineConfig({
  test: {
    maxWorkers: '100%',
    globalSetup: 'test/support/compile.ts',
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          // No module of ours keeps state, so files may share them: half the time goes otherwise
          // into loading the same packages again for each file.
          isolate: false,
          ...LIMITS,
          include: ['test/**/*.test.ts'],
          exclude: ['test/story/**', 'test/browser/**', ...PARTS, ...ORDEALS],
        },
      },
      { test: { name: 'parts', include: PARTS, ...PROCESSES, ...LIMITS } },
      { test: { name: 'story', include: ['test/story/**/*.test.ts'], ...PROCESSES, ...LIMITS } },
      // Beside each other: they wait for clocks more than they work.
      { test: { name: 'ordeal', include: ORDEALS, ...PROCESSES, ...LIMITS_OF_ORDEALS } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...LIMITS } },
    ],
  },
})
