import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** A program that a script started, and what it printed. */
export interface Running {
  readonly name: string
  readonly output: () => string
  /** Asks it to stop, by force after a minute. Resolves with the exit code. */
  stop(): Promise<number | null>
  /** `kill -9`: it learns nothing. Resolves once it is gone. */
  kill(): Promise<void>
}

export function start(
  name: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  // Nothing outlives the script, however that ends.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  child.on('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)))
  return {
    name,
    output: () => Buffer.concat(chunks).toString('utf8'),
    stop: () => stop(child),
    kill: () => kill(child),
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 60_000)
  await ended
  clearTimeout(force)
  return child.exitCode
}

/** Asks again and again until `found` gives something; null when the time is over. */
export async function eventually<T>(
  seconds: number,
  found: () => Promise<T | null>,
  everyMs = 100,
): Promise<T | null> {
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) {
    const value = await found()
    if (value !== null) return value
    await delay(everyMs)
  }
  return null
}

export async function answers(url: string): Promise<true | null> {
  const answer = await fetch(url).catch(() => null)
  await answer?.body?.cancel()
  return answer?.ok || null
}
