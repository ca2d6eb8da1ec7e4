import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Ports on loopback for programs that cannot say which one they were given, or that come back on
 * the same. Not those of the range from which the system serves port 0 and outgoing connections:
 * it might give one away before its program listens, or while that is being started again.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = FIRST + (next++ % SPAN)
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

/** Below the range of Linux (from 32768) and those of the others (from 49152). */
const FIRST = 10_000
const SPAN = 20_000

/** Processes beside each other have other numbers, and so begin at other ports. */
const OF_A_PROCESS = 16
let next = process.pid * OF_A_PROCESS

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  await once(server.close(), 'close')
  return true
}
