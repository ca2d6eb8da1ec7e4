import type { Instant } from '../domain/clock.ts'
import type { Result } from '../domain/result.ts'
import type { Planned } from '../settings/check.ts'
import type { SettingsIssue } from '../settings/issue.ts'

/** The world as a command sees it; `main.ts` gives the real one. */
export interface Bench {
  readonly env: Readonly<Record<string, string | undefined>>
  now(): Instant
  /** Results: what another program may read. */
  print(text: string): void
  /** Everything else that a person should know. */
  complain(text: string): void
  /** A file, or standard input for `-`. Rejects with a sentence. */
  readInput(path: string): Promise<Uint8Array>
  load(config: string): LoadResult
  /** Resolve with the exit code when they are over. */
  serve(config: string): Promise<number>
  serveSandbox(listen: { readonly host: string; readonly port: number }): Promise<number>
}

export type LoadResult = Result<Planned, readonly SettingsIssue[]>

/** 0 the answer is yes, 1 it is no, 2 the question was wrong. */
export type ExitCode = 0 | 1 | 2

/** The question was wrong; `remedy` says how to ask it. */
export class UsageError extends Error {
  override name = 'UsageError' as const
}
