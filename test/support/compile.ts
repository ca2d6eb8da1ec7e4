import { execFileSync } from 'node:child_process'

/**
 * Compiles the database thread once, before tests open a few thousand of them. Node.js strips the
 * types with a WebAssembly of its own, which each thread would load and run anew: that takes three
 * quarters of a test's time, and V8 crashes once in many thousand times when threads that run
 * WebAssembly come and go beside each other (seen as SIGSEGV of a whole test file).
 */
export function setup(): void {
  const open = `
    const { openSqlite } = await import('./src/outbox/sqlite.ts')
    await (await openSqlite(':memory:')).close()`
  execFileSync(process.execPath, ['--eval', open], { stdio: 'inherit' })
}
