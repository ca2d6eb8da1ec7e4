import { expect, test } from 'vitest'
import type { App } from '../../../src/domain/app.ts'
import { HOUR, MINUTE, SECOND } from '../../../src/domain/clock.ts'
import type { BridgeEvent } from '../../../src/domain/event.ts'
import { Secret } from '../../../src/domain/secret.ts'
import type { Answer } from '../../../src/send/channel.ts'
import { createAccessTokens } from '../../../src/send/dingtalk/access-token.ts'
import {
  anApp,
  answered,
  forever,
  type HandClock,
  handClock,
  type MapMemory,
  mapMemory,
  scriptedClient,
} from '../fakes.ts'

const numbered = (_: unknown, count: number): Answer =>
  answered({ accessToken: `t${count}`, expireIn: 7200 })

function setUp(script: Parameters<typeof scriptedClient>[0] = numbered) {
  const clock = handClock()
  const memory = mapMemory(clock)
  const events: BridgeEvent[] = []
  const tickets = ['ticket-1', 'ticket-2', 'ticket-3']
  const start = (name?: string) => {
    const client = scriptedClient(script)
    const tokens = createAccessTokens({
      clock,
      client,
      memory: name === undefined ? memory : memory.replica(name),
      readTicket: (file) =>
        file === '/missing'
          ? Promise.reject(new Error('ENOENT'))
          : Promise.resolve(`${tickets.shift()}\n`),
      emit: (event) => events.push(event),
    })
    return {
      client,
      tokens,
      get: async (app = anApp()) => reveal(await tokens.get(app, forever())),
    }
  }
  return { clock, memory, events, start }
}

/** Sleeping lets the others go on, and moves the time. */
function passing(clock: HandClock): void {
  clock.sleep = async (ms) => {
    await new Promise((resume) => setImmediate(resume))
    clock.move(ms)
  }
}

async function keysAfter({ get }: { get(): Promise<unknown> }, { rows }: MapMemory) {
  await get()
  return [...rows.keys()].filter((key) => !key.endsWith(':turn'))
}

const reveal = (result: { ok: true; value: Secret } | { ok: false; error: unknown }): unknown =>
  result.ok ? result.value.reveal() : result.error

const thirdParty = (suiteTicketFile: string | null): App =>
  anApp({
    credentials: {
      kind: 'third-party',
      corpId: 'ding/corp',
      suiteKey: 'sk',
      suiteSecret: new Secret('ss'),
      suiteTicketFile,
    },
  })

test('a token is fetched once, and anew five minutes before its end', async () => {
  const { clock, start, events } = setUp()
  const { client, get } = start()
  const seen = [await get(), await get()]
  clock.move(2 * HOUR - 5 * MINUTE - 1)
  seen.push(await get())
  clock.move(1)
  seen.push(await get())
  expect(seen).toEqual(['t1', 't1', 't1', 't2'])
  expect(client.requests.map(({ url, body }) => [url, body])).toEqual(
    Array(2).fill([
      'https://api.example/v1.0/oauth2/accessToken',
      '{"appKey":"dingkey","appSecret":"app-secret"}',
    ]),
  )
  expect(events).toEqual(Array(2).fill({ type: 'token.refreshed', app: 'ops' }))
})

test('many who ask at once wait for one refresh', async () => {
  const { start } = setUp()
  const { client, get } = start()
  const seen = await Promise.all(Array.from({ length: 20 }, () => get()))
  expect([new Set(seen), client.requests.length]).toEqual([new Set(['t1']), 1])
})

test('a restart and a replica use the token that is there', async () => {
  const { start } = setUp()
  await start().get()
  const second = start()
  expect([await second.get(), second.client.requests]).toEqual(['t1', []])
})

