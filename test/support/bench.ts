import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadPlan } from '../../src/settings/check.ts'
import type { Bench } from '../../src/tools/bench.ts'
import { runCli } from '../../src/tools/cli.ts'
import { NOW } from './make.ts'

export const BUILT_IN_TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url))

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  /** Files that it wrote. */
  readonly written: ReadonlyMap<string, string>
}

/** Runs a command as a person would, with files that the test gives and a clock that stands. */
export async function runCommand(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  let out = ''
  let err = ''
  const written = new Map<string, string>()
  const bench: Bench = {
    env: {},
    now: () => NOW,
    print: (text) => {
      out += text
    },
    complain: (text) => {
      err += text
    },
    load: (config) => loadPlan(config, {}, BUILT_IN_TEMPLATES),
    readInput: async (path) => Buffer.from(files[path] ?? ''),
    readMatching: async (patterns) =>
      patterns.flatMap((file) => (file in files ? [{ file, text: files[file] ?? '' }] : [])),
    readTemplate: (name) => readFile(join(BUILT_IN_TEMPLATES, `${name}.hbs`), 'utf8'),
    writeFile: async (path, text) => void written.set(path, text),
    fetch: () => Promise.reject(new Error('No command of this test asks a bridge.')),
    openProbe: () => {
      throw new Error('No command of this test asks DingTalk.')
    },
    listenToRobot: () => Promise.reject(new Error('No command of this test listens.')),
    tellOnce: async () => [],
    serve: async () => 0,
    serveSandbox: async () => 0,
  }
  const code = await runCli(args, bench, '1.2.3')
  return { code, out, err, written }
}
