import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { type Clock, SECOND } from '../domain/clock.ts'

export interface ListenOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly tls: TlsMaterial | null
}

/** PEM bytes. With `clientCa`, only clients with a certificate of it are served. */
export interface TlsMaterial {
  readonly cert: Uint8Array
  readonly key: Uint8Array
  readonly clientCa: Uint8Array | null
}

export interface Listener {
  /** The real one. */
  readonly port: number
  /** Other certificates for new connections. Throws for what is none, and keeps the former. */
  renew(tls: TlsMaterial): void
  /** Takes no new connection, lets requests end for at most `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>
}

interface App {
  fetch(request: Request, env: HttpBindings): Response | Promise<Response>
}

/**
 * Shorter than Node's own 60 s and 300 s, so that slow or silent peers cannot hold connections;
 * idle ones live longer than proxies keep theirs (60 s), so that the proxy is the one to close.
 */
const TIMEOUTS: ServerOptions = {
  headersTimeout: 10 * SECOND,
  requestTimeout: 60 * SECOND,
  keepAliveTimeout: 75 * SECOND,
  connectionsCheckingInterval: 2 * SECOND,
}

/** HTTP/1.0 need not say which host it means, and old devices that send alerts do not. */
const NAMELESS = 'localhost'

/** Serves an app. Rejects when the address cannot be had (in use, not ours, not allowed). */
export async function listen(app: App, options: ListenOptions, clock: Clock): Promise<Listener> {
  const serve = (request: Request, env: unknown) => app.fetch(request, env as HttpBindings)
  const answer = getRequestListener(serve, { hostname: NAMELESS })
  const { tls } = options
  const server = tls
    ? createTlsServer({ ...TIMEOUTS, ...tlsOptions(tls) }, answer)
    : createServer(TIMEOUTS, answer)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    renew: (material) => {
      if (server instanceof TlsServer) server.setSecureContext(tlsOptions(material))
    },
    close: (graceMs) => closeServer(server, graceMs, clock),
  }
}

function tlsOptions({ cert, key, clientCa }: TlsMaterial) {
  const own = { cert: Buffer.from(cert), key: Buffer.from(key) }
  if (clientCa === null) return own
  return { ...own, ca: Buffer.from(clientCa), requestCert: true, rejectUnauthorized: true }
}

const IDLE_CHECK_MS = 100

/** A connection that becomes idle only after `close` would otherwise hold it until it times out. */
async function closeServer(server: Server, graceMs: number, clock: Clock): Promise<void> {
  const over = new AbortController()
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      over.abort()
      resolve()
    })
  })
  const deadline = clock.now() + graceMs
  while (!over.signal.aborted && clock.now() < deadline) {
    server.closeIdleConnections()
    await clock.sleep(IDLE_CHECK_MS, over.signal)
  }
  server.closeAllConnections()
  return closed
}
