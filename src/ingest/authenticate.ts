import type { Secret } from '../domain/secret.ts'
import { openAddressSet } from './address-set.ts'
import type { Auth } from './auth.ts'
import { refuse } from './rejection.ts'
import { isSame, openSignature } from './signature.ts'
import type { InboundRequest, Rejection, SourceType } from './source.ts'

type SenderDefaults = Pick<SourceType, 'signature' | 'tokenHeader'>

/**
 * Makes the check of one source's `auth`. Everything that is configured must hold; of a list, any
 * one. The answer never says which part was wrong, and takes as long whichever it was.
 */
export function openAuthentication(
  auth: Auth | null,
  defaults: SenderDefaults,
): (request: InboundRequest) => Rejection | null {
  if (auth === null) return () => null
  const allowed = auth.allow.length > 0 ? openAddressSet(auth.allow) : () => true
  const proofs = proofsOf(auth, defaults)
  return (request) => {
    if (!allowed(request.address))
      return refuse('address_not_allowed', 'This address may not send to this source.')
    const held = proofs.map((proof) => proof(request))
    return held.every(Boolean)
      ? null
      : refuse('unauthorized', 'The credential or signature is missing, wrong or too old.')
  }
}

type Proof = (request: InboundRequest) => boolean

function proofsOf(auth: Auth, defaults: SenderDefaults): readonly Proof[] {
  const proofs: Proof[] = []
  const { bearerToken, basic, hmacSecret, headerToken, queryToken } = auth
  if (bearerToken.length > 0)
    proofs.push(({ headers }) =>
      isAnyOf(bearerToken, credentialsOf(headers['authorization'], 'bearer')),
    )
  if (basic) proofs.push(({ headers }) => holdsBasic(basic, headers['authorization']))
  if (hmacSecret.length > 0) {
    const { hmacHeader: header, hmacTimestampHeader: timestampHeader } = auth
    const isSigned = openSignature(defaults.signature ?? 'generic', { header, timestampHeader })
    proofs.push((request) => isSigned(hmacSecret, request))
  }
  if (headerToken.length > 0) {
    const header = tokenHeaderOf(auth, defaults)
    proofs.push(({ headers }) => isAnyOf(headerToken, headers[header] ?? null))
  }
  if (queryToken.length > 0)
    proofs.push(({ query }) => {
      const given = TOKEN_NAMES.flatMap((name) => query.getAll(name))
      return given.length === 1 && isAnyOf(queryToken, given[0] ?? null)
    })
  return proofs
}

/** The header that holds a `header_token`, in lower case. */
export const tokenHeaderOf = (
  { headerTokenName }: Pick<Auth, 'headerTokenName'>,
  { tokenHeader }: Pick<SenderDefaults, 'tokenHeader'>,
): string => (headerTokenName ?? tokenHeader ?? 'x-token').toLowerCase()

/** Query names under which senders that can only set a URL put a token. */
export const TOKEN_NAMES = ['token', 'access_token'] as const

/** The rest after the scheme. Two Authorization headers arrive joined and match nothing. */
function credentialsOf(header: string | undefined, scheme: string): string | null {
  const match = /^([A-Za-z]+) +([^\s]+)$/.exec(header ?? '')
  return match?.[1]?.toLowerCase() === scheme ? (match[2] ?? null) : null
}

/** The password may hold colons, the user name may not; both are UTF-8. */
function holdsBasic(basic: NonNullable<Auth['basic']>, header: string | undefined): boolean {
  const encoded = credentialsOf(header, 'basic')
  if (encoded === null || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) return false
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon === -1) return false
  const user = isSame(basic.username, pair.slice(0, colon))
  const password = isAnyOf(basic.password, pair.slice(colon + 1))
  return user && password
}

function isAnyOf(secrets: readonly Secret[], given: string | null): boolean {
  let found = false
  for (const secret of secrets) found = isSame(secret.reveal(), given ?? '') || found
  return found && given !== null && given !== ''
}
