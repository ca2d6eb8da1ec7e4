import { describe, expect, test } from 'vitest'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import { METRICS } from '../../src/telemetry/metrics-table.ts'
import { standingText } from '../../src/telemetry/standing-metrics.ts'
import { aDesk, aNewDelivery, IDS, NOON, SECRETS, SETTINGS } from '../web/make-desk.ts'
import { parseExposition, type Sample } from './exposition.ts'

const SECOND = 1_000

async function aScrape(over?: Parameters<typeof aDesk>[1]) {
  const desk = await aDesk(SETTINGS, over)
  const scrape = async () => parseExposition(await desk.metrics())
  /** Our samples of a metric, as `labels value`. */
  const series = async (name: string) =>
    (await scrape()).filter((sample) => sample.name === name).map(shown)
  const value = async (name: string, labels: Record<string, string> = {}) =>
    (await scrape()).find(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted),
    )?.value
  return { ...desk, scrape, series, value }
}

const shown = ({ labels, value }: Sample): string =>
  [...Object.values(labels), String(value)].join(' ')

const accepted = (over: object = {}): BridgeEvent => ({
  type: 'webhook.accepted',
  source: 'prod',
  webhook: 'w1',
  deliveries: ['d1'],
  duplicate: false,
  tookMs: 3,
  storeMs: 1,
  alerts: ['firing', 'firing', 'resolved'],
  ...over,
})

const anAttempt = (over: object = {}): BridgeEvent => ({
  type: 'attempt.ended',
  delivery: 'd1',
  receiver: 'sre',
  target: 'chat',
  channel: 'group',
  app: 'ops',
  outcome: 'sent',
  reason: null,
  code: null,
  detail: null,
  tookMs: 12,
  ...over,
})

const anEnd = (over: object = {}): BridgeEvent => ({
  type: 'delivery.ended',
  delivery: 'd1',
  source: 'prod',
  about: 'Down',
  detail: null,
  receiver: 'sre',
  target: 'chat',
  channel: 'group',
  state: 'sent',
  reason: null,
  seconds: 0.3,
  ...over,
})

describe('before anything happened', () => {
  test('every metric of the table is there, and of ours no other', async () => {
    const { scrape } = await aScrape()
    const names = (await scrape()).map(({ name }) => name.replace(/_(bucket|sum|count)$/, ''))
    const ours = new Set(names.filter((name) => name.startsWith('dingbridge_')))
    expect([...ours].sort()).toEqual(Object.keys(METRICS).sort())
    expect(names).toContain('process_resident_memory_bytes')
  })

  test('every series that can be known is there', async () => {
    const { scrape } = await aScrape()
    const samples = await scrape()
    const of = (name: string) => samples.filter((sample) => sample.name === name).map(shown)
    const targets = ['sre chat 0', 'sre sre/2 0', 'dba dba/1 0']
    const expected = {
      dingbridge_build_info: ['1.2.3 1'],
      dingbridge_duplicates_total: ['prod 0', 'ci 0', 'grafana 0'],
      dingbridge_source_last_received_timestamp_seconds: ['prod 0', 'ci 0', 'grafana 0'],
      dingbridge_muted_total: ['sre 0', 'dba 0'],
      dingbridge_waiting: targets,
      dingbridge_target_closed: targets,
      dingbridge_target_unhealthy: targets,
      dingbridge_oldest_waiting_seconds: ['0'],
      dingbridge_dead_letters: ['0'],
      dingbridge_delivery_seconds_count: ['0'],
      dingbridge_api_calls_month: ['acme 0'],
      dingbridge_api_calls_month_limit: ['acme 5000'],
      dingbridge_config_last_reload_successful: ['1'],
    }
    const names = Object.keys(expected)
    expect(Object.fromEntries(names.map((name) => [name, of(name)]))).toEqual(expected)
  })

  test('of attempts and webhooks every way to fail is there', async () => {
    const { value } = await aScrape()
    const quota = { channel: 'work_notification', reason: 'quota' }
    expect(await value('dingbridge_attempts_total', quota)).toBe(0)
    expect(await value('dingbridge_webhooks_total', { source: 'ci', code: '503' })).toBe(0)
    const dead = { channel: 'robot', outcome: 'dead' }
    expect(await value('dingbridge_deliveries_total', dead)).toBe(0)
    expect(await value('dingbridge_template_failures_total', { template: 'alert-card' })).toBe(0)
  })
})

