import { createHash } from 'node:crypto'
import type { App } from '../../domain/app.ts'
import { type Clock, type Instant, MINUTE, SECOND } from '../../domain/clock.ts'
import type { Emit } from '../../domain/event.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { Secret } from '../../domain/secret.ts'
import type { Memory } from '../gateway.ts'
import type { Failure } from './classify.ts'
import type { Client } from './client.ts'
import { scrub } from './scrub.ts'
import { grantRequest, readGrant } from './token-grant.ts'

/** The access tokens of all apps: fetched once, kept until shortly before they end. */
export interface AccessTokens {
  get(app: App, signal: AbortSignal): Promise<Result<Secret, Failure>>
  /** Another token than the one that DingTalk refused, if one may be had now. */
  replace(app: App, refused: Secret, signal: AbortSignal): Promise<Result<Secret, Failure>>
}

export interface AccessTokenDeps {
  readonly clock: Clock
  readonly client: Client
  /** So that restarts and replicas use the token that is there. */
  readonly memory: Memory
  /** Reads the newest suite ticket; rejects when the file cannot be read. */
  readonly readTicket: (file: string) => Promise<string>
  readonly emit: Emit
}

/** Before its end; DingTalk hands out the same token again until then and prolongs it. */
const EARLY_MS = 5 * MINUTE

/** Between two refreshes that a refusal asks for: fetching too often is itself refused. */
const FORCED_EVERY_MS = 30 * SECOND

interface Held {
  readonly token: Secret
  readonly until: Instant
}

export function createAccessTokens(deps: AccessTokenDeps): AccessTokens {
  const { clock, memory } = deps
  const held = new Map<string, Held>()
  const fetching = new Map<string, Promise<Result<Secret, Failure>>>()
  const forcedAt = new Map<string, Instant>()

  /** One refresh at a time for an app: everybody else waits for the same one. */
  function fetchOnce(app: App, key: string): Promise<Result<Secret, Failure>> {
    const running = fetching.get(key)
    if (running !== undefined) return running
    const started = fetchToken(app, deps)
      .then(async (result) => {
        if (!result.ok) return result
        held.set(key, result.value)
        await memory.remember(key, written(result.value), result.value.until)
        deps.emit({ type: 'token.refreshed', app: app.name })
        return ok(result.value.token)
      })
      .finally(() => fetching.delete(key))
    fetching.set(key, started)
    return started
  }

  async function recall(key: string): Promise<Held | null> {
    const before = held.get(key)
    const found = readHeld(await memory.recall(key))
    // While the memory was read, somebody else here may have fetched a newer one.
    const own = held.get(key)
    if (own && own !== before) return own
    if (found === null || found.until <= clock.now()) return null
    held.set(key, found)
    return found
  }

  return {
    async get(app, signal) {
      const key = keyOf(app)
      const own = held.get(key)
      if (own && own.until > clock.now()) return ok(own.token)
      const shared = fetching.has(key) ? null : await recall(key)
      if (shared) return ok(shared.token)
      return untilStopped(fetchOnce(app, key), signal)
    },

    async replace(app, refused, signal) {
      const key = keyOf(app)
      const own = held.get(key)
      if (own && !isSame(own.token, refused) && own.until > clock.now()) return ok(own.token)
      if (!fetching.has(key)) {
        // A replica may have been faster.
        const shared = await recall(key)
        if (shared && !isSame(shared.token, refused)) return ok(shared.token)
        const waitMs = (forcedAt.get(key) ?? -Infinity) + FORCED_EVERY_MS - clock.now()
        if (waitMs > 0 && !fetching.has(key)) return err(tooSoon(waitMs))
        forcedAt.set(key, clock.now())
      }
      return untilStopped(fetchOnce(app, key), signal)
    },
  }
}

async function fetchToken(app: App, deps: AccessTokenDeps): Promise<Result<Held, Failure>> {
  const first = await fetchWithTicket(app, deps)
  // DingTalk pushes a new ticket every few hours; the file may just have been replaced.
  const again = !first.ok && first.error.reason === 'token'
  const result = again ? await fetchWithTicket(app, deps) : first
  if (result.ok || result.error.reason !== 'token') return result
  const { code, detail } = result.error
  const closes = { scope: 'app', forMs: MINUTE } as const
  return err({ kind: 'reject', reason: 'config', code, detail, closes })
}

async function fetchWithTicket(app: App, deps: AccessTokenDeps): Promise<Result<Held, Failure>> {
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
  return ok({ token: new Secret(token), until })
}

const noTicket = (file: string): Failure => ({
  kind: 'reject',
  reason: 'config',
  code: null,
  detail: `suite_ticket_file ${file} cannot be read: check what writes it, and its permissions`,
  closes: { scope: 'app', forMs: MINUTE },
})

const tooSoon = (waitMs: number): Failure => ({
  kind: 'retry',
  reason: 'token',
  code: null,
  detail: 'the access token was refused, and was fetched anew only just before',
  closes: { scope: 'app', forMs: waitMs },
})

/** Where a token is kept: bound to what it was fetched with, so that a new secret gets a new one. */
function keyOf(app: App): string {
  const { endpoints, credentials } = app
  const parts =
    credentials.kind === 'internal'
      ? [credentials.appKey]
      : [credentials.corpId, credentials.suiteKey]
  const all = [endpoints.apiUrl, ...parts, credentialOf(app)]
  const hash = createHash('sha256').update(JSON.stringify(all))
  return `token:${hash.digest('hex').slice(0, 32)}`
}

function credentialOf({ credentials }: App): string {
  return (
    credentials.kind === 'internal' ? credentials.appSecret : credentials.suiteSecret
  ).reveal()
}

const isSame = (a: Secret, b: Secret): boolean => a.reveal() === b.reveal()

const written = ({ token, until }: Held): string => JSON.stringify({ token: token.reveal(), until })

function readHeld(text: string | null): Held | null {
  if (text === null) return null
  try {
    const { token, until } = JSON.parse(text) as { token: string; until: Instant }
    return { token: new Secret(token), until }
  } catch {
    // Not ours, or torn: fetched anew. The error would quote the token.
    return null
  }
}

/** Waits with the caller, who may have to stop before the others. */
async function untilStopped<T>(
  promise: Promise<Result<T, Failure>>,
  signal: AbortSignal,
): Promise<Result<T, Failure>> {
  const detail = 'stopped while waiting for an access token; nothing was sent'
  const stopped = err<Failure>({ kind: 'retry', reason: 'timeout', code: null, detail })
  if (signal.aborted) return stopped
  const { promise: stop, resolve } = Promise.withResolvers<Result<T, Failure>>()
  const listener = () => resolve(stopped)
  signal.addEventListener('abort', listener, { once: true })
  try {
    return await Promise.race([promise, stop])
  } finally {
    signal.removeEventListener('abort', listener)
  }
}
