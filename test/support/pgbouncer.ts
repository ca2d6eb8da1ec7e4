import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../scripts/free-ports.ts'
import { asNobody } from './postgres.ts'

export const PGBOUNCER = process.env['PGBOUNCER'] ?? '/usr/sbin/pgbouncer'
export const isPgbouncerHere = existsSync(PGBOUNCER)

export interface TestPooler {
  readonly url: string
  stop(): Promise<void>
}

/**
 * A real PgBouncer in transaction mode before a server of ours that asks for no password: one
 * statement after the other may stand in another session.
 */
export async function startPgbouncer(server: string): Promise<TestPooler> {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-pgbouncer-'))
  const [port = 0] = await freePorts(1)
  const { hostname, port: serverPort } = new URL(server)
  const settings = join(folder, 'pgbouncer.ini')
  writeFileSync(
    settings,
    [
      '[databases]',
      // With `any` it is said here who connects.
      `* = host=${hostname} port=${serverPort} user=postgres`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      'pool_mode = transaction',
      'default_pool_size = 1',
    ].join('\n'),
  )
  chmodSync(folder, 0o755)
  if (asNobody.uid) chownSync(settings, asNobody.uid, asNobody.gid)
  const libraries = process.env['PGBOUNCER_LIBRARIES']
  const child = spawn(PGBOUNCER, [settings], {
    env: { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) },
    ...asNobody,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (text) => {
      said += text
      if (said.includes('process up')) resolve()
    })
    child.once('exit', () => reject(new Error(`pgbouncer: ${said}`)))
  })
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
