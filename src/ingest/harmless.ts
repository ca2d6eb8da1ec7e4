import type { Auth } from './auth.ts'
import type { InboundRequest } from './source.ts'

/**
 * Headers that say what came; none that proves who sent it, because they are kept and shown. A
 * proof has a name that says so, or the one that the source's `auth` gives it.
 */
export function harmlessHeaders(
  headers: InboundRequest['headers'],
  auth: Auth | null,
): Record<string, string> {
  const own = [auth?.headerTokenName, auth?.hmacHeader].map((name) => name?.toLowerCase())
  const kept: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !mayProve(name) && !own.includes(name)) kept[name] = value
  return kept
}

/** Whether a header, or a name in an address, may hold a secret. */
export const mayProve = (name: string): boolean => PROOF.test(name.toLowerCase())

/** A header such as x-event-key names an event, and proves nothing. */
const PROOF =
  /authoriz|authent|cookie|token|signature|sign$|secret|password|credential|session|(?<!event-|idempotency-)key/
