import { randomBytes } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startBridge } from './bridge.ts'
import type { Chance } from './domain/chance.ts'
import type { Clock } from './domain/clock.ts'
import type { Emit } from './domain/event.ts'
import { fetchAnswer } from './fetch-answer.ts'
import { listenSandbox } from './sandbox/listen.ts'
import { createClient } from './send/dingtalk/client.ts'
import { createProbe, type Probe } from './send/dingtalk/probe.ts'
import { listenToRobot } from './send/dingtalk/stream.ts'
import { loadPlan } from './settings/check.ts'
import { formatIssues } from './settings/format-issues.ts'
import { startWords, systemWords } from './settings/system-words.ts'
import { createFileWatch } from './settings/watch.ts'
import { createLog } from './telemetry/log.ts'
import type { Tracing } from './telemetry/otlp.ts'
import { tellOnce } from './tell-once.ts'
import { type Bench, type LoadResult, UsageError } from './tools/bench.ts'
import { runCli } from './tools/cli.ts'

/** What only `main.ts` knows. */
export interface Surroundings {
  readonly version: string
  readonly builtInTemplates: string
  readInput(path: string): Promise<Uint8Array>
  print(text: string): void
}

/** Runs the command line with everything real. Resolves with the exit code. */
export function run(args: readonly string[], around: Surroundings): Promise<number> {
  const { version, print } = around
  const complain = (text: string) => void process.stderr.write(text)
  const load = (config: string): LoadResult => loadConfig(config, around.builtInTemplates)
  return runCli(
    args,
    {
      env: process.env,
      now: realClock.now,
      print,
      complain,
      load,
      fetch: fetchAnswer,
      openProbe: () => openProbe(version),
      listenToRobot: (app, listener, signal) => hearRobot(version, app, listener, signal),
      tellOnce: (plan, webhook, waitMs) =>
        tellOnce(webhook, waitMs, {
          clock: realClock,
          chance: realChance,
          emit: createLog({ ...plan.log, level: 'error', format: 'pretty' }, complain),
          version,
          readTicket,
          plan: () => plan,
        }),
      async readInput(path) {
        try {
          return await around.readInput(path)
        } catch (error) {
          throw new UsageError(`Cannot read ${path}: ${systemWords(error as Error)}.`)
        }
      },
      readMatching: async (patterns, beside) => {
        const cwd = dirname(beside)
        const files = patterns.flatMap((pattern) => globSync(pattern, { cwd }).sort())
        return files.map((each) => {
          const file = resolve(cwd, each)
          return { file: relative('.', file), text: readFileSync(file, 'utf8') }
        })
      },
      readTemplate: (name) => readFile(join(around.builtInTemplates, `${name}.hbs`), 'utf8'),
      async writeFile(path, text) {
        try {
          await mkdir(dirname(path), { recursive: true })
          await writeFile(path, text)
        } catch (error) {
          throw new UsageError(`Cannot write ${path}: ${systemWords(error as Error)}.`)
        }
      },
      async serve(config, { watch }) {
        const files = createFileWatch(realClock)
        const read = () => loadPlan(config, process.env, around.builtInTemplates, files.see)
        const loaded = read()
        if (!loaded.ok) {
          complain(formatIssues(loaded.error, 'text'))
          return 1
        }
        const { plan, warnings } = loaded.value
        complain(formatIssues(warnings, 'text'))
        const tracing = await openTracing(version, complain, (event) => emit(event))
        let log = createLog(plan.log, print)
        let wanted = plan.log
        const reread = () => {
          const again = read()
          if (again.ok) wanted = again.value.plan.log
          return again
        }
        const emit: Emit = (event) => {
          if (event.type === 'settings.loaded') log = createLog(wanted, print)
          log(event)
          tracing?.watch(event)
        }
        const parts = { clock: realClock, chance: realChance, emit, version, readTicket }
        const bridge = await startBridge(plan, { ...parts, warnings, load: reread }).catch(
          (error: Error) => {
            complain(
              `dingbridge cannot start: ${startWords(error, 'server.listen or admin.listen')}\n`,
            )
            return null
          },
        )
        if (!bridge) return 1
        const reload = () =>
          bridge.reload().catch((error: unknown) => emit({ type: 'bug', where: 'reload', error }))
        const onReload = () => void reload()
        const stopping = new AbortController()
        if (watch) void files.run(reload, stopping.signal)
        process.on('SIGHUP', onReload)
        const { lost } = bridge.store
        const exitCode = await Promise.race([
          signalled('SIGTERM', 'SIGINT').then(() => 0),
          // Whoever watches over the process starts it again: it takes up all that is on disk.
          ...(lost === null ? [] : [lost.then(() => 1)]),
        ])
        process.off('SIGHUP', onReload)
        stopping.abort()
        await bridge.stop()
        await tracing?.stop()
        return exitCode
      },
      async serveSandbox({ host, port }) {
        const sandbox = await listenSandbox({ clock: realClock, hostname: host, port }).catch(
          (error: Error) => {
            complain(`The sandbox cannot start: ${startWords(error, '--listen')}\n`)
            return null
          },
        )
        if (!sandbox) return 1
        const speaks = `{ api_url: "${sandbox.url}", oapi_url: "${sandbox.url}" }`
        print(`Sandbox DingTalk, with its chats: ${sandbox.url}\n`)
        print(`A bridge speaks to it with these keys under dingtalk: ${speaks}\n`)
        await signalled('SIGTERM', 'SIGINT')
        await sandbox.close()
        return 0
      },
    },
    version,
  )
}

