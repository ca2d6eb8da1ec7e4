import { createHmac } from 'node:crypto'
import type { Instant } from '../../domain/clock.ts'
import type { Secret } from '../../domain/secret.ts'

/**
 * DingTalk's signature: HMAC-SHA256 over time and text, in base64, not yet encoded for a URL.
 * A custom robot signs its own secret as the text. `key` never leaves this function.
 */
export function sign(key: Secret, at: Instant, text: Secret): string {
  return createHmac('sha256', key.reveal()).update(`${at}\n${text.reveal()}`).digest('base64')
}