describe('a webhook', () => {
  test('that is accepted counts with its alerts, and says when it came', async () => {
    const { emit, value } = await aScrape()
    emit(accepted())
    expect(await value('dingbridge_webhooks_total', { source: 'prod', code: '202' })).toBe(1)
    expect(await value('dingbridge_alerts_total', { source: 'prod', status: 'firing' })).toBe(2)
    expect(await value('dingbridge_source_last_received_timestamp_seconds')).toBe(NOON / SECOND)
  })

  test('that repeats another counts as one, its alerts once', async () => {
    const { emit, value } = await aScrape()
    emit(accepted())
    emit(accepted({ duplicate: true }))
    expect(await value('dingbridge_webhooks_total', { source: 'prod', code: '202' })).toBe(2)
    expect(await value('dingbridge_duplicates_total', { source: 'prod' })).toBe(1)
    expect(await value('dingbridge_alerts_total', { source: 'prod', status: 'firing' })).toBe(2)
  })

  test('that is refused counts by the status of its answer', async () => {
    const { emit, value } = await aScrape()
    const refused = { type: 'webhook.refused', source: 'prod', message: 'No.' } as const
    emit({ ...refused, status: 400, code: 'bad_json' })
    emit({ ...refused, status: 400, code: 'bad_payload' })
    expect(await value('dingbridge_webhooks_total', { source: 'prod', code: '400' })).toBe(2)
  })
})

describe('a delivery', () => {
  test.each([
    ['sent', 'sent', 1],
    ['folded', 'folded', 1],
    ['dead', 'dead', 0],
    ['discarded', 'discarded', 0],
  ])('that ends as %s counts, and its time where it was told', async (state, outcome, told) => {
    const { emit, value } = await aScrape()
    emit(anEnd({ state }))
    expect(await value('dingbridge_deliveries_total', { channel: 'group', outcome })).toBe(1)
    expect(await value('dingbridge_delivery_seconds_count')).toBe(told)
  })

  test('that is held has not ended', async () => {
    const { emit, series } = await aScrape()
    const before = await series('dingbridge_deliveries_total')
    emit(anEnd({ state: 'held', reason: 'ambiguous' }))
    expect(await series('dingbridge_deliveries_total')).toEqual(before)
  })

  test('counts each of its calls by why it failed', async () => {
    const { emit, value } = await aScrape()
    emit(anAttempt())
    emit(anAttempt({ outcome: 'retry', reason: 'rate' }))
    expect(await value('dingbridge_attempts_total', { channel: 'group', reason: 'none' })).toBe(1)
    expect(await value('dingbridge_attempts_total', { channel: 'group', reason: 'rate' })).toBe(1)
  })

  test('whose app belongs to an organisation counts for its month, a robot does not', async () => {
    const { emit, series, clock } = await aScrape()
    emit(anAttempt())
    emit(anAttempt({ receiver: 'sre', target: 'sre/2', channel: 'users' }))
    emit(anAttempt({ receiver: 'dba', target: 'dba/1', channel: 'robot', app: null }))
    expect(await series('dingbridge_api_calls_month')).toEqual(['acme 2'])
    // 2026-11-30T16:00Z is December in Shanghai.
    clock.advance(Date.UTC(2026, 10, 30, 16) - NOON)
    expect(await series('dingbridge_api_calls_month')).toEqual(['acme 0'])
  })
})

