import type { Instant } from '../domain/clock.ts'
import type { InboundRequest } from './source.ts'

interface ByHand {
  readonly method?: string
  readonly headers?: InboundRequest['headers']
  /** What `?receiver=` would say. */
  readonly receiver?: string | null | undefined
}

/** A body that a person or the bridge itself has, as the request with which a sender would post it. */
export function requestByHand(
  body: Uint8Array | string,
  receivedAt: Instant,
  { method = 'POST', headers = {}, receiver }: ByHand = {},
): InboundRequest {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    method,
    headers: { 'content-type': 'application/json', ...Object.fromEntries(named) },
    query: new URLSearchParams(receiver ? { receiver } : {}),
    body: typeof body === 'string' ? Buffer.from(body) : body,
    address: '127.0.0.1',
    receivedAt,
  }
}
