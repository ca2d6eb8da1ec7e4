import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../src/domain/delivery.ts'
import { labelsOf } from '../../src/domain/labels.ts'
import { aNotification, anAlert } from '../support/make.ts'
import { aDesk, aNewDelivery, NOON, SECRETS } from './make-desk.ts'

const SECOND = 1_000
const HOUR = 3_600_000

const diskFull = (instance: string) =>
  anAlert({ labels: { alertname: 'DiskFull', team: 'db', instance } })
const notification = aNotification([diskFull('a'), diskFull('b')])

const message = {
  msgKey: 'sampleMarkdown',
  title: '🔴 DiskFull ×2',
  text: '#### DiskFull',
  buttons: [],
} as const
const words = { template: 'alert', parts: [message], omitted: 0, form: 'full' } as const
const progress = { partsDone: 1, owed: null, refused: [], receipts: ['query-key-1'] }

const anAttempt = (over: Partial<Attempt> = {}): Attempt => ({
  delivery: 'd1',
  at: NOON,
  tookMs: 12,
  part: 0,
  recipients: [],
  outcome: 'sent',
  reason: null,
  code: null,
  detail: null,
  receipt: 'query-key-1',
  ...over,
})

describe('a delivery', () => {
  test('that waits says what it is about', async () => {
    const { accept, get } = await aDesk()
    await accept('chat', aNewDelivery('d1', { notification }))
    expect((await get('/api/v1/deliveries')).body).toEqual({
      items: [
        {
          id: 'd1',
          kind: 'notification',
          state: 'waiting',
          receiver: 'sre',
          target: 'chat',
          target_id: expect.stringMatching(/^[0-9a-f]{20}$/),
          channel: 'group',
          source: 'prod',
          title: 'DiskFull',
          status: 'firing',
          labels: { alertname: 'DiskFull', team: 'db' },
          alerts: 2,
          accepted_at: '2026-11-22T12:00:00.000Z',
          told_at: null,
          attempts: 0,
        },
      ],
      next: null,
    })
  })

  test('that was told gives its words, its calls and what DingTalk answered', async () => {
    const { accept, settle, get } = await aDesk()
    await accept('chat', aNewDelivery('d1', { notification }))
    const changes = [{ id: 'd1', state: 'sent', toldAt: NOON + SECOND, words, progress } as const]
    await settle('chat', { changes, attempts: [anAttempt()] })
    expect((await get('/api/v1/deliveries/d1')).body).toMatchObject({
      id: 'd1',
      state: 'sent',
      title: '🔴 DiskFull ×2',
      told_at: '2026-11-22T12:00:01.000Z',
      receipts: ['query-key-1'],
      attempts: 1,
      webhook: 'w-d1',
      webhook_accepted_at: '2026-11-22T12:00:00.000Z',
      words: { template: 'alert', form: 'full', parts: [{ msg_key: 'sampleMarkdown' }] },
      requests: [{ path: '/v1.0/robot/groupMessages/send', auth: 'header', maxBytes: 15_000 }],
      attempt_list: [
        { at: '2026-11-22T12:00:00.000Z', took_ms: 12, outcome: 'sent', receipt: 'query-key-1' },
      ],
      alert_list: [{ labels: { instance: 'a' } }, { labels: { instance: 'b' } }],
    })
  })

  test('to a robot shows its request without its token', async () => {
    const { accept, settle, admin } = await aDesk()
    await accept('dba/1', aNewDelivery('d1', { receiver: 'dba' }))
    await settle('dba/1', { changes: [{ id: 'd1', state: 'sent', words }] })
    const text = await (await admin.request('/api/v1/deliveries/d1')).text()
    expect(JSON.parse(text).requests).toMatchObject([{ path: '/robot/send', auth: 'robot' }])
    for (const secret of SECRETS) expect(text).not.toContain(secret)
  })

  test('that is dead says why', async () => {
    const { accept, settle, get } = await aDesk()
    await accept('chat', aNewDelivery('d1'))
    const reason = 'message' as const
    const detail = 'DingTalk refuses the words.'
    await settle('chat', { changes: [{ id: 'd1', state: 'dead', reason, detail }] })
    const { body } = await get('/api/v1/deliveries/d1')
    expect(body).toMatchObject({ state: 'dead', reason, detail })
  })

  test('with labels that objects know already shows them', async () => {
    const { accept, admin } = await aDesk()
    const labels = labelsOf([
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['toJSON', 'j'],
    ])
    await accept('chat', aNewDelivery('d1', { notification: aNotification([anAlert({ labels })]) }))
    const text = await (await admin.request('/api/v1/deliveries')).text()
    expect(text).toContain('"labels":{"__proto__":"p","constructor":"c","toJSON":"j"}')
  })

  test('that nobody knows is 404', async () => {
    const { get } = await aDesk()
    expect(await get('/api/v1/deliveries/nobody')).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown_delivery' } },
    })
  })
})

