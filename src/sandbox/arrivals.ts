import type { Clock, Instant } from '../domain/clock.ts'
import type { Fields } from '../domain/fields.ts'
import type { Button } from '../domain/message.ts'
import type { ChannelName } from '../domain/target.ts'
import type { Call } from './call.ts'
import { KEPT } from './remember.ts'

/** A message that DingTalk took, as people would see it and as it was asked for. */
export interface Arrived {
  /** `m1`, `m2`, … in the order of arrival. */
  readonly id: string
  /** ISO 8601 with milliseconds. */
  readonly at: string
  readonly channel: ChannelName
  /** The app's key; null for custom robots, which belong to no app. */
  readonly app: string | null
  /** Robot code, agent id, or the custom robot's token. */
  readonly robot: string
  /** Conversation id, user and department ids joined by commas, or the custom robot's token. */
  readonly target: string
  /** Users who really got it: not the invalid, not those over a limit. Empty for chats. */
  readonly recipients: readonly string[]
  /** Custom robots: their `msgtype`. Work notifications: the template's id. */
  readonly msgKey: string
  readonly msgParam: Fields
  readonly title: string
  readonly text: string
  readonly buttons: readonly Button[]
  readonly messageUrl: string | null
  readonly picUrl: string | null
  /** Mobiles and user ids that the words may call by name. */
  readonly mentions: readonly string[]
  /** processQueryKey or task id. */
  readonly receipt: string | null
  readonly request: Call
}

export type Arrival = Omit<Arrived, 'id' | 'at'>

export interface Arrivals {
  add(arrival: Arrival): Arrived
  /** Newest last. `since`: an id or a moment; only what came after it. */
  list(since?: string | Instant): readonly Arrived[]
  clear(): void
  /** Calls `hear` for each new message, and with null when all were thrown away. */
  listen(hear: (arrived: Arrived | null) => void): () => void
}

export function createArrivals(clock: Clock): Arrivals {
  const kept: Arrived[] = []
  const listeners = new Set<(arrived: Arrived | null) => void>()
  let count = 0
  return {
    add(arrival) {
      count += 1
      const at = new Date(clock.now()).toISOString()
      const arrived = { id: `m${count}`, at, ...arrival }
      kept.push(arrived)
      if (kept.length > KEPT) kept.shift()
      for (const hear of listeners) hear(arrived)
      return arrived
    },
    list(since) {
      return since === undefined ? [...kept] : kept.filter((arrived) => isAfter(arrived, since))
    },
    clear() {
      kept.length = 0
      for (const hear of listeners) hear(null)
    },
    listen(hear) {
      listeners.add(hear)
      return () => {
        listeners.delete(hear)
      }
    },
  }
}

function isAfter(arrived: Arrived, since: string | Instant): boolean {
  if (typeof since === 'number') return Date.parse(arrived.at) > since
  return Number(arrived.id.slice(1)) > Number(since.slice(1))
}
