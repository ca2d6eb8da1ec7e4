import { expect, test } from 'vitest'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import { aNotification, anAlert } from '../support/make.ts'
import { aDesk, aNewDelivery, IDS, NOON, SECRETS } from './make-desk.ts'

test('every target is listed with how it is, and nobody with an id', async () => {
  const { admin, get, accept, settle, shuts, targets } = await aDesk()
  await accept('chat', aNewDelivery('d1'), aNewDelivery('d2'))
  const memory = { ...FRESH_LINE, closed: true, unhealthySince: NOON, retryingSince: NOON }
  const next = { kind: 'release', dueAt: NOON + 60_000 } as const
  await settle('chat', { memory, next, changes: [{ id: 'd1', state: 'dead' }] })
  shuts.set(targets['dba/1']!.key, { until: NOON + 300_000, why: 'Blocked.' })
  const { items } = (await get('/api/v1/targets')).body
  const open = { waiting: 0, muted: 0, held: 0, dead: 0, configured: true }
  expect(items).toMatchObject([
    {
      receiver: 'sre',
      target: 'chat',
      channel: 'group',
      app: 'ops',
      waiting: 1,
      dead: 1,
      condition: 'unhealthy',
      closed_until: '2026-11-22T12:01:00.000Z',
      next_try_at: '2026-11-22T12:01:00.000Z',
      waiting_since: '2026-11-22T12:00:00.000Z',
    },
    { receiver: 'sre', target: 'sre/2', channel: 'users', condition: 'open', ...open },
    {
      target: 'dba/1',
      channel: 'robot',
      app: null,
      condition: 'closed',
      closed_because: 'Blocked.',
    },
  ])
  const text = await (await admin.request('/api/v1/targets')).text()
  for (const secret of [...SECRETS, ...IDS]) expect(text).not.toContain(secret)
})

test('a target says how its last call failed', async () => {
  const { admin, get, emit, accept, settle } = await aDesk()
  const detail = 'The robot is not in this group.'
  const call = { delivery: 'd1', receiver: 'sre', target: 'chat', channel: 'group', tookMs: 5 }
  const why = { outcome: 'reject', reason: 'config', code: 'robot.unknown', detail } as const
  emit({ type: 'attempt.ended', ...call, ...why, channel: 'group', app: 'ops' })
  await accept('chat', aNewDelivery('d1'))
  await settle('chat', { memory: { ...FRESH_LINE, unhealthySince: NOON } })
  const [chat, other] = (await get('/api/v1/targets')).body.items
  const failure = {
    at: '2026-11-22T12:00:00.000Z',
    reason: 'config',
    code: 'robot.unknown',
    detail,
  }
  expect([chat.last_failure, other.last_failure]).toEqual([failure, null])
  for (const page of ['/', '/targets'])
    expect(await (await admin.request(page)).text()).toContain(detail)
})

test('what waits for a target that the settings have no more is listed too', async () => {
  const { get, store } = await aDesk()
  const webhook = {
    source: 'prod',
    sourceType: 'alertmanager',
    headers: {},
    wished: null,
    dedup: null,
  }
  const body = Buffer.from('{}')
  await store.accept(
    { id: 'w', ...webhook, body, maxWaiting: 9 },
    [aNewDelivery('d1', { target: 'gone', receiver: 'old' })],
    NOON,
  )
  const { items } = (await get('/api/v1/targets')).body
  expect(items.at(-1)).toMatchObject({
    id: 'gone',
    receiver: 'old',
    target: null,
    configured: false,
    waiting: 1,
  })
})

test('a probe makes the target try at once', async () => {
  const { post, knocked, targets } = await aDesk()
  const { key } = targets['chat']!
  expect(await post(`/api/v1/targets/${key}/probe`)).toMatchObject({
    status: 202,
    body: { id: key, target: 'chat' },
  })
  expect(knocked).toEqual([key])
  expect(await post('/api/v1/targets/other/probe')).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_target' } },
  })
})

