import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from './house.ts'

/** The bridge as people run it: a process that can be killed. */
export interface ChildBridge {
  readonly url: string
  readonly pid: number
  /** Everything it printed. */
  output(): string
  /** Resolves with its exit code, or with the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string>
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/**
 * Its settings have to listen on port 0 and to log as JSON. `around`: a command that becomes the
 * bridge in the end, without another process.
 */
export async function startChild(
  config: string,
  env: Readonly<Record<string, string>> = {},
  around: readonly string[] = [],
): Promise<ChildBridge> {
  const [command = '', ...args] = [...around, process.execPath, MAIN, 'serve', '--config', config]
  const child = spawn(command, args, { env: { ...process.env, ...env } })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      printed += text
    })
  }
  const url = () => /"listen":"(http:[^"]+)"/.exec(printed)?.[1]
  await until(
    'the child',
    () => url() !== undefined || child.exitCode !== null,
    () => printed,
  )
  return {
    url: url() ?? '',
    pid: child.pid ?? 0,
    output: () => printed,
    end: (signal) => endOf(child, signal),
  }
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal)
    await once(child, 'exit')
  }
  return child.exitCode ?? child.signalCode ?? 'gone'
}
