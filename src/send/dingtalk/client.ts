import { Readable } from 'node:stream'
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici'
import type { Clock } from '../../domain/clock.ts'
import type { Answer } from '../channel.ts'
import { describeFailure } from './client-failure.ts'
import { unpack } from './unpack.ts'

/** A request as it goes over the wire, secrets and all. */
export interface WireRequest {
  readonly method: 'GET' | 'POST'
  /** With its query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Null: none. The usual variables were read with the settings. */
  readonly proxy: string | null
  /** For connecting, for the first byte, and between two pieces of the answer. */
  readonly timeoutMs: number
}

/** The only way out. Never throws, never repeats, never follows a redirect. */
export interface Client {
  send(request: WireRequest, signal: AbortSignal): Promise<Answer>
  close(): Promise<void>
}

export function createClient(options: { readonly version: string; readonly clock: Clock }): Client {
  const dispatchers = new Map<string, Dispatcher>()

  function dispatcherFor({ proxy, timeoutMs }: WireRequest): Dispatcher {
    const key = `${timeoutMs} ${proxy ?? ''}`
    const dispatcher = dispatchers.get(key) ?? open(proxy, timeoutMs)
    dispatchers.set(key, dispatcher)
    return dispatcher
  }

  return {
    async send(wire, signal) {
      // A body that is asked for means a connection that stands: from here on it may arrive.
      let sent = false
      async function* body() {
        sent = true
        yield Buffer.from(wire.body, 'utf8')
      }
      // The single time-outs do not bound an answer that comes in drops.
      const deadline = AbortSignal.timeout(3 * wire.timeoutMs)
      try {
        const response = await request(wire.url, {
          method: wire.method,
          headers: {
            'user-agent': `dingbridge/${options.version}`,
            ...wire.headers,
            'content-length': String(Buffer.byteLength(wire.body, 'utf8')),
          },
          body: Readable.from(body(), { objectMode: false }),
          dispatcher: dispatcherFor(wire),
          signal: AbortSignal.any([signal, deadline]),
        })
        return {
          kind: 'answered',
          status: response.statusCode,
          contentType: contentTypeOf(response.headers),
          body: await textOf(response),
          at: options.clock.now(),
        }
      } catch (error) {
        const cause = signal.aborted ? 'stopped' : deadline.aborted ? 'deadline' : error
        return { kind: 'failed', sent, ...describeFailure(cause, hostOf(wire.url), sent) }
      }
    },
    async close() {
      const open = [...dispatchers.values()]
      dispatchers.clear()
      await Promise.all(open.map((dispatcher) => dispatcher.destroy()))
    },
  }
}

/** Beyond this it is no answer of DingTalk's, whose longest lists a hundred user ids. */
const MAX_ANSWER_BYTES = 1024 * 1024

function open(proxy: string | null, timeoutMs: number): Dispatcher {
  const options = {
    connections: 16,
    // One at a time: what waits behind a POST that hangs would be lost in the dark with it.
    pipelining: 1,
    keepAliveTimeout: 10_000,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  }
  return proxy === null ? new Agent(options) : new ProxyAgent({ uri: proxy, ...options })
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

const contentTypeOf = (headers: Headers) => first(headers['content-type']) ?? null

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

/** Nobody asked for a packed answer, but a gateway in between may send one all the same. */
async function textOf({ headers, body }: Dispatcher.ResponseData): Promise<string> {
  const encoding = first(headers['content-encoding'])
  if (encoding === undefined) return body.text()
  return unpack(Buffer.from(await body.arrayBuffer()), encoding, MAX_ANSWER_BYTES)
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'its address')
