import { SECOND } from '../domain/clock.ts'
import { type Bench, UsageError } from './bench.ts'

export interface RemoteOptions {
  readonly url: string
  readonly tokenFile?: string
}

export interface RemoteRequest {
  readonly method: 'GET' | 'POST'
  /** With its query. */
  readonly path: string
  readonly body?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  /** Beyond the usual, for requests that the bridge holds on purpose. */
  readonly waitMs?: number
}

/** What a running bridge said. */
export interface RemoteAnswer {
  readonly status: number
  readonly body: unknown
}

const PATIENCE = 10 * SECOND

/**
 * Asks a running bridge. Null after saying on stderr why it gave no answer, or refused: then with
 * its own sentence.
 */
export async function ask(
  bench: Bench,
  { url, tokenFile }: RemoteOptions,
  request: RemoteRequest,
): Promise<RemoteAnswer | null> {
  const { method, path, body, headers, waitMs = 0 } = request
  const base = url.replace(/\/+$/, '')
  if (!/^https?:\/\//.test(base) || !URL.canParse(base))
    throw new UsageError(`--url: "${url}" is no address; write it like http://127.0.0.1:8081.`)
  const token = await tokenOf(bench, tokenFile)
  const answer = await bench
    .fetch(`${base}${path}`, {
      method,
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body }),
      timeoutMs: PATIENCE + waitMs,
    })
    .catch((error: Error) => {
      bench.complain(`No bridge answers at ${base} (${error.message}). Does it run? See --url.\n`)
      return null
    })
  if (!answer) return null
  const said = jsonOf(answer.text)
  if (answer.status >= 200 && answer.status < 300) return { status: answer.status, body: said }
  const { code, message } = problemOf(said)
  const hint = hintOn(answer.status, code, token !== null)
  bench.complain(`${base} answers ${answer.status} ${code}: ${message}${hint}\n`)
  return null
}

/** What the bridge cannot know: what was typed here. */
function hintOn(status: number, code: string, hasToken: boolean): string {
  if (status === 401)
    return hasToken
      ? ' The token of --token-file or DINGBRIDGE_TOKEN is not the one it expects.'
      : ' Give --token-file, or set DINGBRIDGE_TOKEN.'
  if (code === 'not_found')
    return ' See --url: `send` speaks to server.listen, `deliveries` to admin.listen.'
  return ''
}

async function tokenOf(bench: Bench, file: string | undefined): Promise<string | null> {
  if (file === undefined) return bench.env['DINGBRIDGE_TOKEN'] || null
  return Buffer.from(await bench.readInput(file))
    .toString('utf8')
    .trim()
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function problemOf(said: unknown): { readonly code: string; readonly message: string } {
  const { error } = (said ?? {}) as { error?: { code?: unknown; message?: unknown } }
  return typeof error?.message === 'string'
    ? { code: String(error.code), message: error.message }
    : { code: '', message: 'This is no answer of a dingbridge; see --url.' }
}