test('another secret is another token, and what is kept does not name the secret', async () => {
  const { start, memory } = setUp()
  const { get } = start()
  const credentials = { kind: 'internal', appKey: 'dingkey', appSecret: new Secret('new') } as const
  expect([await get(), await get(anApp({ credentials }))]).toEqual(['t1', 't2'])
  expect(JSON.stringify([...memory.rows])).not.toContain('app-secret')
})

test('a torn memory is as good as none', async () => {
  const { start, memory } = setUp()
  await start().get()
  for (const key of memory.rows.keys()) memory.rows.set(key, '{"token":')
  expect(await start().get()).toBe('t1')
})

test('a refused token is replaced at once, also the second one in half a minute', async () => {
  const { clock, start } = setUp()
  const { tokens, get } = start()
  const replace = async (token: string) =>
    reveal(await tokens.replace(anApp(), new Secret(token), forever()))
  const seen = [await get(), await replace('t1'), await replace('t1')]
  clock.move(10 * SECOND)
  seen.push(await replace('t2'))
  expect(seen).toEqual(['t1', 't2', 't2', 't3'])
})

test('one that was fetched only just before is left alone, for twice as long each time', async () => {
  const { clock, start } = setUp()
  const { tokens, get, client } = start()
  const begin = clock.now()
  let token = new Secret(String(await get()))
  const fetchedAt: number[] = []
  while (clock.now() - begin < 3 * MINUTE) {
    const other = await tokens.replace(anApp(), token, forever())
    if (other.ok) fetchedAt.push((clock.now() - begin) / SECOND)
    if (other.ok) token = other.value
    clock.move(other.ok || other.error.kind !== 'retry' ? 0 : (other.error.closes?.forMs ?? 0))
  }
  expect(fetchedAt).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121, 151])
  expect(client.requests).toHaveLength(1 + fetchedAt.length)
})

test('what waits looks every few seconds whether a replica has another token', async () => {
  const { clock, start } = setUp()
  const { tokens, get } = start()
  await get()
  for (const [token, ms] of [
    ['t1', 1],
    ['t2', 2],
    ['t3', 4],
    ['t4', 8],
  ] as const) {
    await tokens.replace(anApp(), new Secret(token), forever())
    clock.move(ms * SECOND)
  }
  await tokens.replace(anApp(), new Secret('t5'), forever())
  expect(await tokens.replace(anApp(), new Secret('t6'), forever())).toMatchObject({
    error: { closes: { scope: 'app', forMs: 5 * SECOND } },
  })
})

test('replicas that start together fetch one token between them', async () => {
  const answer = Promise.withResolvers<Answer>()
  const { clock, start } = setUp(() => answer.promise)
  passing(clock)
  const replicas = ['a', 'b', 'c'].map((name) => start(name))
  const tokens = Promise.all(replicas.map(({ get }) => get()))
  await clock.sleep(SECOND)
  answer.resolve(answered({ accessToken: 't1', expireIn: 7200 }))
  expect(await tokens).toEqual(['t1', 't1', 't1'])
  expect(replicas.flatMap(({ client }) => client.requests)).toHaveLength(1)
})

test('a replica that died while it fetched is waited for ten seconds', async () => {
  const { clock, memory, start } = setUp()
  passing(clock)
  const begin = clock.now()
  const [key = ''] = await keysAfter(start('one'), memory)
  memory.rows.clear()
  await memory.replica('dead').lease(`${key}:turn`, begin + 10 * SECOND)
  expect(await start('other').get()).toBe('t1')
  expect(clock.now() - begin).toBe(10 * SECOND)
})

test('a token that a replica has already replaced is taken from it', async () => {
  const { start } = setUp((_, count) => answered({ accessToken: `t${count}`, expireIn: 7200 }))
  const one = start()
  const two = start()
  await one.get()
  await two.get()
  await one.tokens.replace(anApp(), new Secret('t1'), forever())
  const other = await two.tokens.replace(anApp(), new Secret('t1'), forever())
  expect([reveal(other), two.client.requests]).toEqual(['t2', []])
})

