import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import type { Answer } from '../../../src/send/channel.ts'
import { type Client, createClient, type WireRequest } from '../../../src/send/dingtalk/client.ts'
import { forever, handClock, NOW } from '../fakes.ts'

const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const it of open.splice(0)) await it.close()
})

function aClient(): Client {
  const client = createClient({ version: '1.2.3', clock: handClock() })
  open.push(client)
  return client
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
    },
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const http = (listener: RequestListener) => listening(createServer(listener))

function tcp(onSocket: (socket: Socket) => void): Promise<string> {
  return listening(
    createTcpServer((socket) => {
      socket.on('error', () => {})
      onSocket(socket)
    }),
  )
}

const to = (host: string, over: Partial<WireRequest> = {}): WireRequest => ({
  method: 'POST',
  url: `http://${host}/path?access_token=hush`,
  headers: { 'x-acs-dingtalk-access-token': 'hush', 'content-type': 'application/json' },
  body: '{"text":"告警"}',
  proxy: null,
  timeoutMs: 60_000,
  ...over,
})

/** Long enough to connect and to write next door, on a machine with much to do. */
const SHORT = { timeoutMs: 2_000 }

const brokenBy = (answer: Answer) =>
  answer.kind === 'failed' ? { sent: answer.sent, reason: answer.reason } : answer

test('an answer is given as it came, and the request went out as it was', async () => {
  const seen: unknown[] = []
  const host = await http(async (request, response) => {
    const body = (await request.toArray()).join('')
    seen.push(request.method, request.url, request.headers, body)
    response.writeHead(418, { 'content-type': 'text/plain' }).end('tea 茶')
  })
  expect(await aClient().send(to(host), forever())).toEqual({
    kind: 'answered',
    status: 418,
    contentType: 'text/plain',
    body: 'tea 茶',
    at: NOW,
  })
  expect(seen).toEqual([
    'POST',
    '/path?access_token=hush',
    {
      host,
      connection: 'keep-alive',
      'user-agent': 'dingbridge/1.2.3',
      'x-acs-dingtalk-access-token': 'hush',
      'content-type': 'application/json',
      'content-length': '17',
    },
    '{"text":"告警"}',
  ])
})

test.each([
  ['gzip', gzipSync('{"processQueryKey":"k"}'), '{"processQueryKey":"k"}'],
  ['deflate', deflateSync('{}'), '{}'],
  ['br', brotliCompressSync('茶'), '茶'],
  ['deflate, GZIP', gzipSync(deflateSync('twice')), 'twice'],
  ['identity', Buffer.from('as it is'), 'as it is'],
  ['gzip', Buffer.from('not packed at all'), 'not packed at all'],
])('an answer that something in between packed with %s is read', async (encoding, packed, body) => {
  const host = await http((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(packed)
  })
  expect(await aClient().send(to(host), forever())).toMatchObject({ status: 200, body })
})

test('a small answer does not become a huge one when it is unpacked', async () => {
  const packed = gzipSync('x'.repeat(3_000_000))
  const host = await http((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
  })
  expect(await aClient().send(to(host), forever())).toMatchObject({ body: packed.toString() })
})

test('a redirect is an answer and is not followed', async () => {
  let calls = 0
  const host = await http((_, response) => {
    calls += 1
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  const answer = await aClient().send(to(host), forever())
  expect([answer, calls]).toMatchObject([{ kind: 'answered', status: 307 }, 1])
})

test('calls one after another share connections', async () => {
  const ports: (number | undefined)[] = []
  const host = await http((request, response) => {
    ports.push(request.socket.remotePort)
    request.resume().on('end', () => response.end('{}'))
  })
  const client = aClient()
  for (let call = 0; call < 6; call += 1) await client.send(to(host), forever())
  // A second one may be opened while the first is being put back.
  expect([ports.length, new Set(ports).size <= 2]).toEqual([6, true])
})

test('a refused connection sent nothing', async () => {
  const server = createTcpServer()
  const host = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  expect(await aClient().send(to(host), forever())).toEqual({
    kind: 'failed',
    reason: 'network',
    sent: false,
    detail: `${host} refuses connections; nothing was sent`,
  })
})

test('a name that does not exist sent nothing', async () => {
  // Longer than a part of a name may be: known without asking any name server, which may be slow.
  const answer = await aClient().send(to(`${'a'.repeat(64)}.invalid`), forever())
  expect(brokenBy(answer)).toEqual({ sent: false, reason: 'network' })
})

test('a far side that cannot speak TLS got nothing', async () => {
  const host = await tcp((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 no\r\n\r\n')))
  const answer = await aClient().send(to(host, { url: `https://${host}/` }), forever())
  expect(brokenBy(answer)).toEqual({ sent: false, reason: 'network' })
})

test('a header that cannot be written is no crash', async () => {
  const answer = await aClient().send(to('127.0.0.1:9', { headers: { a: 'b\nc' } }), forever())
  expect(brokenBy(answer)).toEqual({ sent: false, reason: 'network' })
})

test.each<[string, (socket: Socket) => void, 'network' | 'timeout']>([
  ['a connection that is cut at the request', (s) => s.once('data', () => s.destroy()), 'network'],
  ['a reset at the request', (s) => s.once('data', () => s.resetAndDestroy()), 'network'],
  [
    'an answer that ends in the middle',
    (s) => s.once('data', () => s.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"errcode"')),
    'network',
  ],
  ['half a status line', (s) => s.once('data', () => s.end('HTTP/1.1 2')), 'network'],
  ['what is no HTTP', (s) => s.once('data', () => s.end('+OK ready\r\n')), 'network'],
  [
    'an answer without an end',
    (s) => s.once('data', () => s.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(2 << 20)}`)),
    'network',
  ],
  ['silence', () => {}, 'timeout'],
  [
    'silence after the headers',
    (s) => s.once('data', () => s.write('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{')),
    'timeout',
  ],
])('%s may have arrived, and names no secret', async (_, behave, reason) => {
  const host = await tcp(behave)
  const over = reason === 'timeout' ? SHORT : {}
  const answer = await aClient().send(to(host, over), forever())
  expect(brokenBy(answer)).toEqual({ sent: true, reason })
  expect(JSON.stringify(answer)).not.toContain('hush')
})

test('a call that is stopped after it was written may have arrived', async () => {
  const stop = new AbortController()
  const host = await tcp((socket) => socket.once('data', () => stop.abort()))
  expect(await aClient().send(to(host), stop.signal)).toEqual({
    kind: 'failed',
    reason: 'timeout',
    sent: true,
    detail: `stopped before ${host} answered; it may have arrived`,
  })
})

test('a call that is stopped before it began sent nothing', async () => {
  const answer = await aClient().send(to('127.0.0.1:9'), AbortSignal.abort())
  expect(brokenBy(answer)).toEqual({ sent: false, reason: 'timeout' })
})

test('a proxy is asked to lead there, and its refusal sent nothing', async () => {
  const asked: unknown[] = []
  const proxy = await tcp((socket) =>
    socket.once('data', (data) => {
      asked.push(String(data).split('\r\n')[0])
      socket.end('HTTP/1.1 407 no\r\ncontent-length: 0\r\n\r\n')
    }),
  )
  const request = to('api.example:443', {
    url: 'https://api.example/',
    proxy: `http://user:proxy-password@${proxy}`,
  })
  const answer = await aClient().send(request, forever())
  expect([asked, brokenBy(answer)]).toEqual([
    ['CONNECT api.example:443 HTTP/1.1'],
    { sent: false, reason: 'network' },
  ])
  expect(JSON.stringify(answer)).not.toContain('proxy-password')
})
