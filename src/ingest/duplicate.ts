import { createHash } from 'node:crypto'
import { DAY, SECOND } from '../domain/clock.ts'
import type { InboundRequest, Reading, SourceSettings } from './source.ts'

/** By what a webhook is recognised as one that was already accepted. */
export interface DuplicateKey {
  /**
   * Only the latest accepted webhook of this group is compared: firing, resolved and firing again
   * are three pieces of news. Null: any one within the window.
   */
  readonly group: string | null
  readonly key: string
  readonly windowMs: number
}

const BODY_WINDOW_MS = 10 * SECOND

/**
 * Senders repeat byte for byte after a lost answer, and replicas of Alertmanager repeat each
 * other. The key holds what makes two webhooks the same news; both parts are hashes.
 */
export function duplicateKeyOf(
  source: Pick<SourceSettings, 'name' | 'dedupWindowMs'>,
  request: InboundRequest,
  reading: Reading,
): DuplicateKey {
  const sent = request.headers['idempotency-key']?.trim() || reading.idempotencyKey
  if (sent) return { group: null, key: hash('sent', source.name, sent), windowMs: DAY }
  const wished = request.query.get('receiver')
  const { group } = reading
  if (group.key === null) {
    const body = createHash('sha256').update(request.body).digest('hex')
    return { group: null, key: hash('body', source.name, wished, body), windowMs: BODY_WINDOW_MS }
  }
  const place = hash('group', source.name, wished, group.receiver, group.key)
  const alerts = reading.alerts
    .map(({ fingerprint, status, startsAt }) => JSON.stringify([fingerprint, status, startsAt]))
    .sort()
  return { group: place, key: hash(place, group.reason, ...alerts), windowMs: source.dedupWindowMs }
}

const hash = (...parts: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex')