test('a memory that answers late does not bring a replaced token back', async () => {
  const { start, memory } = setUp()
  const { tokens, get } = start()
  await get()
  const { recall } = memory
  const late = Promise.withResolvers<void>()
  memory.recall = async (key) => {
    memory.recall = recall
    const found = await recall(key)
    await late.promise
    return found
  }
  const replace = () => tokens.replace(anApp(), new Secret('t1'), forever())
  const slow = replace()
  await replace()
  late.resolve()
  expect([reveal(await slow), await get()]).toEqual(['t2', 't2'])
})

test('a third-party app without a ticket uses the grant that needs none', async () => {
  const { start } = setUp(() => answered({ access_token: 'tp', expires_in: 7200 }))
  const { client, get } = start()
  expect(await get(thirdParty(null))).toBe('tp')
  expect(client.requests).toMatchObject([
    {
      url: 'https://api.example/v1.0/oauth2/ding%2Fcorp/token',
      body: '{"client_id":"sk","client_secret":"ss","grant_type":"client_credentials"}',
    },
  ])
})

test('a ticket that is too old is read again, once', async () => {
  const { start } = setUp(() => answered({ code: 'invalidSuiteTicket', message: 'x' }, 400))
  const { client, get } = start()
  expect(await get(thirdParty('/ticket'))).toEqual({
    kind: 'reject',
    reason: 'config',
    code: 'invalidSuiteTicket',
    detail: expect.stringContaining('suite_ticket_file'),
    closes: { scope: 'app', forMs: MINUTE },
  })
  expect(client.requests.map(({ body }) => JSON.parse(body))).toEqual(
    ['ticket-1', 'ticket-2'].map((suiteTicket) => ({
      authCorpId: 'ding/corp',
      suiteKey: 'sk',
      suiteSecret: 'ss',
      suiteTicket,
    })),
  )
})

test('a ticket file that cannot be read is the operator’s to mend', async () => {
  const { start } = setUp()
  expect(await start().get(thirdParty('/missing'))).toMatchObject({
    kind: 'reject',
    reason: 'config',
    detail: expect.stringContaining('/missing'),
  })
})

test.each<[string, Answer, object]>([
  [
    'a wrong secret',
    answered({ code: 'invalidClientIdOrSecret', message: 'app-secret is wrong' }, 400),
    {
      kind: 'reject',
      reason: 'config',
      code: 'invalidClientIdOrSecret',
      detail:
        'app_key and app_secret do not belong together, or to another region; ' +
        'DingTalk says: <secret> is wrong',
      closes: { scope: 'app', forMs: MINUTE },
    },
  ],
  [
    'a 200 that says 404',
    answered({ errcode: 404, errmsg: '请求的URI地址不存在' }),
    { kind: 'reject', reason: 'config', code: '404', closes: { scope: 'app', forMs: MINUTE } },
  ],
  ['a page', answered('<html>', 403), { kind: 'retry', closes: { scope: 'egress' } }],
  ['a gateway in trouble', answered('', 504), { kind: 'retry', reason: 'transient' }],
  [
    'a success without a token',
    answered({ expireIn: 7200 }),
    { kind: 'retry', reason: 'transient' },
  ],
  [
    'a lost answer',
    { kind: 'failed', reason: 'timeout', sent: true, detail: 'x' },
    { kind: 'retry', reason: 'timeout' },
  ],
])('%s is an outcome: no message was sent', async (_, answer, outcome) => {
  const { start } = setUp(() => answer)
  expect(await start().get()).toMatchObject(outcome)
})

test('who is stopped does not wait for the others’ refresh', async () => {
  const { start } = setUp(() => new Promise<Answer>(() => {}))
  const stop = new AbortController()
  const waiting = start().tokens.get(anApp(), stop.signal)
  stop.abort()
  expect(await waiting).toMatchObject({ ok: false, error: { kind: 'retry', reason: 'timeout' } })
})
