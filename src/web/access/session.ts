import { createHmac } from 'node:crypto'
import { type Chance, newId } from '../../domain/chance.ts'
import { HOUR, type Instant } from '../../domain/clock.ts'
import { isSame } from '../../ingest/signature.ts'
import type { AdminAuth } from '../../settings/plan.ts'
import { credentialsOf } from './credentials.ts'

/** How long somebody stays signed in. */
export const SESSION_KEPT = 12 * HOUR

export const SESSION_COOKIE = 'dingbridge_session'

/** Somebody who signed in at the login page. */
export interface Session {
  readonly id: string
  readonly until: Instant
}

/**
 * A cookie that needs no memory: until when, a name of chance, and a signature over both and the
 * credential that opened it. When that credential leaves the settings, so does the session.
 */
export function startSession(
  credential: Buffer,
  key: string,
  now: Instant,
  chance: Chance,
): string {
  const claim = `${Math.floor((now + SESSION_KEPT) / 1000).toString(36)}.${newId(now, chance)}`
  return `${claim}.${sign(claim, credential, key)}`
}

export function readSession(
  cookie: string,
  auth: AdminAuth,
  key: string,
  now: Instant,
): Session | null {
  const [until, id, signature, ...rest] = cookie.split('.')
  if (!until || !id || !signature || rest.length > 0) return null
  const holds = credentialsOf(auth).map((credential) =>
    isSame(signature, sign(`${until}.${id}`, credential, key)),
  )
  const endsAt = Number.parseInt(until, 36) * 1000
  return holds.includes(true) && endsAt > now ? { id, until: endsAt } : null
}

/**
 * What a form of ours carries and a page of somebody else cannot know. Without a session (no
 * `admin.auth`, or a browser that sends a password by itself) it holds for a day or two.
 */
export function formToken(session: Session | null, key: string, now: Instant): string {
  return tokenOf(session, key, Math.floor(now / (24 * HOUR)))
}

export function isFormToken(
  given: string,
  session: Session | null,
  key: string,
  now: Instant,
): boolean {
  const day = Math.floor(now / (24 * HOUR))
  const holds = [day, day - 1].map((each) => isSame(given, tokenOf(session, key, each)))
  return holds.includes(true)
}

const sign = (claim: string, credential: Buffer, key: string): string =>
  hmac(key, `session ${claim} ${credential.toString('hex')}`)

const tokenOf = (session: Session | null, key: string, day: number): string =>
  hmac(key, session ? `form ${session.id}` : `form of day ${day}`)

const hmac = (key: string, text: string): string =>
  createHmac('sha256', `admin ${key}`).update(text).digest('hex')