describe('the list', () => {
  const full = async () => {
    const desk = await aDesk()
    for (const id of ['d1', 'd2', 'd3']) await desk.accept('chat', aNewDelivery(id))
    await desk.accept('dba/1', aNewDelivery('d4', { receiver: 'dba', notification }))
    await desk.settle('chat', { changes: [{ id: 'd1', state: 'dead', reason: 'message' }] })
    const ids = async (query: string) => {
      const { body } = await desk.get(`/api/v1/deliveries${query}`)
      return body.items.map(({ id }: { id: string }) => id)
    }
    return { ...desk, ids }
  }

  test.each([
    ['', 'd4 d3 d2 d1'],
    ['?state=dead', 'd1'],
    ['?state=dead,waiting&receiver=sre', 'd3 d2 d1'],
    ['?state=dead&state=held', 'd1'],
    ['?receiver=dba', 'd4'],
    ['?target=chat&state=waiting', 'd3 d2'],
    ['?q=DiskFull', 'd4'],
    ['?q=', 'd4 d3 d2 d1'],
    ['?q=nothing%25', ''],
    ['?limit=2', 'd4 d3'],
  ])('%s gives %s', async (query, expected) => {
    const { ids } = await full()
    expect((await ids(query)).join(' ')).toBe(expected)
  })

  test('goes on where the page before ended', async () => {
    const { get, ids } = await full()
    const { next } = (await get('/api/v1/deliveries?limit=2')).body
    expect(await ids(`?limit=2&cursor=${encodeURIComponent(next)}`)).toEqual(['d2', 'd1'])
  })

  test('takes the id of a target for its name', async () => {
    const { ids, targets } = await full()
    expect(await ids(`?target=${targets['dba/1']!.key}`)).toEqual(['d4'])
  })

  test.each([
    ['?state=gone', 'state: "gone" is none of waiting'],
    ['?limit=0', 'limit: expected a whole number from 1 to 500'],
    ['?cursor=yesterday', 'cursor: expected what a former page gave as `next`'],
    ['?cursor=1.a.b', 'cursor: expected what a former page gave as `next`'],
    ['?limit=ten', 'limit: expected a whole number from 1 to 500'],
    ['?recevier=sre', 'There is no parameter "recevier"'],
  ])('%s is refused: %s', async (query, sentence) => {
    const { get } = await aDesk()
    const { status, body } = await get(`/api/v1/deliveries${query}`)
    expect([status, body.error.code]).toEqual([400, 'invalid_request'])
    expect(body.error.message).toContain(sentence)
  })
})

