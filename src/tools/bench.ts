import type { App } from '../domain/app.ts'
import type { Instant } from '../domain/clock.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { Result } from '../domain/result.ts'
import type { InboundRequest, Reading, Source } from '../ingest/source.ts'
import type { Probe } from '../send/dingtalk/probe.ts'
import type { StreamListener } from '../send/dingtalk/stream.ts'
import type { Planned } from '../settings/check.ts'
import type { SettingsIssue } from '../settings/issue.ts'
import type { Plan } from '../settings/plan.ts'

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
  /** The files that the patterns name, seen from the folder of another file. */
  readMatching(
    patterns: readonly string[],
    beside: string,
  ): Promise<readonly { readonly file: string; readonly text: string }[]>
  /** The file of a template that comes with the bridge. */
  readTemplate(name: string): Promise<string>
  /** Makes its folder too. Rejects with a sentence. */
  writeFile(path: string, text: string): Promise<void>
  load(config: string): LoadResult
  /** Asks a running bridge. Rejects when there is no answer. */
  fetch(url: string, request: BenchRequest): Promise<BenchAnswer>
  /** Asks DingTalk about settings; sends nothing. */
  openProbe(): Probe
  /** Resolves when `signal` fires, or with why nothing can be heard. */
  listenToRobot(
    app: App,
    listener: StreamListener,
    signal: AbortSignal,
  ): Promise<Result<null, string>>
  /** Tells what a webhook says without a bridge, and without keeping anything. */
  tellOnce(plan: Plan, webhook: BenchWebhook, waitMs: number): Promise<readonly Delivery[]>
  /** Resolve with the exit code when they are over. */
  serve(config: string, options: { readonly watch: boolean }): Promise<number>
  serveSandbox(listen: { readonly host: string; readonly port: number }): Promise<number>
}

export interface BenchWebhook {
  readonly source: Source
  readonly reading: Reading
  readonly request: InboundRequest
  /** The receiver; null: the tree decides. */
  readonly wished: string | null
}

export interface BenchRequest {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Only over https. */
  readonly trust?: Trust
  readonly timeoutMs: number
}

/** Whose certificate is believed. */
export interface Trust {
  readonly pem: string
  /** Whether it is the very certificate, under whatever name; else it is of authorities. */
  readonly isItsOwn: boolean
}

export interface BenchAnswer {
  readonly status: number
  readonly text: string
}

export type LoadResult = Result<Planned, readonly SettingsIssue[]>

/** 0 the answer is yes, 1 it is no, 2 the question was wrong. */
export type ExitCode = 0 | 1 | 2

/** The question was wrong; `remedy` says how to ask it. */
export class UsageError extends Error {
  override name = 'UsageError' as const
}
