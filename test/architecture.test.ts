import { describe, expect, test } from 'vitest'
import { importsOf, sourceFiles } from './support/source-files.ts'

/*
 * The listing of src/, from the top down, is the order of the chapters, and imports only point up it:
 * folder names are compared as strings. Below the folders stand the files that put them together.
 */
const src = sourceFiles('src')
const BOTTOM = [
  '',
  'pipeline.ts',
  'outgoing.ts',
  'reloads.ts',
  'tell-once.ts',
  'watchman.ts',
  'news.ts',
  'incoming.ts',
  'rounds.ts',
  'bridge.ts',
  'fetch-answer.ts',
  'process.ts',
  'main.ts',
]

/** Imports that point down all the same, each with why. */
const DOWNWARD: Readonly<Record<string, string>> = {
  'tools/explain.ts imports pipeline.ts': 'explains by walking the very pipeline, with a listener',
  'tools/test-case.ts imports pipeline.ts': 'tests the very pipeline',
}

describe('imports', () => {
  test('only point up the listing of src/', () => {
    const downward = src.flatMap((file) =>
      importsOf(file)
        .filter((imported) => !mayImport(file.path, imported))
        .map((imported) => `${file.path} imports ${imported}`),
    )
    expect(downward.sort()).toEqual(Object.keys(DOWNWARD).sort())
  })

  test('reach the stand-in for DingTalk only from the process', () => {
    const takers = src
      .filter((file) => importsOf(file).some((imported) => imported.startsWith('sandbox/')))
      .map((file) => chapterOf(file.path))
    expect(new Set(takers)).toEqual(new Set(['sandbox', 'process.ts']))
  })
})

/** What touches the world, how the source shows it, and the only places that may. */
const EFFECTS: readonly (readonly [effect: string, sign: RegExp, places: RegExp])[] = [
  ['calls to DingTalk', /'undici'/, /^send\/dingtalk\/(?:client|stream)\.ts$/],
  ['other calls out', /(?:await|return|=>?|void|\() ?fetch\(/, /^(?:fetch-answer|process)\.ts$/],
  ['the database', /'node:sqlite'/, /^outbox\/sqlite[\w-]*\.ts$/],
  ['threads', /'node:worker_threads'/, /^outbox\/sqlite[\w-]*\.ts$/],
  [
    'files',
    /'node:fs(?:\/promises)?'/,
    /^(?:settings\/(?:load|watch)\.ts|ingest\/presets\.ts|outbox\/sqlite\.ts|process\.ts|main\.ts)$/,
  ],
  ['HTTP in', /'(?:hono\b|@hono\/)/, /^(?:sandbox|server|web)\//],
  ['other servers', /'node:(?:http|https)'/, /^(?:(?:sandbox|server)\/|fetch-answer\.ts$)/],
  ['child processes', /'node:child_process'/, /^$/],
  ['the time of day', /\bDate\.now\(|new Date\(\)|performance\.now\(/, /^(?:main|process)\.ts$/],
  [
    'chance',
    /Math\.random\(|\brandom(?:UUID|Bytes|Int|FillSync)\(|getRandomValues\(/,
    /^(?:main|process)\.ts$/,
  ],
  ['the process', /\bprocess\.(?!memoryUsage)|'node:process'/, /^(?:main|process)\.ts$/],
  ['printing', /\bconsole\.\w+\(/, /^(?:main|process)\.ts$/],
]

/** Sent to a browser and run there. */
const BROWSERS_OWN = [
  'sandbox/chat/script.ts',
  'web/look/script.ts',
  'web/look/script-playground.ts',
]

describe('the world is touched only in its own places:', () => {
  test.each(EFFECTS)('%s', (_effect, sign, places) => {
    const elsewhere = src
      .filter(({ path }) => !places.test(path) && !BROWSERS_OWN.includes(path))
      .filter(({ code }) => sign.test(code))
      .map(({ path }) => path)
    expect(elsewhere).toEqual([])
  })
})

/** Of a test most is examples; code that long has two ideas in it. */
const MAX_LINES = { src: 250, test: 400 }

/** Longer ones, each with why it is one file all the same. */
const LONG: Readonly<Record<string, string>> = {
  'src/web/look/words-en.ts': 'every word of the pages, in one table',
  'src/web/look/words-zh-cn.ts': 'the same table',
  'test/outbox/store.contract.ts': 'the one suite that every store runs',
  'test/send/tell.test.ts': 'one line of deliveries, told in every way it can go',
}

test('no file is too long without a reason, and no reason outlives its file', () => {
  const long = (['src', 'test'] as const).flatMap((folder) =>
    sourceFiles(folder)
      .filter(({ code }) => code.trimEnd().split('\n').length > MAX_LINES[folder])
      .map(({ path }) => `${folder}/${path}`),
  )
  expect(long.sort()).toEqual(Object.keys(LONG).sort())
})

function mayImport(from: string, imported: string): boolean {
  const [here, there] = [chapterOf(from), chapterOf(imported)]
  if (!here.endsWith('.ts') && !there.endsWith('.ts')) return there <= here
  return BOTTOM.indexOf(there.endsWith('.ts') ? there : '') < BOTTOM.indexOf(here)
}

/** The folder of `src/` that a file is in, or the file's own name when it stands below them. */
function chapterOf(path: string): string {
  return path.split('/')[0] as string
}
