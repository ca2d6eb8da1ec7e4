import { join } from 'node:path'
import { eventually, type Running, start } from '../processes.ts'
import type { Row } from './account.ts'

/** A bridge as a process of its own: what happens to it happens to nothing else. */
export interface BridgeProcess {
  readonly url: string
  /** Starts it; resolves once it takes webhooks. */
  start(): Promise<void>
  /** Starts it and kills it again after so many milliseconds, ready or not. */
  startAndKill(afterMs: number): Promise<void>
  kill(): Promise<void>
  stop(): Promise<number | null>
  /** Every delivery that it knows. */
  rows(): Promise<readonly Row[]>
  /** What it knows of one. */
  row(id: string): Promise<unknown>
  /** How many are not over. */
  open(): Promise<number>
  metric(name: string): Promise<readonly Series[]>
  /** Log lines in which it calls something a bug of its own. */
  bugs(): readonly string[]
}

export interface Series {
  readonly labels: string
  readonly value: number
}

export interface BridgePorts {
  readonly door: number
  readonly admin: number
}

export function createBridgeProcess(config: string, ports: BridgePorts): BridgeProcess {
  const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')
  const url = `http://127.0.0.1:${ports.door}`
  const admin = `http://127.0.0.1:${ports.admin}`
  const env = {
    ORDEAL_DOOR: `127.0.0.1:${ports.door}`,
    ORDEAL_ADMIN: `127.0.0.1:${ports.admin}`,
  }
  const runs: Running[] = []
  const run = (): Running => {
    const running = start('bridge', process.execPath, [main, 'serve', '--config', config], env)
    runs.push(running)
    return running
  }

  return {
    url,
    async start() {
      const running = run()
      if (await eventually(300, () => isReady(url), 20)) return
      throw new Error(`The bridge did not become ready.\n${running.output()}`)
    },
    async startAndKill(afterMs) {
      const running = run()
      await new Promise((resolve) => setTimeout(resolve, afterMs))
      await running.kill()
    },
    kill: async () => runs.at(-1)?.kill(),
    stop: async () => runs.at(-1)?.stop() ?? null,
    rows: () => list(admin),
    row: (id) => read(`${admin}/api/v1/deliveries/${id}`),
    open: async () =>
      (await series(admin, 'dingbridge_waiting')).reduce((sum, { value }) => sum + value, 0),
    metric: (name) => series(admin, name),
    bugs: () =>
      runs.flatMap((running) =>
        running
          .output()
          .split('\n')
          .filter((line) => line.includes('A bug:')),
      ),
  }
}

const isReady = async (url: string): Promise<true | null> => {
  const answer = await fetch(`${url}/-/ready`).catch(() => null)
  await answer?.body?.cancel()
  return answer?.ok || null
}

async function list(admin: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await read(`${admin}/api/v1/deliveries?limit=500&cursor=${cursor}`)
    const { items, next } = page as { items: readonly Row[]; next: string | null }
    rows.push(...items)
    cursor = next
  }
  return rows
}

async function series(admin: string, name: string): Promise<readonly Series[]> {
  const text = await (await fetch(`${admin}/metrics`)).text()
  return [...text.matchAll(/^(\w+)\{(.*)\} (\d+)$/gm)].flatMap(([, found, labels = '', value]) =>
    found === name ? [{ labels, value: Number(value) }] : [],
  )
}

async function read(url: string): Promise<unknown> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`)
  return answer.json()
}
