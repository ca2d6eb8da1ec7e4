import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { anAuth, aSource, secrets } from '../ingest/make.ts'
import { aHouse } from './make-house.ts'

const ALERT = JSON.stringify({
  receiver: 'r',
  groupKey: 'g',
  alerts: [{ status: 'firing', labels: { alertname: 'A' } }],
})

const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code

test('a webhook is accepted with the ids of its deliveries', async () => {
  const house = aHouse()
  const response = await house.post('/webhook/alertmanager', ALERT)
  expect([response.status, await response.json()]).toEqual([
    202,
    { id: 'w1', deliveries: ['d1', 'd2'], duplicate: false },
  ])
  expect(house.accepted).toMatchObject([{ source: 'alertmanager', wished: null }])
  expect(house.events).toEqual([
    {
      type: 'webhook.accepted',
      source: 'alertmanager',
      webhook: 'w1',
      deliveries: ['d1', 'd2'],
      duplicate: false,
      tookMs: 0,
      storeMs: 0,
      alerts: ['firing'],
    },
  ])
})

test('the path that Prometheus appends, PUT and a wish for a receiver are taken too', async () => {
  const { door, post, accepted } = aHouse()
  await post('/webhook/alertmanager/api/v2/alerts', ALERT)
  await door.request('/webhook/alertmanager', { method: 'PUT', body: Buffer.from(ALERT) })
  await post('/webhook/alertmanager?receiver=d%C3%BC%20b', ALERT)
  expect(accepted.map(({ wished }) => wished)).toEqual([null, null, 'dü b'])
})

test.each([
  ['without a wish', '', undefined],
  ['with one that is granted', '?receiver=sre', undefined],
  ['with one for nobody', '?receiver=dba', 'unknown'],
])('a webhook %s is answered whether that is so', async (_, query, wish) => {
  const response = await aHouse().post(`/webhook/alertmanager${query}`, ALERT)
  const answer = (await response.json()) as { wish?: string }
  expect([response.status, answer.wish]).toEqual([202, wish])
})

test('what is understood but not told says so', async () => {
  const response = await aHouse().post('/webhook/grafana', '{"state":"paused","ruleId":1}')
  expect([response.status, await response.json()]).toMatchObject([202, { ignored: true }])
})

test.each([
  ['GET', '/webhook/alertmanager', 405, 'method_not_allowed'],
  ['DELETE', '/webhook/alertmanager', 405, 'method_not_allowed'],
  ['POST', '/-/healthy', 405, 'method_not_allowed'],
  ['POST', '/webhook/nobody', 404, 'unknown_source'],
  ['POST', '/webhook/auto', 400, 'unrecognised'],
  ['POST', '/webhook/alertmanager%00', 404, 'unknown_source'],
  ['POST', '/webhook/%2e%2e/admin', 404, 'not_found'],
  ['POST', '/webhook/../../metrics', 404, 'not_found'],
  ['POST', '//webhook/alertmanager', 404, 'not_found'],
  ['POST', '/webhook/', 404, 'not_found'],
  ['GET', '/', 404, 'not_found'],
  ['GET', '/metrics', 404, 'not_found'],
  ['GET', '/n/nonsense', 404, 'not_found'],
])('%s %s is %i %s', async (method, path, status, code) => {
  const response = await aHouse().door.request(path, { method })
  expect([response.status, await codeOf(response)]).toEqual([status, code])
  expect(response.headers.has('allow')).toBe(status === 405)
})

test('an error answer has a code, a reason and a place to read on', async () => {
  const response = await aHouse().post('/webhook/alertmanager', '{"alerts":[{}]}')
  expect([response.status, await response.json()]).toEqual([
    400,
    {
      error: {
        code: 'bad_payload',
        message: 'alerts[0].labels: expected object, found nothing',
        docs: 'docs/errors.md#bad_payload',
      },
    },
  ])
})

