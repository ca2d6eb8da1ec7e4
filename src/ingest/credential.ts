import type { Secret } from '../domain/secret.ts'
import { TOKEN_NAMES, tokenHeaderOf } from './authenticate.ts'
import type { SourceSettings } from './source.ts'
import { sources } from './sources.ts'

/** What a request has to say besides its body. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

/**
 * What proves a request to a source whose settings one has, of lists the first. Null where it takes
 * a signature, or more than one `Authorization`.
 */
export function credentialFor({ auth, type }: SourceSettings): Credential | null {
  if (auth === null) return { headers: {}, query: {} }
  const [bearerToken] = auth.bearerToken
  const [headerToken] = auth.headerToken
  const [queryToken] = auth.queryToken
  const basic = basicHeader(auth.basic)
  if (auth.hmacSecret.length > 0 || (bearerToken && basic)) return null
  const defaults = sources.find((each) => each.type === type) ?? {}
  return {
    headers: {
      ...(bearerToken && bearerHeader(bearerToken.reveal())),
      ...basic,
      ...(headerToken && { [tokenHeaderOf(auth, defaults)]: headerToken.reveal() }),
    },
    query: queryToken ? { [TOKEN_NAMES[0]]: queryToken.reveal() } : {},
  }
}

export const bearerHeader = (token: string) => ({ authorization: `Bearer ${token}` })

/** Null where there is nothing to say. */
export function basicHeader(
  basic: { readonly username: string; readonly password: readonly Secret[] } | null,
): { readonly authorization: string } | null {
  const [password] = basic?.password ?? []
  if (!basic || !password) return null
  const pair = Buffer.from(`${basic.username}:${password.reveal()}`).toString('base64')
  return { authorization: `Basic ${pair}` }
}
