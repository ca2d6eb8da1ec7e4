import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'
import { acceptWebSocket, type WebSocketPeer } from './web-socket.ts'

export interface ListeningSandbox extends Omit<Sandbox, 'close'> {
  /** `http://127.0.0.1:8090`, no slash at the end. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export interface ListenOptions extends SandboxOptions {
  /** Loopback unless somebody says otherwise: whoever reaches a sandbox reads everything in it. */
  readonly hostname?: string
  /** 0, the default, takes a free one. */
  readonly port?: number
}

/** Rejects with the server's own error (`EADDRINUSE`) when the port is not to be had. */
export async function listenSandbox(options: ListenOptions): Promise<ListeningSandbox> {
  const { hostname = '127.0.0.1', port = 0 } = options
  const sandbox = createSandbox(options)
  const server = createAdaptorServer({ fetch: sandbox.app.fetch, hostname }) as Server
  const peers = new Set<WebSocketPeer>()
  server.on('upgrade', (request, socket) => {
    const url = URL.parse(request.url ?? '/', 'http://sandbox')
    const isOurs = url?.pathname === '/connect'
    const app = isOurs ? sandbox.streams.redeem(url.searchParams.get('ticket') ?? '') : null
    const peer = app && acceptWebSocket(request, socket, sandbox.streams.acknowledge)
    if (!peer) return void socket.destroy()
    peers.add(peer)
    const leave = sandbox.streams.join(app, peer.send)
    socket.on('close', () => {
      leave()
      peers.delete(peer)
    })
  })
  server.listen(port, hostname)
  await once(server, 'listening')
  const taken = (server.address() as AddressInfo).port
  return {
    ...sandbox,
    port: taken,
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${taken}`,
    async close() {
      sandbox.close()
      for (const peer of peers) peer.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
