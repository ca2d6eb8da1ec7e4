import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type Bridge, startBridge } from '../../src/bridge.ts'
import type { Delivery, DeliveryState } from '../../src/domain/delivery.ts'
import type { BridgeEvent } from '../../src/domain/event.ts'
import type { FailureReason } from '../../src/domain/outcome.ts'
import { realChance } from '../../src/process.ts'
import type { Arrived } from '../../src/sandbox/arrivals.ts'
import { type ListeningSandbox, listenSandbox } from '../../src/sandbox/listen.ts'
import { loadPlan } from '../../src/settings/check.ts'
import { formatIssues } from '../../src/settings/format-issues.ts'
import { type ElasticClock, elasticClock } from './elastic-clock.ts'

/** The whole of dingbridge in this process, with a DingTalk of its own, on loopback. */
export interface StoryHouse {
  readonly sandbox: ListeningSandbox
  readonly clock: ElasticClock
  readonly events: readonly BridgeEvent[]
  /** Holds the settings, the database and the templates. */
  readonly folder: string
  /** The one that runs now: another one after `restart`. */
  bridge(): Bridge
  /** Posts a body, text or bytes as they are and everything else as JSON. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** The messages that arrived, once there are `count` of them. */
  told(count: number): Promise<readonly Arrived[]>
  /** Resolves when nothing waits or is being sent. */
  settled(): Promise<void>
  rows(...states: readonly DeliveryState[]): Promise<readonly Delivery[]>
  /** Resolves when it is on disk that a delivery waits because of this, or has waited. */
  waitsBecauseOf(reason: FailureReason): Promise<void>
  /** Resolves when it holds; rejects, naming it, when it does not in time. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>
  /** Puts other settings in the file and has them read. */
  reload(yaml: string): Promise<boolean>
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: AnswerBody
}

interface AnswerBody {
  readonly id: string
  readonly deliveries: readonly string[]
  readonly duplicate: boolean
  readonly error: { readonly code: string; readonly message: string }
}

/**
 * What most stories have in common: where it listens, where DingTalk is, one app. A call is cut off
 * by the clock on the wall, which no story moves: not before the story is over.
 */
export const HEAD = `
server: { listen: "127.0.0.1:0" }
admin: { listen: "127.0.0.1:0" }
store: { url: "sqlite:./bridge.db" }
dingtalk:
  api_url: \${SANDBOX}
  oapi_url: \${SANDBOX}
  timeout: 5m
  apps: { ops: { app_key: dingops, app_secret: story-secret, robot_code: dingops, agent_id: 42 } }
`

/** A house that goes away with its test. `files`: templates and other files beside the settings. */
export async function aHouse(
  yaml: string,
  files: Readonly<Record<string, string>> = {},
): Promise<StoryHouse> {
  const house = await openHouse(yaml, files)
  onTestFinished(house.stop)
  return house
}

export async function openHouse(
  yaml: string,
  files: Readonly<Record<string, string>> = {},
): Promise<StoryHouse> {
  const clock = elasticClock()
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-story-'))
  const sandbox = await listenSandbox({ clock })
  const events: BridgeEvent[] = []
  const emit = (event: BridgeEvent) => void events.push(event)
  const config = join(folder, 'bridge.yaml')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  writeFileSync(config, yaml)
  const load = () => loadPlan(config, { SANDBOX: sandbox.url }, BUILT_IN)
  const start = async (): Promise<Bridge> => {
    const loaded = load()
    if (!loaded.ok) throw new Error(formatIssues(loaded.error, 'text'))
    const readTicket = () => Promise.reject(new Error('No story has a suite ticket.'))
    const { plan, warnings } = loaded.value
    const around = { clock, chance: realChance, version: 'story', readTicket }
    return startBridge(plan, { ...around, warnings, emit, load })
  }
  let bridge: Bridge | null = null
  const standing = (): Bridge => {
    if (!bridge) throw new Error('The bridge does not run.')
    return bridge
  }
  const halt = async (): Promise<void> => {
    const last = bridge
    bridge = null
    await last?.stop()
  }
  const tearDown = async (): Promise<void> => {
    await halt()
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    bridge = await start()
  } catch (error) {
    await tearDown()
    throw error
  }

  const rows = async (...states: readonly DeliveryState[]) =>
    (await standing().store.find({ states, limit: 500 })).items

  return {
    sandbox,
    clock,
    events,
    folder,
    bridge: standing,
    post: (path, body, headers) => post(`${standing().url}${path}`, body, headers),
    async told(count) {
      await until(
        `${count} messages`,
        () => sandbox.messages().length >= count,
        () => `${sandbox.messages().length} arrived`,
      )
      return sandbox.messages()
    },
    async settled() {
      const { store } = standing()
      const busy = () => store.find({ states: ['waiting', 'sending'], limit: 1 })
      await until(
        'nothing waits',
        async () => (await busy()).items.length === 0,
        () => lastOf(events),
      )
    },
    rows,
    waitsBecauseOf: (wanted) =>
      until(
        `a delivery that waits for ${wanted}`,
        async () => {
          // Not its state, which may have moved on while somebody else had the processor.
          const { store } = standing()
          const { items } = await store.find({ limit: 500 })
          const tried = items.map(({ id }) => store.attempts(id))
          return (await Promise.all(tried)).flat().some(({ reason }) => reason === wanted)
        },
        () => lastOf(events),
      ),
    until: (what, holds) => until(what, holds, () => lastOf(events)),
    async reload(text) {
      writeFileSync(config, text)
      return (await standing().reload()).ok
    },
    async restart() {
      await halt()
      bridge = await start()
    },
    stop: tearDown,
  }
}

const BUILT_IN = fileURLToPath(new URL('../../templates', import.meta.url))

export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: isRaw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as AnswerBody,
  }
}

/** Far more than a quiet machine needs, and less than a test is given. */
const PATIENCE = 120_000

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seen: () => string = () => 'it never came',
): Promise<void> {
  const deadline = performance.now() + PATIENCE
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited for ${what}: ${seen()}`)
    await pause(5)
  }
}

const lastOf = (events: readonly BridgeEvent[]): string =>
  JSON.stringify(
    events.slice(-5).map((event) => (event.type === 'bug' ? String(event.error) : event)),
  )