describe('an operator', () => {
  const withDead = async () => {
    const desk = await aDesk()
    await desk.accept('chat', aNewDelivery('d1'), aNewDelivery('d2'), aNewDelivery('d3'))
    const dead = { state: 'dead', reason: 'config' } as const
    await desk.settle('chat', {
      changes: [
        { id: 'd1', ...dead },
        { id: 'd2', state: 'held' },
      ],
    })
    return desk
  }

  test('sends a dead letter again, and its target tries at once', async () => {
    const { post, knocked, targets, store } = await withDead()
    expect(await post('/api/v1/deliveries/d1/redrive')).toMatchObject({
      status: 202,
      body: { id: 'd1', state: 'waiting' },
    })
    expect(knocked).toEqual([targets['chat']!.key])
    expect(await store.get('d1')).toMatchObject({ redrives: 1, expiresAt: NOON + 24 * HOUR })
  })

  test('sends a dead letter to another receiver, and says where it went', async () => {
    const { post, knocked, targets, store, events } = await withDead()
    const { status, body } = await post('/api/v1/deliveries/d1/redrive', { receiver: 'dba' })
    const [other = ''] = body.sent_as
    expect([status, body.id, body.state]).toEqual([202, 'd1', 'discarded'])
    expect((await store.get('d1'))!.detail).toBe(`Sent to dba instead, as ${other}.`)
    expect(await store.get(other)).toMatchObject({
      ...{ state: 'waiting', receiver: 'dba', target: targets['dba/1']!.key, redrives: 1 },
      ...{ acceptedAt: NOON, notification: { receiver: 'dba', alerts: [{ status: 'firing' }] } },
    })
    expect(knocked).toEqual([targets['dba/1']!.key])
    expect(events).toMatchObject([{ type: 'delivery.ended', delivery: 'd1', state: 'discarded' }])
  })

  test('each target of the other receiver gets a delivery of its own', async () => {
    const { post, store, targets, accept, settle } = await aDesk()
    await accept('dba/1', aNewDelivery('d1', { receiver: 'dba' }))
    await settle('dba/1', { changes: [{ id: 'd1', state: 'held', reason: 'ambiguous' }] })
    const { body } = await post('/api/v1/deliveries/d1/redrive', { receiver: 'sre' })
    const rows = await Promise.all(body.sent_as.map(store.get))
    expect(rows.map((row) => row.target)).toEqual([targets['chat']!.key, targets['sre/2']!.key])
  })

  test('what waits for a target that is gone from the settings can be sent elsewhere', async () => {
    const { post, store, get } = await aDesk()
    const lost = aNewDelivery('d1', { target: 'gone', receiver: 'old' })
    await store.accept(A_WEBHOOK, [lost], NOON)
    const { items } = (await get('/api/v1/targets')).body
    expect(items.at(-1)).toMatchObject({ id: 'gone', configured: false, waiting: 1 })
    const { status, body } = await post('/api/v1/deliveries/d1/redrive', { receiver: 'dba' })
    expect([status, body.state, body.sent_as.length]).toEqual([202, 'discarded', 1])
  })

  test.each([
    ['d1', 'nobody', 422, 'no_target', 'no receiver "nobody"'],
    ['d3', 'dba', 409, 'wrong_state', 'd3 is waiting and cannot be sent elsewhere'],
    ['d9', 'dba', 404, 'unknown_delivery', 'd9'],
    ['d1', '', 400, 'invalid_request', 'receiver'],
  ])('%s cannot be sent to "%s": %i', async (id, receiver, status, code, sentence) => {
    const { post, store } = await withDead()
    const answer = await post(`/api/v1/deliveries/${id}/redrive`, { receiver })
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    expect(answer.body.error.message).toContain(sentence)
    expect((await store.get('d1'))!.state).toBe('dead')
  })

  test('says again what was told, where the request says so', async () => {
    const { post, accept, settle, knocked, targets, store } = await aDesk()
    await accept('chat', aNewDelivery('d1'))
    await settle('chat', { changes: [{ id: 'd1', state: 'sent', toldAt: NOON }] })
    const again = (body: object) => post('/api/v1/deliveries/d1/redrive', body)
    for (const body of [{}, { again: false }]) {
      const { status, body: answer } = await again(body)
      expect([status, answer.error.code]).toEqual([409, 'wrong_state'])
      expect(answer.error.message).toContain('{"again": true}')
    }
    expect(await again({ again: true })).toMatchObject({
      status: 202,
      body: { state: 'waiting', told_at: new Date(NOON).toISOString() },
    })
    expect(knocked).toEqual([targets['chat']!.key])
    expect(await store.get('d1')).toMatchObject({ redrives: 1, expiresAt: NOON + 24 * HOUR })
  })

  test('a digest is not said again, and says what is', async () => {
    const { post, accept, settle } = await aDesk()
    await accept('chat', aNewDelivery('d1'), aNewDelivery('d2'))
    const digest = { ...aNewDelivery('digest'), state: 'sent', words: null, placeOf: 'd1' } as const
    await settle('chat', { created: [digest] })
    const { status, body } = await post('/api/v1/deliveries/digest/redrive', { again: true })
    expect([status, body.error.code]).toEqual([409, 'wrong_state'])
    expect(body.error.message).toContain('say again those that it told, one by one')
  })

  test.each([
    [{ again: true, receiver: 'dba' }, 'again: what was told'],
    [{ again: 'yes' }, 'again:'],
  ])('does not take %j', async (body, sentence) => {
    const { post } = await withDead()
    const answer = await post('/api/v1/deliveries/d1/redrive', body)
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_request'])
    expect(answer.body.error.message).toContain(sentence)
  })

  test('discards one, and it counts as ended', async () => {
    const { post, events } = await withDead()
    expect(await post('/api/v1/deliveries/d3/discard')).toMatchObject({
      status: 202,
      body: { id: 'd3', state: 'discarded' },
    })
    expect(events).toMatchObject([
      { type: 'delivery.ended', delivery: 'd3', state: 'discarded', target: 'chat' },
    ])
  })

  test.each([
    ['d3', 'redrive', 'd3 is waiting and cannot be redriven'],
    ['d4', 'discard', 'd4 is sent and cannot be discarded'],
  ])('cannot do to %s what its state does not allow: %s', async (id, action, sentence) => {
    const { post, accept, settle, knocked, events } = await withDead()
    await accept('chat', aNewDelivery('d4'))
    await settle('chat', { changes: [{ id: 'd4', state: 'sent', toldAt: NOON }] })
    const { status, body } = await post(`/api/v1/deliveries/${id}/${action}`)
    expect([status, body.error.code]).toEqual([409, 'wrong_state'])
    expect(body.error.message).toContain(sentence)
    expect([knocked, events]).toEqual([[], []])
  })

  test('sends again everything of a receiver that ended lately', async () => {
    const { post, accept, settle, clock, store } = await withDead()
    clock.advance(3 * HOUR)
    await accept('chat', aNewDelivery('d5'))
    await accept('dba/1', aNewDelivery('d6', { receiver: 'dba' }))
    const dead = { state: 'dead', reason: 'message' } as const
    await settle('chat', { changes: [{ id: 'd5', ...dead }] })
    await settle('dba/1', { changes: [{ id: 'd6', ...dead }] })
    const lately = await post('/api/v1/deliveries/redrive', { receiver: 'sre', since: '2h' })
    expect(lately).toEqual({ status: 202, body: { redriven: ['d5'] } })
    const all = await post('/api/v1/deliveries/redrive', { receiver: 'sre', since: '1d' })
    expect(all.body).toEqual({ redriven: ['d1', 'd2'] })
    expect((await store.get('d6'))!.state).toBe('dead')
  })

  test.each([
    [{ receiver: 'nobody', since: '2h' }, 'no receiver "nobody"'],
    [{ receiver: 'sre', since: '2' }, 'since: expected a duration'],
    [{ since: '2h' }, 'receiver:'],
    [{ receiver: 'sre', since: '2h', ids: [] }, 'ids'],
  ])('is told what is wrong with %j', async (body, sentence) => {
    const { post } = await aDesk()
    const answer = await post('/api/v1/deliveries/redrive', body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain(sentence)
  })
})

const A_WEBHOOK = {
  id: 'w',
  source: 'prod',
  sourceType: 'alertmanager',
  body: Buffer.from('{}'),
  headers: {},
  wished: null,
  dedup: null,
  maxWaiting: 100,
}
