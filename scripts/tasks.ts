import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** A command of the project's own tools, run through `scripts/node.cjs`. */
export interface Task {
  readonly name: string
  /** As `node scripts/node.cjs` takes it: `--bin biome ci .`, or a script and its arguments. */
  readonly command: readonly string[]
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Ended {
  readonly task: Task
  readonly passed: boolean
}

/**
 * Runs tasks in their order, as many at once as `atOnce` says. Each gets one line with its time when
 * it ends; what a task printed is shown only when it failed.
 */
export async function runTasks(
  tasks: readonly Task[],
  atOnce: number,
  print: (text: string) => void,
): Promise<readonly Ended[]> {
  const waiting = [...tasks]
  const ended: Ended[] = []
  const runner = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      ended.push(await runTask(task, print))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, runner))
  return ended
}

async function runTask(task: Task, print: (text: string) => void): Promise<Ended> {
  const started = performance.now()
  const { code, output } = await outputOf(task)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const passed = code === 0
  print(`${passed ? 'ok    ' : 'FAILED'} ${task.name} (${seconds} s)\n`)
  if (!passed) print(`${output.trimEnd()}\n`)
  return { task, passed }
}

function outputOf({
  command,
  env,
}: Task): Promise<{ readonly code: number | null; readonly output: string }> {
  const root = join(import.meta.dirname, '..')
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const child = spawn(process.execPath, [join(root, 'scripts', 'node.cjs'), ...command], {
    cwd: root,
    env: { ...process.env, ...colour, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }))
  })
}
