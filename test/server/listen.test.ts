import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { DoorDeps } from '../../src/server/door.ts'
import { type Listener, listen } from '../../src/server/listen.ts'
import { anAuth, aSource, captured, secrets } from '../ingest/make.ts'
import { aHouse, wallClock } from './make-house.ts'

const open: Listener[] = []
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close(0)
})

/** A door on a real socket. */
async function aDoor(over: Partial<DoorDeps> = {}) {
  const house = aHouse({ clock: wallClock, maxBody: () => 1 << 20, ...over })
  const auth = anAuth({ bearerToken: secrets('s3cret') })
  house.sources.set('prod', aSource({ name: 'prod', auth }))
  const listener = await listen(house.door, { host: '127.0.0.1', port: 0, tls: null }, wallClock)
  open.push(listener)
  return { ...house, listener }
}

/** Sends raw bytes and gives the first status line that comes back, or '' when none does. */
function exchange({ port }: Listener, write: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => write(socket))
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      answer += chunk
      if (answer.includes('\r\n')) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer.split('\r\n', 1)[0] ?? ''))
  })
}

/** Whoever waits for this is ended by the limit of a test. */
const FOREVER = 3_600_000

const head = (path: string, ...headers: readonly string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: bridge', ...headers, '', ''].join('\r\n')
const body = Buffer.from(captured('am033-one-firing')).toString('utf8')
const length = `Content-Length: ${Buffer.byteLength(body)}`
const good = head('/webhook/alertmanager', length) + body

test('one that writes on under a refusal, and wants the connection closed, sees it', async () => {
  const { listener } = await aDoor()
  const over = 3 << 20
  const answer = await exchange(listener, (socket) => {
    socket.write(head('/webhook/alertmanager', 'Connection: close', `Content-Length: ${over}`))
    for (let sent = 0; sent < over; sent += 1 << 20) socket.write(Buffer.alloc(1 << 20))
  })
  expect(answer).toBe('HTTP/1.1 413 Payload Too Large')
})

test.each([
  ['a good request', good, 202],
  ['one of HTTP/1.0 that names no host', good.replace('1.1\r\nHost: bridge', '1.0'), 202],
  ['PUT', good.replace('POST', 'PUT'), 202],
  [
    'two lengths',
    head('/webhook/alertmanager', 'Content-Length: 2', 'Content-Length: 3') + body,
    400,
  ],
  ['a header of 64 KB', head('/webhook/alertmanager', `X: ${'a'.repeat(65_536)}`), 431],
  ['a length over the limit', head('/webhook/alertmanager', 'Content-Length: 99999999'), 413],
  ['a path that climbs', head('/webhook/../../metrics', length) + body, 404],
  ['a path that climbs in disguise', head('/webhook/%2e%2e/metrics', length) + body, 404],
  ['NUL in the path', head('/webhook/alertmanager%00', length) + body, 404],
  ['two slashes', head('//webhook/alertmanager', length) + body, 404],
  ['a backslash in the path', head('/webhook\\alertmanager', length) + body, 400],
  ['a credential', head('/webhook/prod', 'Authorization: Bearer s3cret', length) + body, 202],
  ['no credential', head('/webhook/prod', 'Authorization: ', length) + body, 401],
  [
    'garbage for a credential',
    head('/webhook/prod', 'Authorization: Basic !!!', length) + body,
    401,
  ],
  [
    'two credentials, of which Node itself shows only the first',
    head('/webhook/prod', 'Authorization: Bearer s3cret', 'Authorization: Bearer x', length) + body,
    401,
  ],
])('%s', async (_, bytes, status) => {
  const { listener, events } = await aDoor()
  const answer = await exchange(listener, (socket) => socket.write(bytes))
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(await exchange(listener, (socket) => socket.write(good))).toContain('202')
  expect(events.filter(({ type }) => type === 'bug')).toEqual([])
})

test('a length that is never reached is waited for a while', async () => {
  const startedAt = Date.now()
  // Ten times as fast as the wall.
  const clock = {
    now: () => startedAt + (Date.now() - startedAt) * 10,
    sleep: (ms: number, signal?: AbortSignal) => wallClock.sleep(ms / 10, signal),
  }
  const { listener } = await aDoor({ clock })
  const answer = await exchange(listener, (socket) =>
    socket.write(`${head('/webhook/alertmanager', 'Content-Length: 900')}{`),
  )
  expect(answer).toMatch(/^HTTP\/1.1 408 /)
})

test('an endless body is refused as soon as it passes the limit', async () => {
  const { listener } = await aDoor()
  const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`
  let sent = 0
  const answer = await exchange(listener, (socket) => {
    socket.write(head('/webhook/alertmanager', 'Transfer-Encoding: chunked'))
    const more = () => {
      while (!socket.destroyed && sent < 800 && socket.write(chunk)) sent++
    }
    socket.on('drain', more)
    more()
  })
  expect(answer).toContain('413')
  expect(sent).toBeLessThan(800)
})

test('a sender that resets in the middle of its body leaves no trace', async () => {
  const { listener, accepted, events } = await aDoor()
  const gone = exchange(listener, (socket) => {
    socket.write(`${head('/webhook/alertmanager', 'Content-Length: 900')}{`, () =>
      socket.resetAndDestroy(),
    )
  })
  expect(await gone).toBe('')
  expect(await exchange(listener, (socket) => socket.write(good))).toContain('202')
  expect([accepted.length, events.map(({ type }) => type)]).toEqual([1, ['webhook.accepted']])
})

test('closing does not wait for a connection that is kept alive', async () => {
  const { listener } = await aDoor()
  const response = await fetch(`http://127.0.0.1:${listener.port}/-/healthy`)
  await response.text()
  await listener.close(FOREVER)
})

test('a request that is being answered while closing gets its answer, and holds nothing up', async () => {
  const reached = Promise.withResolvers<void>()
  const stored = Promise.withResolvers<{ id: string; deliveries: []; duplicate: boolean }>()
  const { listener } = await aDoor({
    accept: () => {
      reached.resolve()
      return stored.promise
    },
  })
  const url = `http://127.0.0.1:${listener.port}/webhook/alertmanager`
  const answer = fetch(url, { method: 'POST', body: new Blob([body]) })
  await reached.promise
  const closed = listener.close(FOREVER)
  stored.resolve({ id: 'w1', deliveries: [], duplicate: false })
  expect((await answer).status).toBe(202)
  await closed
})

test('closing cuts what is still open at its deadline', async () => {
  const { listener } = await aDoor()
  const cut = exchange(listener, (socket) => {
    socket.write(head('/webhook/alertmanager', 'Content-Length: 900').slice(0, 40))
  })
  expect((await fetch(`http://127.0.0.1:${listener.port}/-/healthy`)).status).toBe(200)
  await listener.close(500)
  expect(await cut).toBe('')
})

test('an address that is taken is an error to whoever asked', async () => {
  const { door, listener } = await aDoor()
  const again = listen(door, { host: '127.0.0.1', port: listener.port, tls: null }, wallClock)
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
