import type { App } from '../domain/app.ts'
import type { Secret } from '../domain/secret.ts'
import type { Target } from '../domain/target.ts'
import type { Recognise } from '../ingest/recognise.ts'
import type { Source } from '../ingest/source.ts'
import type { Callable } from '../match/call.ts'
import type { Heartbeat } from '../match/heartbeat.ts'
import type { Receiver } from '../match/receiver.ts'
import type { Route } from '../match/route.ts'
import type { TemplateSet } from '../message/template-set.ts'
import type { SeverityScale } from '../message/voice.ts'
import type { StoreAddress } from '../outbox/settings.ts'
import type { Listen } from '../server/settings.ts'
import type { Org } from './resolve/apps.ts'
import type { Transport } from './resolve/endpoints.ts'
import type { Config } from './schema.ts'

/** Everything the bridge runs from, resolved and checked. */
export interface Plan {
  /** The main file, as it was given. */
  readonly file: string
  readonly locale: string
  readonly timezone: string
  /** Without a slash at the end; null: no links to our own pages. */
  readonly externalUrl: string | null
  readonly server: ServerPlan
  readonly admin: AdminPlan
  readonly store: StorePlan
  readonly delivery: DeliveryPlan
  readonly log: Config['log']
  readonly severity: SeverityScale
  readonly templates: TemplateSet
  readonly apps: ReadonlyMap<string, App>
  readonly orgs: ReadonlyMap<string, Org>
  /** How a custom robot at this address is reached, which belongs to no app. */
  robots(url: string): Transport
  readonly sources: ReadonlyMap<string, Source>
  readonly recognise: Recognise
  readonly heartbeats: readonly Heartbeat[]
  /** The names of `groups:` and their conversation ids. */
  readonly groups: ReadonlyMap<string, string>
  readonly receivers: ReadonlyMap<string, Receiver>
  /** By key: the settings that a waiting delivery is sent with. */
  readonly targets: ReadonlyMap<string, Target>
  readonly root: Route
  /** One-to-one chats that a message to `/robot/send` may open. */
  readonly callable: Callable
  /** The settings as they were written, for a page: without secrets. */
  readonly redacted: unknown
}

export interface ServerPlan {
  readonly listen: Listen
  readonly maxBody: number
  readonly trustedProxies: readonly string[]
  /** PEM texts. */
  readonly tls: {
    readonly cert: string
    readonly key: Secret
    readonly clientCa: string | null
  } | null
}

export interface AdminPlan {
  readonly listen: Listen
  /** Null: whoever reaches it. */
  readonly auth: AdminAuth | null
  readonly metricsAuth: boolean
}

/** One of the two is enough. */
export interface AdminAuth {
  readonly bearerToken: readonly Secret[]
  readonly basic: { readonly username: string; readonly password: readonly Secret[] } | null
}

export interface StorePlan {
  readonly address: StoreAddress
  readonly username: string | null
  readonly password: Secret | null
  /** PEM text. */
  readonly ca: string | null
  readonly keepMs: number
  readonly maxWaiting: number
}

export interface DeliveryPlan {
  readonly retryForMs: number
  readonly maxParts: number
  readonly reportTo: string | null
  readonly lateAfterMs: number
}
