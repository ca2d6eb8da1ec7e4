import { execFileSync } from 'node:child_process'

/**
 * Compiles the bridge once, before tests start it as a process and kill it: only one that ends by
 * itself keeps what Node.js made of it. Each later start takes a third of the time.
 */
export function setup(): void {
  execFileSync(process.execPath, ['src/main.ts', '--version'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
