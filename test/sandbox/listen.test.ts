import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ListeningSandbox, listenSandbox } from '../../src/sandbox/listen.ts'

const clock = { now: () => Date.UTC(2026, 9, 1), sleep: async () => {} }
const TEXT = { msgtype: 'text', text: { content: 'x' } }
let sandbox: ListeningSandbox

beforeEach(async () => {
  sandbox = await listenSandbox({ clock })
})
afterEach(() => sandbox.close())

const send = (): Promise<Response> =>
  fetch(`${sandbox.url}/robot/send?access_token=tok`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(TEXT),
  })

test('a listening sandbox answers on a free loopback port', async () => {
  expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}`)
  expect(await (await send()).json()).toEqual({ errcode: 0, errmsg: 'ok' })
  expect(sandbox.messages()).toHaveLength(1)
})

test('a reset closes the connection, and the next one works', async () => {
  sandbox.faults({ answer: { reset: true } })
  await expect(send()).rejects.toThrow('fetch failed')
  expect((await send()).status).toBe(200)
})

test('a port that is taken is said, not waited for', async () => {
  await expect(listenSandbox({ clock, port: sandbox.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
})

test('an upgrade of no address is hung up on, and nobody else notices', async () => {
  const socket = connect(sandbox.port, '127.0.0.1')
  socket.write('GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await once(
    socket.on('error', () => {}),
    'close',
  )
  expect((await send()).status).toBe(200)
})
