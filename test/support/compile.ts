import { execFileSync } from 'node:child_process'

/**
 * Compiles the database thread once, before tests open a few thousand of them. Node.js strips the
 * types with a WebAssembly of its own, which each thread would load and run anew: that is more than
 * half of what a test of the store costs. Threads that run WebAssembly and come and go beside each
 * other are also what V8 is reported to crash of once in a while; a test file died of SIGSEGV so.
 */
export function setup(): void {
  const open = `
    const { openSqlite } = await import('./src/outbox/sqlite.ts')
    await (await openSqlite(':memory:')).close()`
  execFileSync(process.execPath, ['--eval', open], { stdio: 'inherit' })
}
