import { DELIVERY_STATES, isState } from '../domain/delivery.ts'
import { parseDuration } from '../domain/duration.ts'
import { type Bench, type ExitCode, UsageError } from './bench.ts'
import { type Detail, detailText, type Row, tableText } from './deliveries-text.ts'
import { ask, type RemoteDoor } from './remote.ts'
import { adminDoor, openDoor, type RemoteOptions } from './remote-door.ts'
import { visible } from './visible.ts'

interface Shown extends RemoteOptions {
  readonly format: 'text' | 'json'
}

export interface ListOptions extends Shown {
  readonly state?: string
  readonly receiver?: string
  readonly target?: string
  readonly query?: string
  readonly limit?: string
  readonly cursor?: string
}

/** The newest deliveries, one a line. */
export async function listDeliveries(options: ListOptions, bench: Bench): Promise<ExitCode> {
  const { state, receiver, target, query: q, limit, cursor } = options
  const states = state?.split(',').map((each) => each.trim())
  for (const each of states ?? [])
    if (!isState(each)) {
      const known = `There are ${DELIVERY_STATES.join(', ')}.`
      throw new UsageError(`--state: there is no state "${each}". ${known}`)
    }
  if (limit !== undefined && !/^[1-9]\d*$/.test(limit))
    throw new UsageError(`--limit: "${limit}" is no whole number from 1 on.`)
  const filters = Object.entries({ state: states?.join(), receiver, target, q, limit, cursor })
  const query = Object.fromEntries(
    filters.filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  const door = await openDoor(options, bench, adminDoor)
  const list = { method: 'GET', path: '/api/v1/deliveries', key: 'items', query } as const
  const answer = door && (await ask(bench, door, list))
  if (!answer) return 1
  const { items, next } = answer.body as { items: readonly Row[]; next: string | null }
  if (options.format === 'json') return printJson(answer.body, bench)
  bench.print(visible(tableText(items)))
  if (items.length === 0)
    bench.complain(`There is none.${await unknownName({ receiver, target }, door, bench)}\n`)
  if (next !== null) bench.complain(`Older ones: --cursor ${next}\n`)
  return 0
}

/** One delivery: what was told, to whom, and what DingTalk answered. */
export async function showDelivery(id: string, options: Shown, bench: Bench): Promise<ExitCode> {
  const path = `/api/v1/deliveries/${encodeURIComponent(id)}`
  const door = await openDoor(options, bench, adminDoor)
  const answer = door && (await ask(bench, door, { method: 'GET', path, key: 'id' }))
  if (!answer) return 1
  if (options.format === 'json') return printJson(answer.body, bench)
  bench.print(visible(detailText(answer.body as Detail)))
  return 0
}

export interface RedriveOptions extends RemoteOptions {
  readonly receiver?: string
  readonly since?: string
  readonly again?: boolean
}

/**
 * Sends dead or held ones again: those that are named, to another receiver where one is named too,
 * or all of a receiver that ended lately. `--again`: also one that was told, which people then hear
 * a second time.
 */
export async function redriveDeliveries(
  ids: readonly string[],
  options: RedriveOptions,
  bench: Bench,
): Promise<ExitCode> {
  const { receiver, since, again = false } = options
  if (again && (ids.length === 0 || receiver !== undefined))
    throw new UsageError('--again goes with deliveries that are named, and without --receiver.')
  if (ids.length > 0 && since !== undefined)
    throw new UsageError('--since goes with --receiver alone; deliveries that are named need none.')
  const wish = { ...(receiver !== undefined && { receiver }), ...(again && { again }) }
  if (ids.length > 0) return actOnEach(ids, 'redrive', options, bench, wish)
  if (receiver === undefined || since === undefined)
    throw new UsageError('Name deliveries, or give --receiver and --since together.')
  if (parseDuration(since) === null)
    throw new UsageError(`--since: "${since}" is no duration; write it like 30m, 2h or 1d.`)
  const door = await openDoor(options, bench, adminDoor)
  const answer =
    door &&
    (await ask(bench, door, {
      method: 'POST',
      path: '/api/v1/deliveries/redrive',
      key: 'redriven',
      ...asJson({ receiver, since }),
    }))
  if (!answer) return 1
  const { redriven } = answer.body as { redriven: readonly string[] }
  bench.print(redriven.map((id) => `${id} waiting\n`).join(''))
  if (redriven.length === 0)
    bench.complain(`Nothing of ${receiver} died or was held in the last ${since}.\n`)
  return 0
}

/** Takes deliveries out for good. */
export const discardDeliveries = (
  ids: readonly string[],
  options: RemoteOptions,
  bench: Bench,
): Promise<ExitCode> => actOnEach(ids, 'discard', options, bench)

async function actOnEach(
  ids: readonly string[],
  action: 'redrive' | 'discard',
  options: RemoteOptions,
  bench: Bench,
  wish: { readonly receiver?: string; readonly again?: boolean } = {},
): Promise<ExitCode> {
  const door = await openDoor(options, bench, adminDoor)
  if (!door) return 1
  let code: ExitCode = 0
  for (const id of ids) {
    const path = `/api/v1/deliveries/${encodeURIComponent(id)}/${action}`
    const answer = await ask(bench, door, {
      ...{ method: 'POST', path, key: 'id' },
      ...(Object.keys(wish).length > 0 && asJson(wish)),
    })
    const { state, sent_as: sentAs } = (answer?.body ?? {}) as Row & { sent_as?: string[] }
    if (!answer) code = 1
    else
      bench.print(`${id} ${sentAs ? `sent to ${wish.receiver} as ${sentAs.join(', ')}` : state}\n`)
  }
  return code
}

/** Whether nothing was found because a name is misspelt: then which there are. */
async function unknownName(
  wanted: { readonly receiver?: string | undefined; readonly target?: string | undefined },
  door: RemoteDoor,
  bench: Bench,
): Promise<string> {
  if (wanted.receiver === undefined && wanted.target === undefined) return ''
  const path = '/api/v1/targets'
  const answer = await ask(bench, door, { method: 'GET', path, key: 'items' })
  const { items } = (answer?.body ?? { items: [] }) as { items: readonly Place[] }
  const asked = [
    { kind: 'receiver', name: wanted.receiver, known: items.map((each) => each.receiver) },
    { kind: 'target', name: wanted.target, known: items.map((each) => each.target) },
  ]
  for (const { kind, name, known } of asked) {
    if (name === undefined || known.length === 0 || known.includes(name)) continue
    if (kind === 'target' && items.some(({ id }) => id === name)) continue
    return ` No ${kind} is called "${name}"; there are ${[...new Set(known)].join(', ')}.`
  }
  return ''
}

interface Place {
  readonly id: string
  readonly receiver: string
  readonly target: string
}

const asJson = (value: unknown) => ({
  body: Buffer.from(JSON.stringify(value)),
  headers: { 'content-type': 'application/json' },
})

function printJson(value: unknown, bench: Bench): ExitCode {
  bench.print(`${JSON.stringify(value, null, 2)}\n`)
  return 0
}
