import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Failure } from '../../src/domain/outcome.ts'
import { FAILURE_REASONS } from '../../src/domain/outcome.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Answer } from '../../src/send/channel.ts'
import { channels } from '../../src/send/channels.ts'
import { createGateway } from '../../src/send/dingtalk/gateway.ts'
import {
  ADDRESSES,
  aCall,
  aMessage,
  answered,
  forever,
  handClock,
  mapMemory,
  NOW,
  scriptedClient,
} from './fakes.ts'

const STATUSES = Array.from({ length: 500 }, (_, i) => i + 100)

const SUCCESS = { errcode: 0, errmsg: 'ok', processQueryKey: 'key', task_id: 1 }

/** Bodies that mean a success to nobody. */
const BODIES = [
  '',
  'null',
  '[]',
  '7',
  '"text"',
  '{',
  '{"errcode":',
  '\u0000\uffff',
  '<html>x</html>',
  '{"status":1111,"punish":"deny"}',
  '{"code":"send.too.fast"}',
  '{"code":null,"message":null}',
  '{"code":{},"message":[]}',
  '{"errcode":88}',
  '{"errcode":88,"sub_code":40014}',
  '{"errcode":"130101","errmsg":"x"}',
  '{"errcode":{"a":1}}',
  '{"processQueryKey":""}',
  '{"processQueryKey":{}}',
  '{"__proto__":{"errcode":0,"processQueryKey":"key"},"constructor":1}',
  '{"code":"Forbidden.AccessDenied.X","accessdenieddetail":{"requiredScopes":"no list"}}',
  '['.repeat(500),
]

const isWellSaid = ({ reason, detail }: Failure): boolean =>
  FAILURE_REASONS.includes(reason) && /^.{10,700}$/u.test(detail)

describe.each(Object.values(channels))('the channel $name', (channel) => {
  test('says its name, and measures in bytes what it will send', () => {
    const address = ADDRESSES[channel.name]
    expect(channels[channel.name]).toBe(channel)
    const short = channel.size(aMessage({ text: 'a' }), address)
    const chinese = channel.size(aMessage({ text: '长' }), address)
    expect([chinese - short, channel.maxBytes > short]).toEqual([2, true])
  })

  test('turns every status and body into an outcome of its own reasons', () => {
    const odd = STATUSES.flatMap((status) =>
      BODIES.map((body) => ({ status, body, outcome: channel.read(answered(body, status)) })),
    ).filter(({ outcome }) => outcome.kind === 'sent' || !isWellSaid(outcome))
    expect(odd).toEqual([])
  })

  test('takes a success for one with 2xx, and for a riddle with anything else', () => {
    const sent = STATUSES.filter(
      (status) => channel.read(answered(SUCCESS, status)).kind === 'sent',
    )
    expect(sent).toEqual(STATUSES.filter((status) => status >= 200 && status < 300))
    const kinds = STATUSES.map((status) => channel.read(answered(SUCCESS, status)).kind)
    expect(new Set(kinds)).toEqual(new Set(['sent', 'unknown']))
  })

  test('never throws, whatever the far side writes', () => {
    const bytes = fc.oneof(
      fc.uint8Array().map((some) => Buffer.from(some).toString('utf8')),
      fc.json(),
    )
    fc.assert(
      fc.property(fc.constantFrom(...STATUSES), bytes, fc.string(), (status, body, type) => {
        expect(['sent', 'retry', 'unknown', 'reject']).toContain(
          channel.read(answered(body, status, type)).kind,
        )
      }),
    )
  })

  test.each([
    [true, 'unknown'],
    [false, 'retry'],
  ] as const)('a broken call that may have arrived: %s', (sent, kind) => {
    const broken: Answer = { kind: 'failed', reason: 'network', sent, detail: 'the network failed' }
    expect(channel.read(broken)).toEqual({
      kind,
      reason: 'network',
      code: null,
      detail: 'the network failed',
    })
  })

  test('writes a request without any secret in it', () => {
    const request = JSON.stringify(channel.request(aCall(channel.name)))
    expect(request).not.toMatch(/robot-token|robot-secret|app-secret/)
  })

  test('shows no secret, even when the far side quotes the whole request', async () => {
    const SECRETS = /app-secret|app-token|robot-token|robot-secret|SEC-|sign=(?!<secret>)\w/
    const clock = handClock()
    const client = scriptedClient(({ url, headers, body }, count) => {
      const echo = `${url} ${JSON.stringify(headers)} ${body} ${decodeURIComponent(url)}`
      if (count === 1 && channel.name !== 'robot')
        return answered({ accessToken: 'app-token+/=', expireIn: 7200 })
      return answered({ errcode: 88, sub_code: '60011', errmsg: echo, message: echo }, 400)
    })
    const gateway = createGateway({
      clock,
      client,
      memory: mapMemory(clock),
      readTicket: () => Promise.resolve('ticket'),
      emit: () => {},
    })
    const outcome = await gateway.send(aCall(channel.name), forever())
    expect(JSON.stringify(outcome)).toContain('<secret>')
    expect(JSON.stringify(outcome)).not.toMatch(SECRETS)
  })
})

test('a custom robot signs at the moment of sending', async () => {
  const clock = handClock()
  const client = scriptedClient(() => answered({ errcode: 0, errmsg: 'ok' }))
  const gateway = createGateway({
    clock,
    client,
    memory: mapMemory(clock),
    readTicket: () => Promise.resolve(''),
    emit: () => {},
  })
  await gateway.send(aCall('robot'), forever())
  clock.move(1_000)
  await gateway.send(
    aCall('robot', {
      address: { ...ADDRESSES.robot, secret: null, accessToken: new Secret('a+b') } as never,
    }),
    forever(),
  )
  const queries = client.requests.map(({ url }) => Object.fromEntries(new URL(url).searchParams))
  expect(queries).toEqual([
    {
      access_token: 'robot-token',
      timestamp: String(NOW),
      sign: expect.stringMatching(/^.{43}=$/),
    },
    { access_token: 'a+b' },
  ])
  expect(client.requests[0]).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    proxy: null,
    timeoutMs: 5_000,
  })
})
