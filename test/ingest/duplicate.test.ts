import { expect, test } from 'vitest'
import { duplicateKeyOf } from '../../src/ingest/duplicate.ts'
import type { InboundRequest } from '../../src/ingest/source.ts'
import { aRequest, aSource, captured } from './make.ts'

function keyOf(body: unknown, over: Partial<InboundRequest> = {}, name = 'prod') {
  const source = aSource({ name })
  const request = aRequest(body, over)
  const reading = source.read(request)
  if (!reading.ok) throw new Error(reading.error.message)
  return duplicateKeyOf(source, request, reading.value)
}

const alert = (over = {}) => ({
  status: 'firing',
  labels: { alertname: 'A' },
  startsAt: '2026-11-21T23:00:00Z',
  fingerprint: 'f1',
  ...over,
})
const webhook = (over = {}) => ({ groupKey: 'g', receiver: 'r', alerts: [alert()], ...over })
const first = keyOf(webhook())

test('the same news in another order of alerts is a repeat within the source’s window', () => {
  const two = [alert(), alert({ fingerprint: 'f2' })]
  expect(keyOf(webhook({ alerts: two }))).toEqual(keyOf(webhook({ alerts: [...two].reverse() })))
  expect(first).toEqual({
    group: expect.stringMatching(/^[0-9a-f]{64}$/),
    key: expect.stringMatching(/^[0-9a-f]{64}$/),
    windowMs: 120_000,
  })
})

test.each([
  ['status', webhook({ alerts: [alert({ status: 'resolved' })] })],
  ['start', webhook({ alerts: [alert({ startsAt: '2026-11-21T23:00:01Z' })] })],
  ['alerts', webhook({ alerts: [alert(), alert({ fingerprint: 'f2' })] })],
  ['reason', webhook({ notification_reason: 'repeat interval elapsed' })],
])('another %s of the same group is other news', (_, body) => {
  const other = keyOf(body)
  expect([other.group === first.group, other.key === first.key]).toEqual([true, false])
})

test.each([
  ['group key', keyOf(webhook({ groupKey: 'h' }))],
  ['sender’s receiver', keyOf(webhook({ receiver: 's' }))],
  ['wished receiver', keyOf(webhook(), { query: new URLSearchParams('receiver=dba') })],
  ['source', keyOf(webhook(), {}, 'staging')],
])('another %s is another group', (_, other) => {
  expect([other.group === first.group, other.key === first.key]).toEqual([false, false])
})

test('a repeat by Alertmanager says so, and is not the first notification', () => {
  const repeat = keyOf(captured('am033-repeat-interval-1'))
  expect(repeat.group).toBe(keyOf(captured('am033-one-firing')).group)
})

test('without a group key only the same bytes are a repeat, for ten seconds', () => {
  const body = { alerts: [alert()] }
  expect(keyOf(body)).toEqual({ ...keyOf(body), group: null, windowMs: 10_000 })
  expect(keyOf(body).key).not.toBe(keyOf(`${JSON.stringify(body)} `).key)
})

test('an Idempotency-Key is the key instead, for its source, for a day', () => {
  const sent = (body: unknown, name?: string) =>
    keyOf(body, { headers: { 'idempotency-key': 'k1' } }, name)
  expect(sent(webhook())).toEqual({ ...sent({ alerts: [] }), group: null, windowMs: 86_400_000 })
  expect(sent(webhook()).key).not.toBe(sent(webhook(), 'staging').key)
})

test('what Prometheus posts again a minute later, with later ends, is a repeat', () => {
  const post = (endsAt: string) => [
    { labels: { a: 'b' }, startsAt: '2026-11-21T23:00:00Z', endsAt },
  ]
  expect(keyOf(post('2026-11-22T00:04:00Z'))).toEqual(keyOf(post('2026-11-22T00:05:00Z')))
})
