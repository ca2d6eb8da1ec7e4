import { Hono } from 'hono'
import type { Clock, Instant } from '../domain/clock.ts'
import type { Arrived } from './arrivals.ts'
import { createChat } from './chat/chat.ts'
import { createControl, type LimitsReport, limitsReport } from './control.ts'
import { createDingtalk, type SandboxEnv } from './dingtalk.ts'
import type { Fault } from './faults.ts'
import { seededRandom } from './ids.ts'
import { changeLimits, type Limits } from './limits.ts'
import type { Streams } from './streams.ts'
import { createWorld, forget } from './world.ts'

/** A DingTalk of one's own: as strict as the real one, and everything in it can be seen. */
export interface Sandbox {
  readonly app: Hono<SandboxEnv>
  /** What arrived, newest last. `since`: a message's id or a moment. */
  messages(since?: string | Instant): readonly Arrived[]
  /** Adds faults; `times` is 1 and `match` everything unless they say otherwise. */
  faults(...faults: readonly NewFault[]): void
  /** Changes the named limits, and tells all of them with the busiest minute of each target. */
  limits(change?: LimitsChange): LimitsReport
  /** How often each path was called. */
  calls(): Readonly<Record<string, number>>
  /** Programs that listen to their robots. */
  readonly streams: Streams
  /** Forgets everything: messages, tokens, limits, faults, counts. */
  reset(): void
  /** Lets go of answers that are being delayed and of open chat pages. */
  close(): void
}

export type NewFault = Partial<Fault> & Pick<Fault, 'answer'>
export type LimitsChange = Partial<Omit<Limits, 'bad'>> & { readonly bad?: Partial<Limits['bad']> }

export interface SandboxOptions {
  readonly clock: Clock
  /** From 0 up to 1; tokens and receipts are made with it. */
  readonly random?: () => number
  /** What chats, people and robots are called on the chat page, by id. */
  readonly names?: Readonly<Record<string, string>>
}

export function createSandbox({ clock, random, names = {} }: SandboxOptions): Sandbox {
  const world = createWorld(clock, random ?? seededRandom(clock.now()))
  const name = (): void => {
    for (const [id, text] of Object.entries(names)) world.names.set(id, text)
  }
  name()
  const closing = new AbortController()
  const app = new Hono<SandboxEnv>()
  app.route('/', createChat(world, closing.signal))
  app.route('/sandbox', createControl(world))
  app.route('/', createDingtalk(world, closing.signal))
  app.onError((error) => {
    throw error
  })
  return {
    app,
    messages: (since) => world.arrivals.list(since),
    faults(...faults) {
      world.faults.add(...faults.map((fault) => ({ match: {}, times: 1, ...fault })))
    },
    limits(change = {}) {
      const limits = changeLimits(world.limits, change)
      if (!limits.ok) throw new Error(limits.error)
      world.limits = limits.value
      return limitsReport(world)
    },
    streams: world.streams,
    calls: () => Object.fromEntries(world.calls),
    reset() {
      forget(world)
      name()
    },
    close: () => closing.abort(),
  }
}
