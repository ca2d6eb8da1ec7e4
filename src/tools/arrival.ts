import type { Emit } from '../domain/event.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Recognise } from '../ingest/recognise.ts'
import { requestByHand } from '../ingest/request-by-hand.ts'
import type { InboundRequest, Reading, Rejection, Source } from '../ingest/source.ts'
import { type Bench, UsageError } from './bench.ts'

/** A payload from a file, as if it had been sent to a source. */
export interface Arrival {
  readonly source: Source
  readonly request: InboundRequest
  readonly reading: Reading
}

export interface ArrivalOptions {
  readonly payload: string
  readonly header?: readonly string[]
  readonly receiver?: string
  readonly at?: number
}

/** Null after saying on stderr why it would be refused. Credentials are not asked for. */
export async function readArrival(
  recognise: Recognise,
  options: ArrivalOptions,
  bench: Bench,
): Promise<Arrival | null> {
  const { payload, header = [], receiver, at = bench.now() } = options
  const headers = readHeaders(header)
  const request = requestByHand(await bench.readInput(payload), at, { headers, receiver })
  const arrival = arrive(recognise, request)
  if (arrival.ok) return arrival.value
  const { by, status, code, message } = arrival.error
  bench.complain(`${by} would answer ${status} ${code}: ${message}\n`)
  return null
}

/** A request as read by the source whose it is, or by whom and why it would be refused. */
export function arrive(
  recognise: Recognise,
  request: InboundRequest,
): Result<Arrival, Rejection & { readonly by: string }> {
  const source = recognise(request)
  if (!source.ok) return err({ ...source.error, by: '/webhook/auto' })
  const reading = source.value.read(request)
  if (!reading.ok) return err({ ...reading.error, by: source.value.name })
  return ok({ source: source.value, request, reading: reading.value })
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':')
      if (at < 1) throw new UsageError(`"${line}" is no header: write 'Name: value'.`)
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}

/** For commands that only look: a template that fails is said on stderr. */
export const complainOf =
  (bench: Pick<Bench, 'complain'>): Emit =>
  (event) => {
    if (event.type !== 'template.failed') return
    bench.complain(`template ${event.template} failed, plain is used: ${event.detail}\n`)
  }
