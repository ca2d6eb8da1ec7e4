import { createHash } from 'node:crypto'
import type { App } from '../../domain/app.ts'
import { type Instant, MINUTE, SECOND } from '../../domain/clock.ts'
import type { Emit } from '../../domain/event.ts'
import type { Failure } from '../../domain/outcome.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { Secret } from '../../domain/secret.ts'
import type { SharedMemory } from '../gateway.ts'
import { credentialOf, type FetchTokenDeps, fetchToken, type Token } from './fetch-token.ts'
import { takeTurn } from './shared-turn.ts'

/** The access tokens of all apps: fetched once, kept until shortly before they end. */
export interface AccessTokens {
  get(app: App, signal: AbortSignal): Promise<Result<Secret, Failure>>
  /** Another token than the one that DingTalk refused, if one may be had now. */
  replace(app: App, refused: Secret, signal: AbortSignal): Promise<Result<Secret, Failure>>
}

export interface AccessTokenDeps extends FetchTokenDeps {
  /** So that restarts and replicas use the token that is there. */
  readonly memory: SharedMemory
  readonly emit: Emit
}

/**
 * A refused token is replaced at once. One that was fetched only just before is refused for
 * another reason, and fetching too often is itself refused: each further one waits twice as long.
 */
const FIRST_GAP = SECOND
const LONGEST_GAP = 30 * SECOND
/** Without a refusal for so long, the next one is again the first. */
const FORGOTTEN_AFTER = 2 * MINUTE
/** How soon it is looked whether somebody else has another token by now. */
const LOOK_AGAIN = 5 * SECOND

/** Fetches that refusals asked for. */
interface Forced {
  readonly at: Instant
  /** Before the next one. */
  readonly gapMs: number
}

export function createAccessTokens(deps: AccessTokenDeps): AccessTokens {
  const { clock, memory } = deps
  const held = new Map<string, Token>()
  const forced = new Map<string, Forced>()
  const refreshing = new Map<string, Promise<Result<Secret, Failure>>>()

  return {
    async get(app, signal) {
      const key = keyOf(app)
      const own = held.get(key)
      if (own && own.until > clock.now()) return ok(own.secret)
      const shared = refreshing.has(key) ? null : await recall(key)
      if (shared) return ok(shared)
      return untilStopped(refreshOnce(app, key, null), signal)
    },

    async replace(app, refused, signal) {
      const key = keyOf(app)
      const own = held.get(key)
      if (own && !isSame(own.secret, refused) && own.until > clock.now()) return ok(own.secret)
      if (!refreshing.has(key)) {
        // A replica may have been faster.
        const shared = await recall(key)
        if (shared && !isSame(shared, refused)) return ok(shared)
        const { at = -Infinity, gapMs = 0 } = forced.get(key) ?? {}
        const waitMs = at + gapMs - clock.now()
        if (waitMs > 0 && !refreshing.has(key)) return err(tooSoon(Math.min(waitMs, LOOK_AGAIN)))
      }
      return untilStopped(refreshOnce(app, key, refused), signal)
    },
  }

  /** One refresh at a time for an app: everybody else waits for the same one. */
  function refreshOnce(
    app: App,
    key: string,
    refused: Secret | null,
  ): Promise<Result<Secret, Failure>> {
    const running = refreshing.get(key)
    if (running !== undefined) return running
    const find = async () => {
      const shared = await recall(key)
      return shared && !(refused && isSame(shared, refused)) ? ok(shared) : null
    }
    const started = takeTurn(`${key}:turn`, deps, find, () => {
      if (refused) forced.set(key, next(forced.get(key), clock.now()))
      return fetchNew(app, key)
    }).finally(() => refreshing.delete(key))
    refreshing.set(key, started)
    return started
  }

  async function fetchNew(app: App, key: string): Promise<Result<Secret, Failure>> {
    const result = await fetchToken(app, deps)
    if (!result.ok) return result
    held.set(key, result.value)
    await memory.remember(key, written(result.value), result.value.until)
    deps.emit({ type: 'token.refreshed', app: app.name })
    return ok(result.value.secret)
  }

  async function recall(key: string): Promise<Secret | null> {
    const before = held.get(key)
    const found = readToken(await memory.recall(key))
    // While the memory was read, somebody else here may have fetched a newer one.
    const own = held.get(key)
    if (own && own !== before) return own.secret
    if (found === null || found.until <= clock.now()) return null
    held.set(key, found)
    return found.secret
  }
}

function next(last: Forced | undefined, now: Instant): Forced {
  if (!last || now - last.at > FORGOTTEN_AFTER) return { at: now, gapMs: FIRST_GAP }
  return { at: now, gapMs: Math.min(2 * last.gapMs, LONGEST_GAP) }
}

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

const isSame = (a: Secret, b: Secret): boolean => a.reveal() === b.reveal()

const written = ({ secret, until }: Token): string =>
  JSON.stringify({ token: secret.reveal(), until })

function readToken(text: string | null): Token | null {
  if (text === null) return null
  try {
    const { token, until } = JSON.parse(text) as { token: string; until: Instant }
    return { secret: new Secret(token), until }
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
