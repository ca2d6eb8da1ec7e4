import { type Clock, SECOND } from '../domain/clock.ts'
import type { Emit } from '../domain/event.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { createSpans, type Span } from './spans.ts'

/** Where traces go: what the usual variables of OpenTelemetry say. */
export interface OtlpSettings {
  readonly url: string
  /** May hold a credential of the collector; never shown. */
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly resource: Readonly<Record<string, string>>
}

export interface OtlpDeps {
  readonly clock: Clock
  readonly version: string
  readonly emit: Emit
  post(
    url: string,
    request: {
      readonly headers: Readonly<Record<string, string>>
      readonly body: Uint8Array
      readonly timeoutMs: number
      readonly signal: AbortSignal
    },
  ): Promise<{ readonly status: number }>
}

export interface Tracing {
  readonly watch: Emit
  /** Sends what is left, once. */
  stop(): Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>

/** Null: no traces are wanted. An error: they are, in a way that is not spoken here. */
export function readOtlpSettings(env: Environment): Result<OtlpSettings | null, string> {
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
  const base = env['OTEL_EXPORTER_OTLP_ENDPOINT']
  if (!own && !base) return ok(null)
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none')
    return ok(null)
  const url = own || `${base?.replace(/\/+$/, '')}/v1/traces`
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    return err('OTEL_EXPORTER_OTLP_ENDPOINT is no address; write it like http://127.0.0.1:4318')
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL']
  if (protocol && !protocol.startsWith('http/'))
    return err(
      `OTEL_EXPORTER_OTLP_PROTOCOL=${protocol} is not spoken here; use http/json, most often at port 4318`,
    )
  const timeout = Number(
    env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] || env['OTEL_EXPORTER_OTLP_TIMEOUT'],
  )
  return ok({
    url,
    headers: {
      ...pairsOf(env['OTEL_EXPORTER_OTLP_HEADERS']),
      ...pairsOf(env['OTEL_EXPORTER_OTLP_TRACES_HEADERS']),
    },
    timeoutMs: timeout > 0 ? timeout : 10 * SECOND,
    resource: {
      ...pairsOf(env['OTEL_RESOURCE_ATTRIBUTES']),
      'service.name':
        env['OTEL_SERVICE_NAME'] ||
        pairsOf(env['OTEL_RESOURCE_ATTRIBUTES'])['service.name'] ||
        'dingbridge',
    },
  })
}

/** `a=b,c=d%20e`, as headers and attributes are written. What is no pair is left out. */
function pairsOf(text: string | undefined): Readonly<Record<string, string>> {
  const pairs = (text ?? '').split(',').flatMap((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) return []
    return [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const]
  })
  return Object.fromEntries(pairs)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const EVERY = 5 * SECOND
/** A collector that hangs does not keep the bridge from stopping. */
const LAST_WAIT = 2 * SECOND
const MOST_AT_ONCE = 512
/** Beyond this the newest are dropped: nothing ever waits for a collector. */
const MOST_WAITING = 4_096

/** A watcher of the events that tells a collector about them, over OTLP as JSON. */
export function createTracing(settings: OtlpSettings, deps: OtlpDeps): Tracing {
  const spansOf = createSpans()
  const waiting: Span[] = []
  const stopping = new AbortController()
  const hurry = new AbortController()
  let dropped = 0
  const running = run()

  return {
    watch(event) {
      for (const span of spansOf(event, deps.clock.now())) {
        if (waiting.length < MOST_WAITING) waiting.push(span)
        else dropped += 1
      }
    },
    async stop() {
      stopping.abort()
      const over = new AbortController()
      void deps.clock.sleep(LAST_WAIT, over.signal).then(() => hurry.abort())
      await running
      await flush()
      over.abort()
    },
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await deps.clock.sleep(EVERY, stopping.signal)
      if (!stopping.signal.aborted) await flush()
    }
  }

  /** All that waits, a batch after the other. What the collector may take later stays. */
  async function flush(): Promise<void> {
    let why = 'more came than the collector took'
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_AT_ONCE)
      const refusal = await send(batch)
      if (refusal?.isForNow && !stopping.signal.aborted) break
      waiting.splice(0, batch.length)
      if (refusal) {
        dropped += batch.length
        why = refusal.detail
        break
      }
    }
    if (dropped > 0) deps.emit({ type: 'traces.dropped', spans: dropped, detail: why })
    dropped = 0
  }

  async function send(
    batch: readonly Span[],
  ): Promise<{ readonly isForNow: boolean; readonly detail: string } | null> {
    const body = Buffer.from(JSON.stringify(requestOf(batch, settings, deps.version)))
    const headers = { ...settings.headers, 'content-type': 'application/json' }
    try {
      const { status } = await deps.post(settings.url, {
        headers,
        body,
        timeoutMs: settings.timeoutMs,
        signal: hurry.signal,
      })
      if (status >= 200 && status < 300) return null
      const isForNow = [429, 502, 503, 504].includes(status)
      return { isForNow, detail: `the collector answers ${status}` }
    } catch (error) {
      return { isForNow: true, detail: `no answer of the collector: ${(error as Error).message}` }
    }
  }
}

const KINDS = { internal: 1, server: 2, client: 3 } as const

function requestOf(batch: readonly Span[], { resource }: OtlpSettings, version: string): object {
  const spans = batch.map((span) => ({
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId !== null && { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: nanoseconds(span.startedAt),
    endTimeUnixNano: nanoseconds(span.endedAt),
    attributes: attributesOf(span.attributes),
    status: span.error === null ? {} : { code: 2, message: span.error },
  }))
  const scope = { name: 'dingbridge', version }
  const about = { attributes: attributesOf({ ...resource, 'service.version': version }) }
  return { resourceSpans: [{ resource: about, scopeSpans: [{ scope, spans }] }] }
}

/** A 64-bit number is text in JSON. */
const nanoseconds = (at: number): string => `${BigInt(Math.round(at)) * 1_000_000n}`

const attributesOf = (attributes: Span['attributes']): readonly object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }))

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value }
  return typeof value === 'boolean' ? { boolValue: value } : { intValue: String(value) }
}
