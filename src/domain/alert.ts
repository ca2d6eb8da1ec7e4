import type { Instant } from './clock.ts'
import type { Labels } from './labels.ts'
import type { Message } from './message.ts'

export type AlertStatus = 'firing' | 'resolved'

/** What sort of news an alert is; a source says so, templates and routes may ask. */
export type AlertKind = 'alert' | 'ci' | 'deploy' | 'vcs' | 'message'

/** What every sender's payload becomes, and the only thing that routing sees. */
export interface Alert {
  /** Identity across repeats, with `startsAt`. The sender's own, or a hash of the labels. */
  readonly fingerprint: string
  readonly status: AlertStatus
  readonly kind: AlertKind
  /** Labels identify. */
  readonly labels: Labels
  /** Annotations explain. */
  readonly annotations: Labels
  readonly startsAt: Instant
  /** Null while it fires, or when the sender did not say. */
  readonly endsAt: Instant | null
  /** The measured value as the sender words it (`12.4 %`, `B=22, C=1`); null when it has none. */
  readonly value: string | null
  readonly links: AlertLinks
  /** Kind `message`: what its sender worded for DingTalk, told so where no template says otherwise. */
  readonly sent?: Message
}

/** What is equal of two alerts that are the same: it fires, it is repeated, it is resolved. */
export const identityOf = ({ fingerprint, startsAt }: Alert): string => `${fingerprint} ${startsAt}`

/**
 * Web addresses as the sender gave them, unchecked: only the message chapter decides what may
 * become a link. `source` is where the alert was made (Prometheus' generatorURL, a CI run).
 */
export interface AlertLinks {
  readonly source?: string
  readonly dashboard?: string
  readonly panel?: string
  readonly silence?: string
  readonly runbook?: string
  readonly image?: string
  readonly commit?: string
}
