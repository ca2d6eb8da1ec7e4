import type { App } from '../../domain/app.ts'
import { SECOND } from '../../domain/clock.ts'
import type { Failure, Outcome, RefusedRecipient } from '../../domain/outcome.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { type Answer, type ApiRequest, addressed, type Call } from '../channel.ts'
import { channels } from '../channels.ts'
import type { Gateway, LookUp, SharedMemory } from '../gateway.ts'
import { type AccessTokenDeps, createAccessTokens } from './access-token.ts'
import { notSent } from './classify.ts'
import type { WireRequest } from './client.ts'
import {
  isNobody,
  KNOWN_FOR_MS,
  personKey,
  personRequest,
  readPerson,
  UNKNOWN_FOR_MS,
} from './people.ts'
import { scrub } from './scrub.ts'
import { type RobotEndpoint, secretsIn, withRobotToken, withToken } from './wire.ts'

export interface GatewayDeps extends AccessTokenDeps {
  /** How a custom robot is reached; asked at every call, so that a reload is heard. */
  readonly robots?: (url: string) => RobotEndpoint
}

const ROBOTS: RobotEndpoint = { proxy: null, timeoutMs: 5 * SECOND }

/** DingTalk, as one thing that takes calls and gives outcomes. */
export function createGateway(deps: GatewayDeps): Gateway {
  const { clock, client, emit } = deps
  const memory = forgiving(deps.memory, deps)
  const tokens = createAccessTokens({ ...deps, memory })

  type Read = (answer: Answer) => Outcome

  async function ask(wire: WireRequest, read: Read, signal: AbortSignal): Promise<Outcome> {
    return scrub(read(await client.send(wire, signal)), secretsIn(wire))
  }

  /**
   * One call with an app's token. Repeated with another one when it was refused, and once more
   * with a fresh one: the other may be a replica's, and have ended with the first.
   */
  async function askAs(
    app: App,
    request: ApiRequest,
    read: Read,
    signal: AbortSignal,
  ): Promise<Outcome> {
    let token = await tokens.get(app, signal)
    if (!token.ok) return token.error
    let outcome = await ask(withToken(request, app, token.value), read, signal)
    // No second message: a refused token means that nothing was sent.
    for (let refusals = 1; refusals <= 2 && isTokenRefused(outcome); refusals++) {
      const other = await tokens.replace(app, token.value, signal)
      if (!other.ok && refusals === 2) return asConfig(outcome)
      if (!other.ok) return outcome.reason === 'token' ? other.error : outcome
      token = other
      outcome = await ask(withToken(request, app, token.value), read, signal)
    }
    return isTokenRefused(outcome) ? asConfig(outcome) : outcome
  }

  async function sendCall(call: Call, signal: AbortSignal): Promise<Outcome> {
    const channel = channels[call.address.channel]
    const request = channel.request(call)
    const read = (answer: Answer) => channel.read(answer)
    if (request.auth === 'robot') {
      const address = addressed(call.address, 'robot')
      const endpoint = deps.robots?.(address.url) ?? ROBOTS
      return ask(withRobotToken(request, address, endpoint, clock.now()), read, signal)
    }
    if (call.app === null) throw new Error(`The ${channel.name} channel was called without an app`)
    return askAs(call.app, request, read, signal)
  }

  /** A user id, null for a number that nobody has, or why it cannot be said. */
  async function findPerson(
    app: App,
    mobile: string,
    signal: AbortSignal,
  ): Promise<Result<string | null, Failure>> {
    const key = personKey(app, mobile)
    const known = await memory.recall(key)
    if (known !== null) return ok(known === '' ? null : known)
    const outcome = await askAs(app, personRequest(mobile), readPerson, signal)
    if (outcome.kind !== 'sent' && !isNobody(outcome)) return err(outcome)
    const user = outcome.kind === 'sent' ? outcome.receipt : null
    await memory.remember(key, user ?? '', clock.now() + (user ? KNOWN_FOR_MS : UNKNOWN_FOR_MS))
    return ok(user)
  }

  return {
    async prepare(app, signal) {
      try {
        const token = await tokens.get(app, signal)
        return token.ok ? null : token.error
      } catch (error) {
        emit({ type: 'bug', where: 'prepare', error })
        return notSent(BUG)
      }
    },
    async send(call, signal) {
      try {
        return await sendCall(call, signal)
      } catch (error) {
        emit({ type: 'bug', where: 'send', error })
        return BUG
      }
    },
    async confirm({ address, app }, receipt, signal) {
      const { confirmation } = channels[address.channel]
      if (!confirmation || !app) return null
      let refused: readonly RefusedRecipient[] | null = null
      // The verdict on the question itself does not matter: the message was accepted.
      const read = (answer: Answer): Outcome => {
        refused = confirmation.read(answer)
        return channels[address.channel].read(answer)
      }
      try {
        await askAs(app, confirmation.request(app, receipt), read, signal)
        return refused
      } catch (error) {
        emit({ type: 'bug', where: 'confirm', error })
        return null
      }
    },
    async lookUp(app, mobiles, signal) {
      try {
        const found: Found[] = []
        // One after another: they share the app's calls a second with the messages.
        for (const mobile of mobiles)
          found.push({ mobile, person: await findPerson(app, mobile, signal) })
        return lookUpOf(found)
      } catch (error) {
        emit({ type: 'bug', where: 'lookUp', error })
        return { kind: 'failed', outcome: notSent(BUG) }
      }
    },
    close: () => client.close(),
  }
}

/** Our own mistake, wherever it happened: nobody can vouch for what was sent. */
const BUG: Failure = {
  kind: 'unknown',
  reason: 'ambiguous',
  code: null,
  detail: 'the bridge itself failed; its log says how',
}

/** `unauthorized` has several causes; a token that ended early is the one we can mend. */
const isTokenRefused = (outcome: Outcome): outcome is Failure =>
  outcome.kind !== 'sent' && (outcome.reason === 'token' || outcome.code === 'unauthorized')

const asConfig = ({ code, detail }: Failure): Failure => ({
  kind: 'reject',
  reason: 'config',
  code,
  detail: `${detail}; a fresh access token was refused as well`,
})

interface Found {
  readonly mobile: string
  readonly person: Result<string | null, Failure>
}

/** One failure fails the question, after all numbers were tried: the next try knows the others. */
function lookUpOf(found: readonly Found[]): LookUp {
  const users = new Set<string>()
  const unknown: string[] = []
  for (const { mobile, person } of found) {
    if (!person.ok) return { kind: 'failed', outcome: person.error }
    if (person.value === null) unknown.push(mobile)
    else users.add(person.value)
  }
  return { kind: 'found', users: [...users], unknown }
}

/** A memory that is away costs a call more, never a message. */
function forgiving(memory: SharedMemory, { emit }: GatewayDeps): SharedMemory {
  const tell = (error: unknown) =>
    emit({ type: 'store.unavailable', detail: error instanceof Error ? error.message : 'unknown' })
  return {
    recall: (key) =>
      memory.recall(key).catch((error: unknown) => {
        tell(error)
        return null
      }),
    remember: (key, value, until) => memory.remember(key, value, until).catch(tell),
    lease: (key, until) =>
      memory.lease(key, until).catch((error: unknown) => {
        tell(error)
        return true
      }),
  }
}
