import type { Instant } from '../domain/clock.ts'
import type { Labels } from '../domain/labels.ts'
import type { Mentions, Message } from '../domain/message.ts'

/** How the bridge speaks to one target: everything about words that is not in the alert. */
export interface Voice {
  /** `en` or `zh-CN`. */
  readonly locale: string
  /** IANA name. */
  readonly timezone: string
  readonly severity: SeverityScale
  readonly linkRewrites: readonly { readonly from: string; readonly to: string }[]
  /** What the source adds to every alert: its sender does not know these. */
  readonly addedLabels?: Labels
  /** The page that shows all of it (`/n/<token>`); null without `external_url`. */
  readonly detailsUrl: string | null
  readonly mentions: Mentions | null
  readonly now: Instant
  /** Set when it is told more than `late_after` after it was accepted. */
  readonly late: Late | null
  /** Set when it is sent again, and some of it has been resolved since. */
  readonly over?: Over | null
  /** Set when people have heard it before, and a person wants it said again. */
  readonly again?: Again | null
}

export interface Late {
  readonly acceptedAt: Instant
  /** Why, for people: `DingTalk refused: send.too.fast`, `muted by weekends`. */
  readonly why: string | null
}

export interface Over {
  /** When the last of them was. */
  readonly at: Instant
  readonly resolved: number
  /** Alerts that fired at first. */
  readonly fired: number
}

export interface Again {
  /** When the first of them was told. */
  readonly toldAt: Instant
  /** Notifications that were told before. */
  readonly told: number
  /** Notifications in this message. */
  readonly of: number
}

/** Which label says how bad it is, and the order of its values, the worst first. */
export interface SeverityScale {
  readonly labels: readonly string[]
  readonly order: readonly (readonly string[])[]
}

export const DEFAULT_SEVERITY: SeverityScale = {
  labels: ['severity', 'priority', 'level'],
  order: [
    ['critical', 'P0'],
    ['error', 'P1'],
    ['warning', 'P2'],
    ['info', 'P3', 'P4'],
  ],
}

/** What a channel can carry; measured on the encoded request. */
export interface Budget {
  readonly maxBytes: number
  readonly maxParts: number
  size(message: Message): number
}
