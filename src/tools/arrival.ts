import type { Emit } from '../domain/event.ts'
import { requestByHand } from '../ingest/request-by-hand.ts'
import type { InboundRequest, Reading, Source } from '../ingest/source.ts'
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

/** Null after saying on stderr why the source would refuse it. Credentials are not asked for. */
export async function readArrival(
  from: Source | ((request: InboundRequest) => Source),
  options: ArrivalOptions,
  bench: Bench,
): Promise<Arrival | null> {
  const { payload, header = [], receiver, at = bench.now() } = options
  const headers = readHeaders(header)
  const request = requestByHand(await bench.readInput(payload), at, { headers, receiver })
  const source = typeof from === 'function' ? from(request) : from
  const reading = source.read(request)
  if (reading.ok) return { source, request, reading: reading.value }
  const { status, code, message } = reading.error
  bench.complain(`${source.name} would answer ${status} ${code}: ${message}\n`)
  return null
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
