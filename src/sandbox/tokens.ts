import { type Clock, type Instant, SECOND } from '../domain/clock.ts'
import type { Ids } from './ids.ts'
import { remember } from './remember.ts'

export const TOKEN_SECONDS = 7_200

/** Whom a token speaks for. */
export interface Holder {
  /** appKey, suiteKey or client id. */
  readonly app: string
  readonly kind: 'internal' | 'third-party'
}

export type TokenState =
  | { readonly kind: 'valid'; readonly holder: Holder }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' }

export interface Tokens {
  /**
   * An internal app gets the same token while it lasts, and asking makes it last longer; a
   * third-party app gets a new one each time.
   */
  issue(holder: Holder): string
  look(token: string): TokenState
  clear(): void
}

export function createTokens(clock: Clock, ids: Ids): Tokens {
  const issued = new Map<string, { readonly holder: Holder; until: Instant }>()
  return {
    issue(holder) {
      const now = clock.now()
      const until = now + TOKEN_SECONDS * SECOND
      if (holder.kind === 'internal')
        for (const [token, held] of issued)
          if (
            held.holder.kind === 'internal' &&
            held.holder.app === holder.app &&
            held.until > now
          ) {
            held.until = until
            return token
          }
      const token = ids.token()
      remember(issued, token, { holder, until })
      return token
    },
    look(token) {
      const held = issued.get(token)
      if (!held) return { kind: 'unknown' }
      return held.until > clock.now() ? { kind: 'valid', holder: held.holder } : { kind: 'expired' }
    },
    clear: () => issued.clear(),
  }
}
