import type { Secret } from '../domain/secret.ts'

/** What a sender must prove; all that are set must hold. A list: any one of it, for rotation. */
export interface Auth {
  readonly bearerToken: readonly Secret[]
  readonly basic: { readonly username: string; readonly password: readonly Secret[] } | null
  readonly hmacSecret: readonly Secret[]
  /** Header that carries the signature, where the sender lets its user choose. */
  readonly hmacHeader: string | null
  readonly hmacTimestampHeader: string | null
  readonly headerToken: readonly Secret[]
  readonly headerTokenName: string | null
  readonly queryToken: readonly Secret[]
  /** CIDR blocks; empty: from anywhere. */
  readonly allow: readonly string[]
}

/** Asks for nothing; what is asked for is set beside it. */
export const NO_AUTH: Auth = {
  bearerToken: [],
  basic: null,
  hmacSecret: [],
  hmacHeader: null,
  hmacTimestampHeader: null,
  headerToken: [],
  headerTokenName: null,
  queryToken: [],
  allow: [],
}
