import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { MINUTE, SECOND } from '../domain/clock.ts'
import type { Secret } from '../domain/secret.ts'
import { openAddressSet } from './address-set.ts'
import type { Auth } from './auth.ts'
import { refuse } from './rejection.ts'
import type { InboundRequest, Rejection, SourceType } from './source.ts'

/** How far a signed time may be off, either way. */
const MAX_SKEW_MS = 5 * MINUTE

type SenderDefaults = Pick<SourceType, 'signatureHeader' | 'tokenHeader'>

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
    const header = (auth.hmacHeader ?? defaults.signatureHeader ?? 'x-signature').toLowerCase()
    const timestamp = auth.hmacTimestampHeader?.toLowerCase() ?? null
    proofs.push((request) => holdsSignature(hmacSecret, header, timestamp, request))
  }
  if (headerToken.length > 0) {
    const header = (auth.headerTokenName ?? defaults.tokenHeader ?? 'x-token').toLowerCase()
    proofs.push(({ headers }) => isAnyOf(headerToken, headers[header] ?? null))
  }
  if (queryToken.length > 0)
    proofs.push(({ query }) => {
      const given = TOKEN_NAMES.flatMap((name) => query.getAll(name))
      return given.length === 1 && isAnyOf(queryToken, given[0] ?? null)
    })
  return proofs
}

/** Query names under which senders that can only set a URL put a token. */
const TOKEN_NAMES = ['token', 'access_token']

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

/**
 * HMAC-SHA256 in hex over the body, or over `<time>:<body>` where a header with the time is
 * configured, as Grafana signs; without that header such a signature never holds. Others write
 * `sha256=` in front.
 */
function holdsSignature(
  secrets: readonly Secret[],
  header: string,
  timestampHeader: string | null,
  { headers, body, receivedAt }: InboundRequest,
): boolean {
  const given = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(headers[header] ?? '')?.[1]?.toLowerCase()
  if (given === undefined) return false
  let time = ''
  if (timestampHeader !== null) {
    time = headers[timestampHeader] ?? ''
    if (!/^\d{1,12}$/.test(time)) return false
    if (Math.abs(Number(time) * SECOND - receivedAt) > MAX_SKEW_MS) return false
  }
  let holds = false
  for (const secret of secrets) {
    const mac = createHmac('sha256', secret.reveal())
    if (timestampHeader !== null) mac.update(`${time}:`)
    holds = isSame(mac.update(body).digest('hex'), given) || holds
  }
  return holds
}

function isAnyOf(secrets: readonly Secret[], given: string | null): boolean {
  let found = false
  for (const secret of secrets) found = isSame(secret.reveal(), given ?? '') || found
  return found && given !== null && given !== ''
}

/** Compares digests, so that neither the place of the first difference nor a length shows in time. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
