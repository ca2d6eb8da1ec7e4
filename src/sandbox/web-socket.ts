import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** As much of WebSocket (RFC 6455) as Stream mode needs: short texts in both directions. */
export interface WebSocketPeer {
  send(text: string): void
  close(): void
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10] as const

/** Answers an upgrade. Null after hanging up on what is none. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  hear: (text: string) => void,
): WebSocketPeer | null {
  const key = request.headers['sec-websocket-key']
  if (key === undefined) {
    socket.destroy()
    return null
  }
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  const write = (opcode: number, payload: Buffer) => {
    if (!socket.writable) return
    const short = payload.length < 126
    const head = Buffer.alloc(short ? 2 : 4)
    head[0] = 0x80 | opcode
    head[1] = short ? payload.length : 126
    if (!short) head.writeUInt16BE(payload.length, 2)
    socket.write(Buffer.concat([head, payload]))
  }
  const close = () => {
    write(CLOSE, Buffer.from([3, 232]))
    socket.end()
  }
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let frame = frameIn(rest); frame; frame = frameIn(rest)) {
      rest = rest.subarray(frame.length)
      if (frame.opcode === TEXT) hear(frame.payload.toString('utf8'))
      if (frame.opcode === PING) write(PONG, frame.payload)
      if (frame.opcode === CLOSE) close()
    }
  })
  socket.on('error', () => socket.destroy())
  return { send: (text) => write(TEXT, Buffer.from(text, 'utf8')), close }
}

/** The first whole frame of a client, unmasked; null while there is none. */
function frameIn(bytes: Buffer) {
  if (bytes.length < 6) return null
  const short = (bytes[1] ?? 0) & 0x7f
  const start = short === 126 ? 4 : 2
  if (short === 127 || bytes.length < start + 4) return null
  const size = short === 126 ? bytes.readUInt16BE(2) : short
  const length = start + 4 + size
  if (bytes.length < length) return null
  const mask = bytes.subarray(start, start + 4)
  const payload = Buffer.from(bytes.subarray(start + 4, length))
  for (const [i, byte] of payload.entries()) payload[i] = byte ^ (mask[i % 4] ?? 0)
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload, length }
}
