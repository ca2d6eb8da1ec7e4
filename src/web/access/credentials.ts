import { createHash, timingSafeEqual } from 'node:crypto'
import type { AdminAuth } from '../../settings/plan.ts'

/** What a person writes into the login page. */
export interface Proof {
  readonly username: string
  /** The password, or the token where no name is given. */
  readonly secret: string
}

/** Each credential that opens the admin listener, as a digest that gives nothing away. */
export function credentialsOf({ bearerToken, basic }: AdminAuth): readonly Buffer[] {
  return [
    ...bearerToken.map((token) => digest('', token.reveal())),
    ...(basic?.password ?? []).map((one) => digest(basic?.username ?? '', one.reveal())),
  ]
}

/** The credential that a proof is, or null. It takes as long whichever it is, and for none. */
export function recognise(auth: AdminAuth, { username, secret }: Proof): Buffer | null {
  const given = digest(username, secret)
  let found: Buffer | null = null
  for (const credential of credentialsOf(auth))
    if (timingSafeEqual(credential, given)) found = credential
  return secret === '' ? null : found
}

const digest = (username: string, secret: string): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([username, secret]))
    .digest()
