import type { AlertStatus } from './alert.ts'
import type { FailureReason } from './outcome.ts'
import type { ChannelName } from './target.ts'

/** Everything worth a log line or a metric. Only `telemetry/` writes; everybody else emits. */
export type BridgeEvent =
  | {
      readonly type: 'bridge.started'
      readonly listen: string
      readonly admin: string
      readonly version: string
    }
  | { readonly type: 'bridge.stopping'; readonly inFlight: number }
  | { readonly type: 'bridge.stopped' }
  | { readonly type: 'settings.loaded'; readonly file: string; readonly warnings: number }
  | { readonly type: 'settings.refused'; readonly file: string; readonly issues: readonly string[] }
  | {
      readonly type: 'webhook.accepted'
      readonly source: string
      readonly webhook: string
      readonly deliveries: readonly string[]
      readonly duplicate: boolean
      readonly alerts: readonly AlertStatus[]
      /** From the first byte of the request until all was on disk, and of this the store alone. */
      readonly tookMs: number
      readonly storeMs: number
      /** The sender's own `traceparent` (W3C Trace Context), where it has one. */
      readonly traceparent?: string
    }
  /** A time interval keeps it quiet: until it ends, or for good. */
  | {
      readonly type: 'notification.muted'
      readonly source: string
      readonly receiver: string
      readonly target: string
      readonly by: readonly string[]
      readonly dropped: boolean
    }
  | {
      readonly type: 'webhook.refused'
      readonly source: string
      readonly status: number
      readonly code: string
      readonly message: string
    }
  | { readonly type: 'template.failed'; readonly template: string; readonly detail: string }
  | {
      readonly type: 'attempt.ended'
      readonly delivery: string
      /** What brought the delivery; absent for a digest, and for what the bridge says by itself. */
      readonly webhook?: string
      readonly receiver: string
      readonly target: string
      readonly channel: ChannelName
      /** The app whose call it was; null for custom robots, which belong to none. */
      readonly app: string | null
      readonly outcome: 'sent' | 'retry' | 'unknown' | 'reject'
      readonly reason: FailureReason | null
      readonly code: string | null
      readonly detail: string | null
      readonly tookMs: number
    }
  | {
      readonly type: 'delivery.ended'
      readonly delivery: string
      readonly webhook?: string
      /** The digest that told it, where it was folded: the attempts are that one's. */
      readonly toldBy?: string
      readonly source: string
      /** What it was about, in a word or two: the name of its first alert. */
      readonly about: string
      readonly receiver: string
      readonly target: string
      readonly channel: ChannelName
      readonly state: 'sent' | 'folded' | 'dead' | 'held' | 'discarded'
      readonly reason: FailureReason | null
      readonly detail: string | null
      readonly seconds: number
    }
  | {
      readonly type: 'target.unhealthy'
      readonly receiver: string
      readonly target: string
      readonly detail: string
      /** Not by itself: its whole app is refused, which `app.unhealthy` says once for all. */
      readonly isOfApp: boolean
    }
  | {
      readonly type: 'target.recovered'
      readonly receiver: string
      readonly target: string
      readonly isOfApp: boolean
    }
  /** DingTalk refuses an app for its settings, and with it every target of that app. */
  | { readonly type: 'app.unhealthy'; readonly app: string; readonly detail: string }
  | { readonly type: 'app.recovered'; readonly app: string }
  | { readonly type: 'token.refreshed'; readonly app: string }
  | { readonly type: 'store.unavailable'; readonly detail: string }
  /** Only a new process can open it again. */
  | { readonly type: 'store.lost'; readonly error: unknown }
  /** The collector of traces did not take them; nothing else is lost. */
  | { readonly type: 'traces.dropped'; readonly spans: number; readonly detail: string }
  | { readonly type: 'bug'; readonly where: string; readonly error: unknown }

export type Emit = (event: BridgeEvent) => void
