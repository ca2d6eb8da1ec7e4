import { SECOND } from '../domain/clock.ts'
import { isFields } from '../domain/fields.ts'
import type { Bench, Trust } from './bench.ts'

/** Where a running bridge is asked, and what proves who asks. */
export interface RemoteDoor {
  /** Without a slash at the end. */
  readonly url: string
  /** What is added to each address, such as a token that belongs there. */
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** Who gave the proof: nobody, who typed the command, or the settings. */
  readonly proof: 'none' | 'typed' | 'settings'
  readonly trust: Trust | null
}

export interface RemoteRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** A key that every answer of a bridge to this has. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
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
  door: RemoteDoor,
  request: RemoteRequest,
): Promise<RemoteAnswer | null> {
  const { method, path, key, body, waitMs = 0 } = request
  const query = new URLSearchParams({ ...request.query, ...door.query }).toString()
  const answer = await bench
    .fetch(`${door.url}${path}${query && `?${query}`}`, {
      method,
      headers: { ...request.headers, ...door.headers },
      ...(body && { body }),
      ...(door.trust && { trust: door.trust }),
      timeoutMs: PATIENCE + waitMs,
    })
    .catch((error: Error) => {
      bench.complain(`No bridge answers at ${door.url} (${error.message}). ${remedyFor(error)}\n`)
      return null
    })
  if (!answer) return null
  const said = jsonOf(answer.text)
  if (answer.status >= 200 && answer.status < 300 && isFields(said) && Object.hasOwn(said, key))
    return { status: answer.status, body: said }
  const { code, message } = problemOf(said)
  const hint = hintOn(answer.status, code, door.proof)
  bench.complain(
    `${[door.url, 'answers', answer.status, code].join(' ').trim()}: ${message}${hint}\n`,
  )
  return null
}

const remedyFor = ({ message }: Error): string =>
  /CERT|SELF_SIGNED|ISSUER/.test(message)
    ? 'Give --ca-file with the certificate authority, and in --url the name that the certificate has.'
    : 'Does it run? See --url, or give its settings with -c.'

/** What the bridge cannot know: what was typed here. */
function hintOn(status: number, code: string, proof: RemoteDoor['proof']): string {
  if (status === 401)
    switch (proof) {
      case 'typed':
        return ' The token of --token-file or DINGBRIDGE_TOKEN is not the one it expects.'
      case 'settings':
        return ' The credential of the settings is not the one it expects: does it run with others?'
      case 'none':
        return ' Give --token-file, set DINGBRIDGE_TOKEN, or name its settings with -c.'
    }
  if (code === 'unknown_source') return ' Name one of its sources with --source.'
  if (code === 'not_found')
    return ' See --url: `send` speaks to server.listen, `deliveries` to admin.listen.'
  return ''
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
