import type { App } from '../../domain/app.ts'
import { type Clock, type Instant, MINUTE } from '../../domain/clock.ts'
import type { Failure } from '../../domain/outcome.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { Secret } from '../../domain/secret.ts'
import type { Client } from './client.ts'
import { scrub } from './scrub.ts'
import { grantRequest, readGrant } from './token-grant.ts'

export interface Token {
  readonly secret: Secret
  /** Not used from then on. */
  readonly until: Instant
}

export interface FetchTokenDeps {
  readonly clock: Clock
  readonly client: Client
  /** Reads the newest suite ticket; rejects when the file cannot be read. */
  readonly readTicket: (file: string) => Promise<string>
}

/** Before its end; DingTalk hands out the same token again until then and prolongs it. */
const EARLY_MS = 5 * MINUTE

/** Asks the token endpoint, whose refusals are the operator's to mend. */
export async function fetchToken(app: App, deps: FetchTokenDeps): Promise<Result<Token, Failure>> {
  const first = await fetchWithTicket(app, deps)
  // DingTalk pushes a new ticket every few hours; the file may just have been replaced.
  const again = !first.ok && first.error.reason === 'token'
  const result = again ? await fetchWithTicket(app, deps) : first
  if (result.ok || result.error.reason !== 'token') return result
  const { code, detail } = result.error
  const closes = { scope: 'app', forMs: MINUTE } as const
  return err({ kind: 'reject', reason: 'config', code, detail, closes })
}

async function fetchWithTicket(app: App, deps: FetchTokenDeps): Promise<Result<Token, Failure>> {
  const { credentials } = app
  const file = credentials.kind === 'third-party' ? credentials.suiteTicketFile : null
  let ticket: string | null = null
  if (file !== null) {
    try {
      ticket = (await deps.readTicket(file)).trim()
    } catch {
      return err(noTicket(file))
    }
  }
  const askedAt = deps.clock.now()
  // Not the caller's signal: others wait for this token too.
  const answer = await deps.client.send(grantRequest(app, ticket), new AbortController().signal)
  const grant = readGrant(answer)
  if ('kind' in grant) return err(scrub(grant, [credentialOf(app), ticket ?? '']))
  const { token, validForMs } = grant
  // A token that lives shorter than the margin is used for half its life.
  const until = askedAt + Math.max(validForMs - EARLY_MS, validForMs / 2)
  return ok({ secret: new Secret(token), until })
}

const noTicket = (file: string): Failure => ({
  kind: 'reject',
  reason: 'config',
  code: null,
  detail: `suite_ticket_file ${file} cannot be read: check what writes it, and its permissions`,
  closes: { scope: 'app', forMs: MINUTE },
})

/** What proves to DingTalk who asks for a token. */
export function credentialOf({ credentials }: App): string {
  return (
    credentials.kind === 'internal' ? credentials.appSecret : credentials.suiteSecret
  ).reveal()
}
