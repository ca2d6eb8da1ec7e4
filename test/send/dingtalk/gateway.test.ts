import { expect, test } from 'vitest'
import { DAY, MINUTE, SECOND } from '../../../src/domain/clock.ts'
import type { BridgeEvent } from '../../../src/domain/event.ts'
import type { Answer } from '../../../src/send/channel.ts'
import type { WireRequest } from '../../../src/send/dingtalk/client.ts'
import { createGateway, type GatewayDeps } from '../../../src/send/dingtalk/gateway.ts'
import { aCall, anApp, answered, forever, handClock, mapMemory, scriptedClient } from '../fakes.ts'

const OK = answered({ processQueryKey: 'key' })
const REFUSED = answered({ code: 'InvalidAuthentication', message: 'no' }, 400)

/** Tokens t1, t2, … from the token endpoint, and everything else from the test. */
function setUp(api: (request: WireRequest) => Answer, over: Partial<GatewayDeps> = {}) {
  const clock = handClock()
  const events: BridgeEvent[] = []
  let tokens = 0
  const client = scriptedClient((request) => {
    if (!request.url.endsWith('/oauth2/accessToken')) return api(request)
    tokens += 1
    return answered({ accessToken: `t${tokens}`, expireIn: 7200 })
  })
  const gateway = createGateway({
    clock,
    client,
    memory: mapMemory(clock),
    readTicket: () => Promise.resolve('ticket'),
    emit: (event) => events.push(event),
    ...over,
  })
  const calls = () => client.requests.filter(({ url }) => !url.endsWith('/oauth2/accessToken'))
  return { gateway, clock, events, calls, requests: client.requests }
}

const tokenOf = ({ headers }: WireRequest) => headers['x-acs-dingtalk-access-token']

test('an app’s message goes out with its token in the header, as the channel wrote it', async () => {
  const { gateway, calls } = setUp(() => OK)
  expect(await gateway.send(aCall('group'), forever())).toMatchObject({
    kind: 'sent',
    receipt: 'key',
  })
  expect(calls()).toEqual([
    {
      method: 'POST',
      url: 'https://api.example/v1.0/robot/groupMessages/send',
      headers: {
        'x-acs-dingtalk-access-token': 't1',
        'content-type': 'application/json; charset=utf-8',
      },
      body: expect.stringContaining('"robotCode":"dingrobot"'),
      proxy: null,
      timeoutMs: 5_000,
    },
  ])
})

test('an app is prepared with a token, which its calls then use', async () => {
  const { gateway, requests } = setUp(() => OK)
  expect(await gateway.prepare(anApp(), forever())).toBeNull()
  await gateway.send(aCall('group'), forever())
  expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
    '/v1.0/oauth2/accessToken',
    '/v1.0/robot/groupMessages/send',
  ])
})

test('an app whose secret is refused cannot be prepared', async () => {
  const client = scriptedClient(() => answered({ code: 'invalidClientIdOrSecret' }, 400))
  const { gateway } = setUp(() => OK, { client })
  expect(await gateway.prepare(anApp(), forever())).toMatchObject({
    kind: 'reject',
    reason: 'config',
    closes: { scope: 'app' },
  })
})

test('the old API gets the same token in its query', async () => {
  const { gateway, calls } = setUp(() => answered({ errcode: 0, task_id: 7 }))
  await gateway.send(aCall('group'), forever())
  await gateway.send(aCall('work_notification'), forever())
  expect(calls()[1]).toMatchObject({
    url: 'https://oapi.example/topapi/message/corpconversation/sendbytemplate?access_token=t1',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  })
})

test('a custom robot goes by the proxy and the time-out of the moment', async () => {
  let timeoutMs = 1_000
  const { gateway, calls } = setUp(() => answered({ errcode: 0 }), {
    robots: () => ({ proxy: 'http://proxy.example', timeoutMs }),
  })
  await gateway.send(aCall('robot'), forever())
  timeoutMs = 2_000
  await gateway.send(aCall('robot'), forever())
  expect(calls().map((call) => [call.proxy, call.timeoutMs])).toEqual([
    ['http://proxy.example', 1_000],
    ['http://proxy.example', 2_000],
  ])
})

test('a refused token is replaced once and the call repeated', async () => {
  const { gateway, calls } = setUp((request) => (tokenOf(request) === 't1' ? REFUSED : OK))
  expect(await gateway.send(aCall('group'), forever())).toMatchObject({ kind: 'sent' })
  expect(calls().map(tokenOf)).toEqual(['t1', 't2'])
  expect(calls()[0]?.body).toBe(calls()[1]?.body)
})

test('a replica’s token that ended with our own is replaced as well', async () => {
  const clock = handClock()
  const memory = mapMemory(clock)
  const isFresh = (request: WireRequest) => tokenOf(request) === 't3'
  const one = setUp((request) => (isFresh(request) ? OK : REFUSED), { clock, memory })
  await one.gateway.send(aCall('group'), forever())
  const key = [...memory.rows.keys()].find((each) => !each.endsWith(':turn')) ?? ''
  memory.rows.set(key, JSON.stringify({ token: 'replica', until: clock.now() + DAY }))
  clock.move(MINUTE)
  expect(await one.gateway.send(aCall('group'), forever())).toMatchObject({ kind: 'sent' })
  expect(one.calls().map(tokenOf)).toEqual(['t1', 't2', 't2', 'replica', 't3'])
})

