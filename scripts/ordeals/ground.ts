import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '../../src/process.ts'
import { seededRandom } from '../../src/sandbox/ids.ts'
import { type ListeningSandbox, listenSandbox } from '../../src/sandbox/listen.ts'
import { freePorts } from '../free-ports.ts'
import { type BridgeProcess, createBridgeProcess } from './bridge-process.ts'
import { type Listener, listenTo } from './listener.ts'

/** Where an ordeal takes place: a sandbox that stays, and bridges that may go. */
export interface Ground {
  readonly sandbox: ListeningSandbox
  readonly listener: Listener
  readonly bridges: readonly BridgeProcess[]
}

export interface GroundOptions {
  readonly seed: number
  readonly replicas?: number
  /** The receivers and routes, and what differs from the defaults; it stands at the top level. */
  readonly settings: (sandboxUrl: string) => string
  /** Default: a SQLite file in the folder of the ordeal. */
  readonly storeUrl?: string
}

/** Takes everything down and away again, however `ordeal` ends. */
export async function onGround<T>(
  { seed, replicas = 1, settings, storeUrl = 'sqlite:./ordeal.db' }: GroundOptions,
  ordeal: (ground: Ground) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-ordeal-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const sandbox = await listenSandbox({ clock: realClock, random: seededRandom(seed) })
  const listener = listenTo(sandbox)
  const config = join(folder, 'bridge.yaml')
  writeFileSync(config, `${frame(storeUrl)}${settings(sandbox.url)}`)
  const ports = await freePorts(2 * replicas)
  const bridges = Array.from({ length: replicas }, (_, i) =>
    createBridgeProcess(config, { door: ports[2 * i] ?? 0, admin: ports[2 * i + 1] ?? 0 }),
  )
  try {
    return await ordeal({ sandbox, listener, bridges })
  } finally {
    listener.stop()
    await Promise.all(bridges.map((bridge) => bridge.kill()))
    await sandbox.close()
    remove()
    process.off('exit', remove)
  }
}

const frame = (storeUrl: string): string => `
server: { listen: '\${ORDEAL_DOOR}' }
admin: { listen: '\${ORDEAL_ADMIN}' }
external_url: https://ding.example.com
log: { level: error }
store: { url: '${storeUrl}' }
`
