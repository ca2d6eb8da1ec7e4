import { SECOND } from '../domain/clock.ts'
import { parseDuration } from '../domain/duration.ts'
import { UTC } from '../domain/zone.ts'
import { requestByHand } from '../ingest/request-by-hand.ts'
import type { Source } from '../ingest/source.ts'
import type { Plan } from '../settings/plan.ts'
import { type Bench, type ExitCode, UsageError } from './bench.ts'
import { bareSource } from './guess-source.ts'
import { loadOrComplain, sourceNamed } from './load.ts'
import { ask } from './remote.ts'
import { openDoor, type RemoteOptions } from './remote-door.ts'
import { sourceDoor } from './source-door.ts'

export interface SendOptions extends RemoteOptions {
  readonly receiver: string
  readonly payload?: string
  readonly source?: string
  readonly title?: string
  readonly text?: string
  readonly local?: boolean
  readonly wait: string
}

/** As long as the bridge holds an answer (`Prefer: wait`). */
const LONGEST = 30 * SECOND

/** One notification to a receiver, and what became of it. 0: it was told. */
export async function send(options: SendOptions, bench: Bench): Promise<ExitCode> {
  const waitMs = parseDuration(options.wait)
  if (waitMs === null || waitMs < SECOND || waitMs > LONGEST)
    throw new UsageError(`--wait: "${options.wait}" is no duration from 1s to 30s.`)
  const body = await bodyOf(options, bench)
  return options.local
    ? sendLocally(options, body, waitMs, bench)
    : sendThrough(options, body, waitMs, bench)
}

async function bodyOf(options: SendOptions, bench: Bench): Promise<Uint8Array> {
  const { payload, title, text, source } = options
  const isWritten = title !== undefined && text !== undefined
  if (payload === undefined ? !isWritten : (title ?? text) !== undefined)
    throw new UsageError('Give --payload and --source, or --title and --text.')
  if (payload === undefined) return Buffer.from(JSON.stringify({ title, text }))
  if (source === undefined) throw new UsageError('--payload needs --source, which reads it.')
  return bench.readInput(payload)
}

async function sendThrough(
  options: SendOptions,
  body: Uint8Array,
  waitMs: number,
  bench: Bench,
): Promise<ExitCode> {
  const { receiver } = options
  let source = options.source ?? 'generic'
  const door = await openDoor(options, bench, (plan) => {
    receiverNamed(receiver, plan)
    const hasToken = options.tokenFile !== undefined || Boolean(bench.env['DINGBRIDGE_TOKEN'])
    const known = sourceDoor(plan, { source: options.source ?? null, receiver, hasToken })
    source = known.source
    return known
  })
  const answer =
    door &&
    (await ask(bench, door, {
      method: 'POST',
      path: `/webhook/${encodeURIComponent(source)}`,
      key: 'deliveries',
      query: { receiver },
      body,
      headers: {
        'content-type': 'application/json',
        prefer: `wait=${Math.floor(waitMs / SECOND)}`,
        // Whoever sends the same by hand twice means it.
        'idempotency-key': `send-${bench.now()}`,
      },
      waitMs,
    }))
  if (!answer) return 1
  const { id, deliveries, wish } = answer.body as Answer
  const ends = deliveries.map((each) => (typeof each === 'string' ? { id: each } : each))
  for (const end of ends) bench.print(lineOf(end.id, end.state ?? 'waiting', end.reason))
  if (ends.length === 0) bench.complain(`Webhook ${id} was accepted; nobody is told of it.\n`)
  if (answer.status === 202 && ends.length > 0)
    bench.complain(`Not over after ${options.wait}. Look: dingbridge deliveries show ID\n`)
  if (wish !== undefined)
    bench.complain(
      `The receiver "${receiver}" is ${wish} for the source "${source}": the root receiver is told in its place.\n`,
    )
  const isTold = ends.length > 0 && ends.every(({ state }) => state === 'sent')
  return isTold && wish === undefined ? 0 : 1
}

function receiverNamed(name: string, { receivers }: Plan): void {
  if (receivers.has(name)) return
  const names = [...receivers.keys()].join(', ')
  throw new UsageError(`There is no receiver "${name}". The settings have: ${names}.`)
}

interface Answer {
  readonly id: string
  /** Why the receiver that was asked for is not the one that hears of it. */
  readonly wish?: 'unknown' | 'forbidden'
  /** Ids only, when the time ran out. */
  readonly deliveries: readonly (
    | string
    | { readonly id: string; readonly state?: string; readonly reason?: string }
  )[]
}

async function sendLocally(
  options: SendOptions,
  body: Uint8Array,
  waitMs: number,
  bench: Bench,
): Promise<ExitCode> {
  const { receiver } = options
  const plan = loadOrComplain(options.config, bench)
  if (!plan) return 1
  receiverNamed(receiver, plan)
  const source = openToAll(
    options.source === undefined ? BY_HAND : sourceNamed(options.source, plan),
  )
  const request = requestByHand(body, bench.now(), { receiver })
  const reading = source.read(request)
  if (!reading.ok) {
    const { code, message } = reading.error
    bench.complain(`${source.name} cannot read it: ${code}: ${message}\n`)
    return 1
  }
  const webhook = { source, request, reading: reading.value, wished: receiver }
  const told = await bench.tellOnce(plan, webhook, waitMs)
  for (const { targetName, state, reason, detail } of told)
    bench.print(lineOf(targetName, state, reason ?? undefined, detail))
  if (told.length === 0) bench.complain('Nobody is told of it: see dingbridge explain.\n')
  return told.length > 0 && told.every(({ state }) => state === 'sent') ? 0 : 1
}

/** Whoever has the settings may name any receiver. */
const openToAll = (source: Source): Source => ({ ...source, auth: null })

/** What reads `--title` and `--text` where no bridge does. */
const BY_HAND = bareSource('send', 'generic', UTC)

const lineOf = (name: string, state: string, reason?: string, detail?: string | null): string =>
  `${name} ${state}${reason ? ` ${reason}` : ''}${detail ? `: ${detail}` : ''}\n`