describe('from the store', () => {
  test('what waits is counted by receiver and target, what is being sent too', async () => {
    const { accept, settle, series, clock } = await aScrape()
    await accept('chat', aNewDelivery('d1'), aNewDelivery('d2'))
    await settle('chat', { changes: [{ id: 'd1', state: 'sending' }] })
    clock.advance(90 * SECOND)
    expect(await series('dingbridge_waiting')).toEqual(['sre chat 2', 'sre sre/2 0', 'dba dba/1 0'])
    expect(await series('dingbridge_oldest_waiting_seconds')).toEqual(['90'])
  })

  test('a store with more lines than a call takes arguments is measured as well', async () => {
    const line = { ...FRESH_LINE, target: 'chat', waitingSince: NOON - 5 * SECOND, notBefore: 0 }
    const lines = Array.from({ length: 300_000 }, () => line)
    const plan = { receivers: new Map(), orgs: new Map() }
    const text = await standingText({ counts: [], lines }, new Map(), plan, NOON)
    expect(text).toContain('\ndingbridge_oldest_waiting_seconds 5\n')
  })

  test('dead letters are counted until somebody does something about them', async () => {
    const { accept, settle, series, store } = await aScrape()
    await accept('chat', aNewDelivery('d1'), aNewDelivery('d2'))
    const dead = { state: 'dead' } as const
    await settle('chat', {
      changes: [
        { id: 'd1', ...dead },
        { id: 'd2', ...dead },
      ],
    })
    expect(await series('dingbridge_dead_letters')).toEqual(['2'])
    await store.discard(['d1'], NOON)
    expect(await series('dingbridge_dead_letters')).toEqual(['1'])
  })

  test('a closed target is 1 until its penalty ends, an unhealthy one until it is mended', async () => {
    const { accept, settle, series, clock } = await aScrape()
    await accept('chat', aNewDelivery('d1'))
    const memory = { ...FRESH_LINE, closed: true, unhealthySince: NOON }
    await settle('chat', { memory, next: { kind: 'release', dueAt: NOON + 60 * SECOND } })
    expect((await series('dingbridge_target_closed'))[0]).toBe('sre chat 1')
    clock.advance(60 * SECOND)
    expect((await series('dingbridge_target_closed'))[0]).toBe('sre chat 0')
    expect((await series('dingbridge_target_unhealthy'))[0]).toBe('sre chat 1')
  })

  test('nothing is said while it is away, and the counters go on', async () => {
    const { desk, emit, series } = await aScrape()
    Object.assign(desk.store, { tally: () => Promise.reject(new StoreUnavailable('Away.')) })
    emit(accepted())
    expect(await series('dingbridge_waiting')).toEqual([])
    expect((await series('dingbridge_webhooks_total')).length).toBeGreaterThan(0)
  })
})

test('refused settings show until others are taken', async () => {
  const { emit, series } = await aScrape()
  emit({ type: 'settings.refused', file: 'bridge.yaml', issues: [] })
  expect(await series('dingbridge_config_last_reload_successful')).toEqual(['0'])
  emit({ type: 'settings.loaded', file: 'bridge.yaml', warnings: 0 })
  expect(await series('dingbridge_config_last_reload_successful')).toEqual(['1'])
})

test('no secret and no id of a group or a person is in any label', async () => {
  const { accept, metrics, emit } = await aScrape()
  await accept('chat', aNewDelivery('d1'))
  await accept('sre/2', aNewDelivery('d2'))
  emit(anAttempt({ outcome: 'reject', reason: 'recipient', detail: 'manager4711 is unknown' }))
  emit({
    type: 'target.unhealthy',
    receiver: 'sre',
    target: 'chat',
    detail: 'cidSecretGroup',
    isOfApp: false,
  })
  const text = await metrics()
  for (const secret of [...SECRETS, ...IDS]) expect(text).not.toContain(secret)
})
