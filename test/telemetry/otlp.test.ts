import { expect, test } from 'vitest'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { createTracing, type OtlpDeps, readOtlpSettings } from '../../src/telemetry/otlp.ts'
import { createSpans } from '../../src/telemetry/spans.ts'
import { elasticClock } from '../support/elastic-clock.ts'
import { until } from '../support/house.ts'
import { NOON } from '../support/make.ts'

const ACCEPTED: BridgeEvent = {
  type: 'webhook.accepted',
  source: 'prod',
  webhook: 'w1',
  deliveries: ['d1'],
  duplicate: false,
  alerts: ['firing'],
  tookMs: 30,
  storeMs: 10,
}
const ATTEMPT: BridgeEvent = {
  type: 'attempt.ended',
  delivery: 'd1',
  webhook: 'w1',
  receiver: 'sre',
  target: 'chat',
  channel: 'group',
  app: 'ops',
  outcome: 'retry',
  reason: 'rate',
  code: 'send.too.fast',
  detail: null,
  tookMs: 40,
}
const ENDED: BridgeEvent = {
  type: 'delivery.ended',
  delivery: 'd1',
  webhook: 'w1',
  source: 'prod',
  about: 'Disk',
  receiver: 'sre',
  target: 'chat',
  channel: 'group',
  state: 'sent',
  reason: null,
  detail: null,
  seconds: 2,
}

const spansOf = (...events: readonly BridgeEvent[]) => {
  const spans = createSpans()
  return events.flatMap((event) => spans(event, NOON))
}

test('webhook, accept, deliver and attempt hang together, also when a restart lies between', () => {
  const [webhook, accept] = spansOf(ACCEPTED)
  const [attempt, deliver] = spansOf(ATTEMPT, ENDED)
  expect([accept, deliver, attempt].map((span) => span?.parentSpanId)).toEqual([
    webhook?.spanId,
    webhook?.spanId,
    deliver?.spanId,
  ])
  const all = [webhook, accept, deliver, attempt]
  expect(new Set(all.map((span) => span?.traceId)).size).toBe(1)
  expect(all.map((span) => [span?.name, NOON - (span?.startedAt ?? 0), span?.error])).toEqual([
    ['webhook prod', 30, null],
    ['accept', 10, null],
    ['deliver chat', 2_000, null],
    ['attempt group', 40, 'rate'],
  ])
})

test('the trace of the sender is taken up, and its wish not to be sampled', () => {
  const [trace, parent] = ['a'.repeat(32), 'b'.repeat(16)]
  const traced = { ...ACCEPTED, traceparent: `00-${trace}-${parent}-01` }
  const spans = spansOf(traced, ATTEMPT, ENDED)
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([trace]))
  expect(spans[0]?.parentSpanId).toBe(parent)
  expect(spansOf({ ...traced, traceparent: `00-${trace}-${parent}-00` }, ATTEMPT, ENDED)).toEqual(
    [],
  )
})

test('a repeat is a span of its own, and one folded names its digest', () => {
  const [first, , again] = spansOf(ACCEPTED, { ...ACCEPTED, duplicate: true })
  expect(again?.spanId).not.toBe(first?.spanId)
  const [folded] = spansOf({ ...ENDED, state: 'folded', toldBy: 'd9' })
  expect(folded?.attributes['dingbridge.told_by']).toBe('d9')
  const { webhook: _, ...digest } = ATTEMPT
  expect(spansOf({ ...digest, delivery: 'd9' })[0]?.parentSpanId).toBe(null)
})

test.each([
  [{}, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/', OTEL_SDK_DISABLED: 'true' }, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' }, { url: 'http://c:4318/v1/traces' }],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/x' }, { url: 'http://c/x' }],
  [
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20eDp5,x=1',
      OTEL_EXPORTER_OTLP_TIMEOUT: '2000',
      OTEL_RESOURCE_ATTRIBUTES: 'team=sre,service.name=other',
      OTEL_SERVICE_NAME: 'bridge',
    },
    {
      url: 'http://c/v1/traces',
      headers: { Authorization: 'Basic eDp5', x: '1' },
      timeoutMs: 2_000,
      resource: { team: 'sre', 'service.name': 'bridge' },
    },
  ],
])('the variables %j are read', (env, expected) => {
  const read = readOtlpSettings(env)
  if (expected === null) expect(read).toEqual({ ok: true, value: null })
  else expect(read).toMatchObject({ ok: true, value: expected })
})

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }, /no address/],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    /grpc is not spoken here; use http\/json/,
  ],
])('%j is said to be wrong', (env, said) => {
  expect(readOtlpSettings(env)).toEqual({ ok: false, error: expect.stringMatching(said) })
})

/** A collector that answers with these statuses, and then 200. */
function tracing(...statuses: readonly number[]) {
  const clock = elasticClock()
  const sent: { spans: number; headers: Readonly<Record<string, string>> }[] = []
  const events: BridgeEvent[] = []
  const answers = [...statuses]
  const post: OtlpDeps['post'] = async (_url, { body, headers }) => {
    const { spans } = JSON.parse(Buffer.from(body).toString()).resourceSpans[0].scopeSpans[0]
    const status = answers.shift() ?? 200
    sent.push({ spans: spans.length, headers })
    return { status }
  }
  const settings = { url: 'http://c', headers: { x: '1' }, timeoutMs: 1_000, resource: {} }
  const emit = (event: BridgeEvent) => void events.push(event)
  return { clock, sent, events, ...createTracing(settings, { clock, version: '1', emit, post }) }
}

test('what the collector cannot take now is sent again, what it refuses is dropped and said', async () => {
  const { clock, sent, events, watch, stop } = tracing(503, 200, 400)
  watch(ACCEPTED)
  clock.advance(5_000)
  await until('a try', () => sent.length === 1)
  await until('another', () => {
    clock.advance(5_000)
    return sent.length === 2
  })
  watch(ENDED)
  await stop()
  expect(sent.map(({ spans }) => spans)).toEqual([2, 2, 1])
  expect(sent[0]?.headers).toEqual({ x: '1', 'content-type': 'application/json' })
  expect(events).toEqual([
    { type: 'traces.dropped', spans: 1, detail: 'the collector answers 400' },
  ])
})

test('nothing waits for a collector: what is too much is dropped, counted and said once', async () => {
  const { events, sent, watch, stop } = tracing()
  for (let i = 0; i < 4_100; i++) watch(ENDED)
  await stop()
  expect(sent.reduce((sum, { spans }) => sum + spans, 0)).toBe(4_096)
  expect(events).toEqual([
    { type: 'traces.dropped', spans: 4, detail: 'more came than the collector took' },
  ])
})