test('refused bodies are listed, the newest first', async () => {
  const { get, store } = await aDesk()
  const refusal = { source: 'prod', code: 'bad_json', message: 'Line 1.', context: null }
  const kept = { ...refusal, body: Buffer.from('{"a') }
  await store.keepRejected({ id: 'r1', at: NOON, ...kept })
  await store.keepRejected({ id: 'r2', at: NOON + 1, ...kept, body: Buffer.alloc(20_000, 'x') })
  const { items } = (await get('/api/v1/rejected')).body
  expect(items[0]).toMatchObject({ id: 'r2', bytes: 20_000, body: 'x'.repeat(16_384) })
  expect(items[1]).toEqual({
    id: 'r1',
    at: '2026-11-22T12:00:00.000Z',
    source: 'prod',
    code: 'bad_json',
    message: 'Line 1.',
    bytes: 3,
    body: '{"a',
  })
})

const PAYLOAD = {
  version: '4',
  status: 'firing',
  receiver: 'x',
  groupKey: 'g',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://am',
  truncatedAlerts: 0,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'DiskFull' },
      annotations: {},
      startsAt: '2026-11-22T11:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: 'f1',
    },
  ],
}

test.each([
  ['as JSON', PAYLOAD],
  ['as the text that came', JSON.stringify(PAYLOAD)],
])('explain tells what would become of a payload %s, and stores nothing', async (_, payload) => {
  const { post, store } = await aDesk()
  const { status, body } = await post('/api/v1/explain', { source: 'prod', payload })
  expect(status).toBe(200)
  expect(body.deliveries).toMatchObject([
    { receiver: 'sre', target: 'chat', channel: 'group', requests: [{ family: 'api' }] },
    { receiver: 'sre', target: 'sre/2', channel: 'users' },
  ])
  for (const secret of SECRETS) expect(JSON.stringify(body)).not.toContain(secret)
  expect((await store.find({ limit: 1 })).items).toEqual([])
})

test.each([
  [{ source: 'nobody', payload: {} }, 404, 'unknown_source'],
  [{ source: 'prod', payload: '{' }, 400, 'bad_json'],
  [{ source: 'prod', payload: { alerts: 1 } }, 400, 'bad_payload'],
  [{ source: 'prod' }, 400, 'invalid_request'],
  [{ source: 'auto', payload: { who: 'knows' } }, 400, 'unrecognised'],
  // Not 401: that would be about the token of whoever asks here.
  [{ source: 'auto', payload: { version: '4', alerts: [] } }, 400, 'invalid_request'],
])('explain of %j is %i %s', async (question, status, code) => {
  const { post } = await aDesk()
  const answer = await post('/api/v1/explain', question)
  expect([answer.status, answer.body.error.code]).toEqual([status, code])
})

test('a digest says of how many alerts it speaks, and which deliveries it told', async () => {
  const { accept, settle, get } = await aDesk()
  const notification = aNotification([anAlert()])
  await accept('chat', aNewDelivery('d1', { notification }), aNewDelivery('d2', { notification }))
  const { group } = notification
  const digest = {
    ...aNewDelivery('digest', {
      notification: { ...notification, group: { ...group, labels: { team: 'db' }, truncated: 1 } },
    }),
    targetName: 'chat',
    state: 'sent' as const,
    words: null,
    placeOf: 'd1',
  }
  const toldBy = { state: 'sent', toldBy: 'digest', toldAt: NOON } as const
  await settle('chat', {
    created: [digest],
    changes: [
      { id: 'd1', ...toldBy },
      { id: 'd2', ...toldBy },
    ],
  })
  expect((await get('/api/v1/deliveries/digest')).body).toMatchObject({
    kind: 'digest',
    alerts: 2,
    labels: { team: 'db' },
    folded: ['d1', 'd2'],
  })
  expect((await get('/api/v1/deliveries/d2')).body.told_by).toBe('digest')
})