test('a fresh token that is refused as well is for the operator', async () => {
  const { gateway, calls, clock } = setUp(() => REFUSED)
  expect(await gateway.send(aCall('group'), forever())).toEqual({
    kind: 'reject',
    reason: 'config',
    code: 'InvalidAuthentication',
    detail:
      'the access token was refused; DingTalk says: no; a fresh access token was refused as well',
  })
  expect(calls()).toHaveLength(2)
  clock.move(SECOND / 2)
  expect(await gateway.send(aCall('group'), forever())).toMatchObject({
    kind: 'retry',
    reason: 'token',
    closes: { scope: 'app', forMs: SECOND / 2 },
  })
  expect(calls()).toHaveLength(3)
})

test('what a fresh token may mend is tried once, and else told as it is', async () => {
  const { gateway, calls } = setUp(() => answered({ code: 'unauthorized', message: 'no' }, 401))
  const outcome = { kind: 'reject', reason: 'config', code: 'unauthorized' }
  expect(await gateway.send(aCall('group'), forever())).toMatchObject(outcome)
  expect(await gateway.send(aCall('group'), forever())).toMatchObject(outcome)
  expect(calls()).toHaveLength(3)
})

test.each<[string, Answer]>([
  ['an unknown outcome', answered('', 502)],
  ['a lost answer', { kind: 'failed', reason: 'timeout', sent: true, detail: 'x' }],
  ['a limit', answered({ code: 'send.too.fast' }, 400)],
  ['a server in trouble', answered({ code: 'system.error' }, 500)],
])('%s is never repeated here', async (_, answer) => {
  const { gateway, calls } = setUp(() => answer)
  expect((await gateway.send(aCall('group'), forever())).kind).not.toBe('sent')
  expect(calls()).toHaveLength(1)
})

test('a memory that is away costs a token more, never a message', async () => {
  const away = () => Promise.reject(new Error('database away'))
  const { gateway, events } = setUp(() => OK, {
    memory: { recall: away, remember: away, lease: away },
  })
  expect(await gateway.send(aCall('group'), forever())).toMatchObject({ kind: 'sent' })
  expect(events).toContainEqual({ type: 'store.unavailable', detail: 'database away' })
})

test('our own mistake is an outcome, and is reported', async () => {
  const { gateway, events } = setUp(() => OK)
  const outcome = await gateway.send(aCall('group', { app: null }), forever())
  expect(outcome).toMatchObject({ kind: 'unknown', reason: 'ambiguous' })
  expect(events).toEqual([{ type: 'bug', where: 'send', error: expect.any(Error) }])
})

const PEOPLE: Readonly<Record<string, unknown>> = {
  '13800000000': { errcode: 0, errmsg: 'ok', result: { userid: 'u1' } },
  '13900000000': { errcode: 88, sub_code: '60121', sub_msg: '找不到该用户' },
  '1': { errcode: 40104, errmsg: 'invalid mobile' },
  '13700000000': { errcode: 88, sub_code: '90018', sub_msg: 'busy' },
}

const person = ({ body }: WireRequest): Answer => answered(PEOPLE[JSON.parse(body).mobile])

test('numbers become users, and those of nobody are named', async () => {
  const { gateway, calls } = setUp(person)
  const mobiles = ['13900000000', '13800000000', '1']
  expect(await gateway.lookUp(anApp(), mobiles, forever())).toEqual({
    kind: 'found',
    users: ['u1'],
    unknown: ['13900000000', '1'],
  })
  expect(calls()[0]).toMatchObject({
    url: 'https://oapi.example/topapi/v2/user/getbymobile?access_token=t1',
    body: '{"mobile":"13900000000"}',
  })
})

test('a found number is remembered for a day, one of nobody for ten minutes', async () => {
  const { gateway, calls, clock } = setUp(person)
  const asked = async (afterMs: number) => {
    clock.move(afterMs)
    const before = calls().length
    await gateway.lookUp(anApp(), ['13800000000', '13900000000'], forever())
    return calls()
      .slice(before)
      .map(({ body }) => JSON.parse(body).mobile)
  }
  expect([await asked(0), await asked(10 * MINUTE - 1), await asked(1), await asked(DAY)]).toEqual([
    ['13800000000', '13900000000'],
    [],
    ['13900000000'],
    ['13800000000', '13900000000'],
  ])
})

test('a number that cannot be asked now fails the question, and the others are known next time', async () => {
  const { gateway, calls } = setUp(person)
  const ask = () => gateway.lookUp(anApp(), ['13700000000', '13800000000'], forever())
  expect(await ask()).toMatchObject({
    kind: 'failed',
    outcome: { kind: 'retry', reason: 'rate', closes: { scope: 'api', forMs: SECOND } },
  })
  await ask()
  expect(calls().map(({ body }) => JSON.parse(body).mobile)).toEqual([
    '13700000000',
    '13800000000',
    '13700000000',
  ])
})

test('a missing permission to look people up closes nothing else', async () => {
  const { gateway } = setUp(() => answered({ errcode: 88, sub_code: '60011', sub_msg: 'no' }))
  expect(await gateway.lookUp(anApp(), ['1'], forever())).toEqual({
    kind: 'failed',
    outcome: {
      kind: 'reject',
      reason: 'config',
      code: '60011',
      detail: 'the app lacks a permission: grant it in the developer console; DingTalk says: no',
    },
  })
})

test('a question whose answer is lost is asked again: it tells nobody anything', async () => {
  const { gateway } = setUp(() => answered('', 504))
  expect(await gateway.lookUp(anApp(), ['1'], forever())).toMatchObject({
    kind: 'failed',
    outcome: { kind: 'retry', reason: 'transient' },
  })
})
