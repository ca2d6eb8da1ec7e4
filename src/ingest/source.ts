import type { Alert } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import type { Labels } from '../domain/labels.ts'
import type { Group } from '../domain/notification.ts'
import type { Result } from '../domain/result.ts'
import type { Steps } from '../domain/steps.ts'
import type { Zone } from '../domain/zone.ts'
import type { Auth } from './auth.ts'
import type { Mapping } from './mapping/mapping.ts'
import type { SignatureName } from './signature.ts'

/** A webhook as it came: raw bytes (after gunzip), nothing believed yet. */
export interface InboundRequest {
  readonly method: string
  /** Lower-case names; of a repeated header the values joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
  readonly body: Uint8Array
  /** The sender's address, proxies that are trusted already peeled off. */
  readonly address: string
  readonly receivedAt: Instant
}

/** What one webhook says. */
export interface Reading {
  readonly group: Group
  readonly alerts: readonly Alert[]
  /** Understood, and on purpose not told: a running CI job, a ping. */
  readonly ignored: boolean
  /** What the sender calls this one piece of news, where its payload does. */
  readonly idempotencyKey?: string
  /** Its sender posts all it knows again and again: an alert is news when its status is, or after so long. */
  readonly repeatMs?: number
}

/** Why a webhook is refused; a row of `docs/errors.md`. */
export interface Rejection {
  readonly status: 400 | 401 | 403 | 413 | 415
  /** Stable, for machines: `bad_json`, `bad_payload`, `unauthorized`… */
  readonly code: string
  /** For people: names the place (`alerts[3].labels: expected object`); holds no secret. */
  readonly message: string
}

export type ReadingResult = Result<Reading, Rejection>

/**
 * Bytes to alerts, or the reason why not; at once, or where there may be thousands of them in steps.
 * Pure, and never throws, whatever the bytes.
 */
export type Reader = (request: InboundRequest) => ReadingResult | Steps<ReadingResult>

/** A kind of sender. Adding one is a file that exports this and a line in `sources.ts`. */
export interface SourceType {
  readonly type: string
  /** One sentence for the docs. */
  readonly about: string
  /** How it signs (`hmac_secret`); without it the scheme is `generic`. */
  readonly signature?: SignatureName
  /** Lower-case name of the header that carries its plain token (`header_token`). */
  readonly tokenHeader?: string
  /** Makes the reader for one configured source; `map` is the user's own mapping, if any. */
  readonly open: (settings: SourceSettings) => Reader
  /** Whether a GET is a webhook too: all it says stands in its address. */
  readonly takesGet?: (settings: SourceSettings) => boolean
  /** What it is answered where nothing can be stored, if it repeats nothing at 503. */
  readonly busyStatus?: 429 | 503
  /** Whether a request that names no source looks like this sender's, by its headers and shape. */
  readonly recognises?: (sight: Sight) => boolean
  /** Gets ready for `recognises`, where that takes long; without it the first one does. */
  readonly prepare?: () => void
}

/** What can be seen of a request before anybody knows whose it is. */
export interface Sight {
  readonly request: InboundRequest
  /** The body as JSON, as a form or as the names of the query; undefined when it is neither. */
  readonly payload: unknown
}

/** One entry of `sources:`, parsed. */
export interface SourceSettings {
  readonly name: string
  readonly type: string
  /** Null: `auth: none`, or a source that exists by itself on loopback. */
  readonly auth: Auth | null
  /** Added to every alert; the alert's own label wins. */
  readonly labels: Labels
  /** Names that `?receiver=` may take. */
  readonly receivers: readonly string[]
  readonly dedupWindowMs: number
  readonly linkRewrites: readonly LinkRewrite[]
  /** `generic` only. */
  readonly map: Mapping | null
  /** Of times that a sender writes without one. */
  readonly zone: Zone
}

export interface LinkRewrite {
  readonly from: string
  readonly to: string
}

/** A source that is ready to read. */
export interface Source extends SourceSettings {
  /** Null when the sender proved all that `auth` asks for. Comes before `read`, over raw bytes. */
  readonly authenticate: (request: InboundRequest) => Rejection | null
  /** With the source's labels and link rewrites already applied. */
  readonly read: (request: InboundRequest) => ReadingResult
  /** The same, with turns for others: for whoever has others to answer. */
  readonly readInTurns: (request: InboundRequest) => Promise<ReadingResult>
  readonly takesGet: boolean
  /** What may work later is answered with this, because its sender repeats that. */
  readonly busyStatus: 429 | 503
}
