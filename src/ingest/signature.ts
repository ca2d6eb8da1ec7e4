import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { MINUTE } from '../domain/clock.ts'
import type { Secret } from '../domain/secret.ts'
import { SIGNATURES, type SignatureScheme } from './signature-schemes.ts'
import type { InboundRequest } from './source.ts'

/** How a source names a scheme: `signature: github`. */
export type SignatureName = keyof typeof SIGNATURES

/** Names that the settings choose; null: the scheme's own. */
export interface SignatureHeaders {
  readonly header: string | null
  readonly timestampHeader: string | null
}

/** How far a signed time may be off, either way, where the scheme does not say. */
const MAX_SKEW_MS = 5 * MINUTE

/**
 * Makes the check of one scheme: whether any of the secrets signed these raw bytes. It takes as
 * long whichever secret fits, and repeats hold: whether a request is new is asked elsewhere.
 */
export function openSignature(
  name: SignatureName,
  { header, timestampHeader }: SignatureHeaders,
): (secrets: readonly Secret[], request: InboundRequest) => boolean {
  const scheme: SignatureScheme = SIGNATURES[name]
  const names = {
    headers: header === null ? scheme.headers : [header.toLowerCase()],
    time: timestampHeader?.toLowerCase() ?? scheme.timeHeader ?? null,
  }
  return (secrets, request) => {
    const claim = scheme.claim(request, names)
    if (!claim) return false
    const { at } = claim
    if (at !== null && Math.abs(at - request.receivedAt) > (scheme.maxSkewMs ?? MAX_SKEW_MS))
      return false
    let holds = false
    for (const secret of secrets) {
      if (secret.reveal() === '') continue
      for (const key of scheme.keys?.(secret) ?? [secret.reveal()]) {
        const mac = createHmac('sha256', key).update(claim.text(secret))
        if (claim.coversBody) mac.update(request.body)
        const expected = mac.digest(scheme.encoding)
        for (const given of claim.digests) holds = isSame(expected, given) || holds
      }
      for (const given of claim.plain ?? []) holds = isSame(secret.reveal(), given) || holds
    }
    return holds
  }
}

/** Compares digests, so that neither the place of the first difference nor a length shows in time. */
export const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
