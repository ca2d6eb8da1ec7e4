import type { App } from '../domain/app.ts'
import type { Clock, Instant } from '../domain/clock.ts'
import type { Attempt, Progress, Words } from '../domain/delivery.ts'
import type { Message } from '../domain/message.ts'
import type { Failure } from '../domain/outcome.ts'
import type { Pace, Target } from '../domain/target.ts'
import { wordingOf } from '../domain/wording.ts'
import type { LineMemory, Slot } from '../outbox/line.ts'
import type { Cargo } from './cargo.ts'
import type { Call, Channel } from './channel.ts'
import { ASKED_TO_WAIT } from './failure.ts'
import type { Gateway } from './gateway.ts'
import { attemptOf, type Ledger } from './ledger.ts'
import type { Limiter } from './limiter.ts'
import { nextTurn, useSlot } from './pace.ts'
import { addressFor, callsFor, departmentsIn, listeners, owesDepartments } from './recipients.ts'

/** A cargo under way: its words are on disk, and its progress is with every call. */
export interface Journey {
  readonly cargo: Cargo
  readonly target: Target
  readonly app: App | null
  readonly channel: Channel
  readonly words: Words
  readonly users: readonly string[]
  /** Of these, who hears it only after what he is still owed. */
  readonly behind: readonly string[]
  readonly progress: Progress
  readonly memory: LineMemory
  readonly pace: Pace
  /** Its slot is one kept for digests. */
  readonly kept: boolean
}

/** Where a journey ended. */
export type Arrival =
  | {
      readonly kind: 'told'
      readonly progress: Progress
      readonly slots: readonly Slot[]
      /** False: every single recipient was refused. */
      readonly reached: boolean
    }
  /** The pace allows the next part only later. */
  | {
      readonly kind: 'partly'
      readonly progress: Progress
      readonly slots: readonly Slot[]
      readonly until: Instant
    }
  | {
      readonly kind: 'failed'
      readonly outcome: Failure
      readonly progress: Progress
      readonly slots: readonly Slot[]
      readonly attempt: Attempt | null
    }
  | { readonly kind: 'lease lost' }

export interface CarryDeps {
  readonly gateway: Gateway
  readonly limiter: Limiter
  readonly clock: Clock
  report(attempt: Attempt): void
}

/** Makes the calls that tell a cargo, part by part, and writes each answer down before the next. */
export async function carry(
  journey: Journey,
  ledger: Ledger,
  deps: CarryDeps,
  signal: AbortSignal,
): Promise<Arrival> {
  const { pace, words } = journey
  let { progress } = journey
  let { slots } = journey.memory
  for (;;) {
    const message = words.parts[progress.partsDone]
    if (!message)
      return { kind: 'told', progress, slots, reached: reachedSomebody(journey, progress) }
    const end = await carryPart({ ...journey, progress }, message, ledger, deps, signal)
    if (end.kind === 'lease lost') return end
    progress = end.progress
    if (end.kind === 'failed' && !end.toldSome) return { ...end, slots }
    slots = useSlot(slots, { at: deps.clock.now(), kept: journey.kept }, pace)
    if (end.kind === 'failed') return { ...end, slots }
    if (progress.partsDone >= words.parts.length) continue
    const line = { slots, closed: false, retryingSince: null, waiting: 1, headSince: 0 }
    const turn = nextTurn(
      { ...line, headBegun: true, headHeldBack: false },
      pace,
      'off',
      deps.clock.now(),
    )
    if (turn.kind === 'wait') return { kind: 'partly', progress, slots, until: turn.until }
  }
}

type PartEnd =
  | { readonly kind: 'done'; readonly progress: Progress }
  | {
      readonly kind: 'failed'
      readonly outcome: Failure
      readonly progress: Progress
      readonly attempt: Attempt | null
      readonly toldSome: boolean
    }
  | { readonly kind: 'lease lost' }