/** Settings with the built-in templates beneath the user's own. */
export const loadConfig = (config: string, builtIn: string): LoadResult =>
  loadPlan(config, process.env, builtIn)

export const realClock: Clock = {
  now: Date.now,
  async sleep(ms, signal) {
    await delay(ms, undefined, signal && { signal }).catch(() => {})
  },
}

export const realChance: Chance = { fraction: Math.random, bytes: (count) => randomBytes(count) }

/** Only where the variables of OpenTelemetry ask for it is anything of it loaded. */
async function openTracing(
  version: string,
  complain: (text: string) => void,
  emit: Emit,
): Promise<Tracing | null> {
  if (!Object.keys(process.env).some((name) => /^OTEL_.*_ENDPOINT$/.test(name))) return null
  const { createTracing, readOtlpSettings } = await import('./telemetry/otlp.ts')
  const settings = readOtlpSettings(process.env)
  if (!settings.ok) complain(`No traces: ${settings.error}.\n`)
  if (!settings.ok || settings.value === null) return null
  return createTracing(settings.value, {
    clock: realClock,
    version,
    emit,
    async post(url, { headers, body, timeoutMs, signal }) {
      const either = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const init = { method: 'POST', headers, body: Buffer.from(body), signal: either }
      const response = await fetch(url, { ...init, redirect: 'manual' })
      await response.body?.cancel()
      return { status: response.status }
    },
  })
}

/** With a memory of its own: a bridge that runs keeps the tokens that it has. */
export function openProbe(version: string): Probe {
  const known = new Map<string, string>()
  const memory = {
    recall: async (key: string) => known.get(key) ?? null,
    remember: async (key: string, value: string) => void known.set(key, value),
    // Nobody else asks meanwhile: a token more, fetched by hand, ends no other.
    lease: async () => true,
  }
  const client = createClient({ version, clock: realClock })
  return createProbe({ clock: realClock, client, memory, readTicket, emit: () => {} })
}

export async function hearRobot(
  version: string,
  ...[app, listener, signal]: Parameters<Bench['listenToRobot']>
): ReturnType<Bench['listenToRobot']> {
  const client = createClient({ version, clock: realClock })
  try {
    return await listenToRobot(app, listener, { client, clock: realClock }, signal)
  } finally {
    await client.close()
  }
}

const readTicket = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim()

function signalled(...signals: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const signal of signals) process.off(signal, done)
      resolve()
    }
    for (const signal of signals) process.on(signal, done)
  })
}
