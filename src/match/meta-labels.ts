import type { Alert } from '../domain/alert.ts'
import { type Labels, mergeLabels } from '../domain/labels.ts'

/** Where an alert came from. */
export interface Origin {
  readonly source: string
  readonly sourceType: string
  /** The sender's own receiver name, unquoted; null when it has none. */
  readonly senderReceiver: string | null
}

/**
 * What matchers look at: the alert's labels and the meta labels, which exist nowhere else. A meta
 * label always wins, so that no sender can pretend to be another by sending one.
 */
export function labelsForMatching(alert: Alert, origin: Origin): Labels {
  return mergeLabels(alert.labels, {
    __source__: origin.source,
    __type__: origin.sourceType,
    __status__: alert.status,
    __receiver__: origin.senderReceiver ?? '',
    __kind__: alert.kind,
  })
}