async function carryPart(
  journey: Journey,
  message: Message,
  ledger: Ledger,
  deps: CarryDeps,
  signal: AbortSignal,
): Promise<PartEnd> {
  const { cargo, channel, memory } = journey
  let { progress } = journey
  const part = progress.partsDone
  const wording = wordingOf(journey.words)
  const wanted = listeners(progress, journey.users)
  const deferred = wanted.filter((user) => journey.behind.includes(user))
  const toTell = wanted.filter((user) => !deferred.includes(user))
  const { address } = journey.target
  let toDepartments = owesDepartments(address, progress)
  const nobody = toTell.length === 0 && 'users' in address && !toDepartments
  const calls = nobody ? [] : [...callsFor(toTell, channel.recipientsPerCall)]
  let toldSome = false

  for (let users = calls.shift(); users; users = calls.shift()) {
    const { outcome, attempt } = await call(users)
    if (outcome.kind === 'sent') {
      toldSome = true
      toDepartments = false
      const dropped = await confirm(users, outcome.receipt)
      deferred.push(...outcome.flowControlled)
      progress = {
        ...progress,
        refused: [...progress.refused, ...outcome.refused, ...dropped],
        receipts: outcome.receipt ? [...progress.receipts, outcome.receipt] : progress.receipts,
      }
    } else if (isAboutRecipients(outcome) && toDepartments && calls.length + users.length > 0) {
      // Either may be what is wrong: the departments by themselves, and then the users.
      if (users.length > 0) calls.unshift([], users)
      else {
        toDepartments = false
        progress = {
          ...progress,
          refused: [...progress.refused, refusalOf(departmentsIn(address), outcome)],
        }
      }
    } else if (isAboutRecipients(outcome) && users.length > 0) {
      // One wrong id refuses the whole call: halve it until the wrong one stands alone.
      const half = Math.ceil(users.length / 2)
      if (users.length > 1) calls.unshift(users.slice(0, half), users.slice(half))
      else
        progress = { ...progress, refused: [...progress.refused, refusalOf(users.join(), outcome)] }
    } else {
      return { kind: 'failed', outcome, progress, attempt, toldSome }
    }
    const isLast = calls.length === 0 && deferred.length === 0
    progress = isLast
      ? { ...progress, partsDone: part + 1, owed: null }
      : { ...progress, owed: toDepartments ? null : [...calls.flat(), ...deferred] }
    const changes = [{ id: cargo.row.id, progress }]
    if (!(await ledger.keep({ memory, changes, attempts: [attempt] })))
      return { kind: 'lease lost' }
  }
  if (deferred.length > 0) {
    const outcome = askedToWait(deferred.length)
    const owing = { ...progress, owed: deferred }
    return { kind: 'failed', outcome, progress: owing, attempt: null, toldSome }
  }
  return { kind: 'done', progress: { ...progress, partsDone: part + 1, owed: null } }

  async function call(users: readonly string[]) {
    const { app } = journey
    const unready = app && (await deps.gateway.prepare(app, signal))
    if (!unready) await spacing(app, channel.name, deps, signal)
    const at = deps.clock.now()
    const outcome = unready ?? (await deps.gateway.send(callTo(users), signal))
    const said = { delivery: cargo.row.id, part, recipients: users, wording }
    const attempt = attemptOf(said, outcome, at, deps.clock.now())
    deps.report(attempt)
    return { outcome, attempt }
  }

  function callTo(recipients: readonly string[]): Call {
    const { id, redrives } = cargo.row
    const idempotencyKey = `${id}-${part}-${redrives}-${journey.words.form}`
    const to = { address: addressFor(address, toDepartments), recipients }
    return { ...to, app: journey.app, message, idempotencyKey }
  }

  /** Asks who was left out, where an API accepts what it then does not deliver. */
  async function confirm(users: readonly string[], receipt: string | null) {
    if (!channel.confirmation || receipt === null) return []
    await deps.clock.sleep(channel.confirmation.afterMs, signal)
    await spacing(journey.app, `${channel.name} result`, deps, signal)
    return (await deps.gateway.confirm(callTo(users), receipt, signal)) ?? []
  }
}

function reachedSomebody({ users, target }: Journey, { refused }: Progress): boolean {
  const { address } = target
  const out = new Set(refused.map(({ user }) => user))
  if (address.channel === 'work_notification' && address.departments.length > 0)
    if (!out.has(departmentsIn(address))) return true
  return refused.length === 0 || users.some((user) => !out.has(user))
}

/** Waits for a place among the app's calls per second. */
async function spacing(
  app: App | null,
  api: string,
  { limiter }: CarryDeps,
  signal: AbortSignal,
): Promise<void> {
  if (app) await limiter.turn(`${app.name}:${api}`, app.callsPerSecond, signal)
}

const isAboutRecipients = (outcome: Failure): boolean =>
  outcome.kind === 'reject' && outcome.reason === 'recipient'

const refusalOf = (user: string, outcome: Failure) => ({
  user,
  because: outcome.code ?? outcome.detail,
})

const askedToWait = (users: number): Failure => ({
  kind: 'retry',
  reason: 'rate',
  code: ASKED_TO_WAIT,
  detail: `DingTalk asked ${users} of the users to wait; the others were told.`,
})
