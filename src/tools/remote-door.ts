import { basicHeader, bearerHeader } from '../ingest/credential.ts'
import type { Listen } from '../server/settings.ts'
import type { Plan } from '../settings/plan.ts'
import { type Bench, UsageError } from './bench.ts'
import { loadOrComplain } from './load.ts'
import type { RemoteDoor } from './remote.ts'

export interface RemoteOptions {
  readonly config: string
  readonly url: string
  readonly tokenFile?: string
  readonly caFile?: string
  /** Whether the settings say where the bridge listens: they were named, and `--url` was not. */
  readonly asksSettings: boolean
}

/** What settings know of a listener of theirs. */
export type KnownDoor = Pick<RemoteDoor, 'url' | 'query' | 'headers' | 'trust'>

/**
 * Where to ask, and as whom. A token that is named goes before a credential of the settings, and
 * that one goes nowhere but to where the same settings listen. Null after saying on stderr why it
 * is not known.
 */
export async function openDoor(
  options: RemoteOptions,
  bench: Bench,
  known: (plan: Plan) => KnownDoor,
): Promise<RemoteDoor | null> {
  const of = options.asksSettings ? knownDoor(options.config, bench, known) : bareDoor(options.url)
  if (of === null) return null
  const token = await tokenOf(bench, options.tokenFile)
  const pem = options.caFile === undefined ? null : await readText(bench, options.caFile)
  const trust = pem === null ? of.trust : { pem, isItsOwn: false }
  if (token !== null)
    return { ...of, query: {}, headers: bearerHeader(token), proof: 'typed', trust }
  const proves = Object.keys({ ...of.headers, ...of.query }).length > 0
  return { ...of, proof: proves ? 'settings' : 'none', trust }
}

function knownDoor(
  config: string,
  bench: Bench,
  known: (plan: Plan) => KnownDoor,
): KnownDoor | null {
  const plan = loadOrComplain(config, bench)
  if (plan) return known(plan)
  bench.complain('Where the bridge listens is not known without them; give --url.\n')
  return null
}

function bareDoor(written: string): KnownDoor {
  const url = written.replace(/\/+$/, '')
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--url: "${written}" is no address; write it like http://127.0.0.1:8081.`)
  return { url, query: {}, headers: {}, trust: null }
}

/** The listener for operators. */
export function adminDoor({ admin }: Plan): KnownDoor {
  const [token] = admin.auth?.bearerToken ?? []
  const headers = token ? bearerHeader(token.reveal()) : basicHeader(admin.auth?.basic ?? null)
  return { url: `http://${hereAt(admin.listen)}`, query: {}, headers: headers ?? {}, trust: null }
}

/** An address of settings as seen from their own machine: one that listens everywhere is here too. */
export function hereAt({ host, port }: Listen): string {
  const here = EVERYWHERE.includes(host) ? '127.0.0.1' : host
  return `${here.includes(':') ? `[${here}]` : here}:${port}`
}

const EVERYWHERE: readonly string[] = ['0.0.0.0', '::']

async function tokenOf(bench: Bench, file: string | undefined): Promise<string | null> {
  if (file === undefined) return bench.env['DINGBRIDGE_TOKEN'] || null
  const token = await readText(bench, file)
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new UsageError(`--token-file: ${file} does not hold one token and nothing else.`)
}

const readText = async (bench: Bench, file: string): Promise<string> =>
  Buffer.from(await bench.readInput(file))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim()