test('a name from outside never becomes the name of a source in an event', async () => {
  const { post, events } = aHouse()
  await post('/webhook/attacker', ALERT)
  expect(events).toMatchObject([{ type: 'webhook.refused', source: '-', status: 404 }])
})

describe('the body', () => {
  test.each([
    ['gzip', gzipSync(ALERT)],
    ['x-gzip', gzipSync(ALERT)],
    ['deflate', deflateSync(ALERT)],
    ['deflate', deflateRawSync(ALERT)],
    ['br', brotliCompressSync(ALERT)],
    ['zstd', zstdCompressSync(ALERT)],
    ['identity', Buffer.from(ALERT)],
  ])('is unpacked from %s', async (encoding, body) => {
    const { post, accepted } = aHouse()
    const response = await post('/webhook/alertmanager', body, { 'content-encoding': encoding })
    expect(response.status).toBe(202)
    expect(Buffer.from(accepted[0]?.request.body ?? []).toString()).toBe(ALERT)
  })

  test.each([
    ['over the limit as sent', 'x'.repeat(1_001), {}, 413, 'body_too_large'],
    [
      'over the limit unpacked',
      gzipSync('x'.repeat(1_001)),
      { 'content-encoding': 'gzip' },
      413,
      'body_too_large',
    ],
    ['said to be over the limit', '{}', { 'content-length': '1001' }, 413, 'body_too_large'],
    ['not what it is packed as', '{}', { 'content-encoding': 'gzip' }, 400, 'bad_compression'],
    [
      'packed in an unknown way',
      '{}',
      { 'content-encoding': 'rot13' },
      415,
      'unsupported_encoding',
    ],
    ['packed twice', '{}', { 'content-encoding': 'gzip, gzip' }, 415, 'unsupported_encoding'],
    [
      'a form',
      'a=b',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_type',
    ],
    ['empty', '', {}, 400, 'bad_json'],
  ])('is refused when it is %s', async (_, body, headers, status, code) => {
    const { post, accepted } = aHouse({ maxBody: () => 1_000 })
    const response = await post('/webhook/alertmanager', body, headers)
    expect([response.status, await codeOf(response)]).toEqual([status, code])
    expect(accepted).toEqual([])
  })
})

test('a body that breaks off is nobody’s fault and no news', async () => {
  const { door, accepted, events } = aHouse()
  const body = new ReadableStream({ start: (stream) => stream.error(new Error('reset')) })
  const response = await door.request('/webhook/alertmanager', {
    method: 'POST',
    body,
    duplex: 'half',
  } as RequestInit)
  expect([response.status, accepted, events]).toEqual([400, [], []])
})

describe('a source with auth', () => {
  const guarded = () => {
    const house = aHouse()
    const auth = anAuth({ bearerToken: secrets('s3cret') })
    house.sources.set('prod', aSource({ name: 'prod', auth }))
    return house
  }

  test('is asked for its credential before its body is believed', async () => {
    const house = guarded()
    const response = await house.post('/webhook/prod', 'not json', { authorization: 'Bearer x' })
    expect([response.status, await codeOf(response)]).toEqual([401, 'unauthorized'])
    expect(house.kept).toEqual([])
  })

  test('has what nobody could read kept for people to see', async () => {
    const house = guarded()
    const response = await house.post('/webhook/prod', 'not json', {
      authorization: 'Bearer s3cret',
    })
    expect([response.status, house.kept]).toEqual([400, [{ source: 'prod', code: 'bad_json' }]])
  })

  test('an open source has nothing kept, or anybody could fill the store', async () => {
    const house = guarded()
    await house.post('/webhook/alertmanager', 'not json')
    expect(house.kept).toEqual([])
  })
})

describe('what may work later', () => {
  const away = async (): Promise<never> => {
    throw new StoreUnavailable('disk full', { retryAfterSeconds: 7 })
  }

  test('a store that is away is 503 with the time to come back, never 4xx', async () => {
    const { post, events } = aHouse({ accept: away })
    const response = await post('/webhook/alertmanager', ALERT)
    expect([response.status, response.headers.get('retry-after'), await codeOf(response)]).toEqual([
      503,
      '7',
      'store_unavailable',
    ])
    expect(events.map(({ type }) => type)).toEqual(['store.unavailable', 'webhook.refused'])
  })

  test('Nightingale is told 429, the one status at which it sends again', async () => {
    const sources = () => new Map([['n9e', aSource({ name: 'n9e', type: 'nightingale' })]])
    const { post, events } = aHouse({ accept: away, sources })
    const response = await post('/webhook/n9e', '{"rule_name":"a","severity":1}')
    expect([response.status, response.headers.get('retry-after'), await codeOf(response)]).toEqual([
      429,
      '7',
      'store_unavailable',
    ])
    expect(events.at(-1)).toMatchObject({ type: 'webhook.refused', status: 429 })
  })

  test('a page asked for meanwhile is 503 too', async () => {
    const response = await aHouse({ page: away }).door.request('/n/token')
    expect(response.status).toBe(503)
  })

  test('a source that a reload removed is 503 for a while', async () => {
    const response = await aHouse({ removed: (name) => name === 'old' }).post('/webhook/old', ALERT)
    expect([response.status, await codeOf(response)]).toEqual([503, 'source_removed'])
  })

  test('before the first load every source is', async () => {
    const response = await aHouse({ ready: () => false }).post('/webhook/prod', ALERT)
    expect([response.status, await codeOf(response)]).toEqual([503, 'not_ready'])
  })

  test('a bug is 500 without its words, and reported once', async () => {
    const bug = new Error('token s3cret')
    const { post, events } = aHouse({
      accept: async () => {
        throw bug
      },
    })
    const response = await post('/webhook/alertmanager', ALERT)
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.not.stringContaining('s3cret'),
    ])
    expect(events).toEqual([{ type: 'bug', where: 'door', error: bug }])
  })
})

describe('Prefer: wait', () => {
  const ends = [{ id: 'd1', state: 'sent' as const }]

  test.each([
    ['wait=10', 10_000],
    ['respond-async, wait=5', 5_000],
    ['wait=600', 30_000],
  ])('%s waits %i ms and answers how it ended', async (prefer, ms) => {
    const asked: unknown[] = []
    const { post } = aHouse({
      waitFor: async (...args) => {
        asked.push(args)
        return ends
      },
    })
    const response = await post('/webhook/alertmanager', ALERT, { prefer })
    expect([response.status, await response.json()]).toEqual([
      200,
      { id: 'w1', duplicate: false, deliveries: ends },
    ])
    expect(asked).toEqual([[['d1', 'd2'], ms]])
  })

  test('when time runs out it is 202 as ever', async () => {
    const response = await aHouse().post('/webhook/alertmanager', ALERT, { prefer: 'wait=1' })
    expect([response.status, await response.json()]).toEqual([
      202,
      { id: 'w1', deliveries: ['d1', 'd2'], duplicate: false },
    ])
  })

  test.each(['wait=0', 'wait=soon', 'await=5', 'handling=strict'])(
    '%s does not',
    async (prefer) => {
      const { post } = aHouse({ waitFor: async () => ends })
      expect((await post('/webhook/alertmanager', ALERT, { prefer })).status).toBe(202)
    },
  )
})

test('ready follows the house, healthy does not', async () => {
  const { door } = aHouse({ ready: () => false })
  const statuses = ['/-/healthy', '/-/ready'].map(async (path) => (await door.request(path)).status)
  expect(await Promise.all(statuses)).toEqual([200, 503])
})

test('a page is shown to whoever has its token, and kept by nobody', async () => {
  const { door } = aHouse({ page: async (token) => (token === 't1' ? '<p>hi' : null) })
  const response = await door.request('/n/t1')
  expect([response.status, await response.text()]).toEqual([200, '<p>hi'])
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'private, no-store',
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
  })
})
