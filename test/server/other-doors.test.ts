import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import type { SourceSettings } from '../../src/ingest/source.ts'
import type { DoorDeps } from '../../src/server/door.ts'
import { anAuth, aSource, secrets } from '../ingest/make.ts'
import { aHouse } from './make-house.ts'

const ALERTS = JSON.stringify({ alerts: [{ status: 'firing', labels: { alertname: 'A' } }] })
const TEXT = JSON.stringify({ msgtype: 'text', text: { content: 'hello' } })

const STORE_AWAY: Partial<DoorDeps> = {
  accept: () => Promise.reject(new StoreUnavailable('disk full', { retryAfterSeconds: 7 })),
}

function aHouseWith(settings: Partial<SourceSettings>, over: Partial<DoorDeps> = {}) {
  const source = aSource({ name: 'it', ...settings })
  return aHouse({ ...over, sources: () => new Map([['it', source]]) })
}

const seen = async (response: Response | Promise<Response>) => {
  const { status, headers, text } = await Promise.resolve(response).then(async (it) => ({
    status: it.status,
    headers: it.headers,
    text: await it.text(),
  }))
  return { status, text, retryAfter: headers.get('retry-after') }
}

const pwd = { type: 'prometheus-webhook-dingtalk' }

test('the receiver that the path names gets the alerts, and the sender its OK', async () => {
  const house = aHouseWith(pwd)
  const answer = await seen(house.post('/dingtalk/sre/send', ALERTS))
  expect(answer).toEqual({ status: 200, text: 'OK', retryAfter: null })
  expect(house.accepted).toMatchObject([{ source: 'it', wished: 'sre' }])
})

test.each([
  ['a receiver that does not exist', '/dingtalk/nobody/send', ALERTS, 404, '404 page not found'],
  ['a body that is no JSON', '/dingtalk/sre/send', '{', 400, 'Bad Request\n'],
  ['a body of another kind', '/dingtalk/sre/send', '{"alerts":1}', 400, 'Bad Request\n'],
])('%s is answered as that program does', async (_, path, body, status, text) => {
  const house = aHouseWith(pwd)
  expect(await seen(house.post(path, body))).toEqual({ status, text, retryAfter: null })
  expect(house.accepted).toEqual([])
})

test('what cannot be stored is to be sent again', async () => {
  const house = aHouseWith(pwd, STORE_AWAY)
  expect(await seen(house.post('/dingtalk/sre/send', ALERTS))).toMatchObject({
    status: 503,
    retryAfter: '7',
  })
})

test('only POST, and nothing at all without a source of that type', async () => {
  const get = await aHouseWith(pwd).door.request('/dingtalk/sre/send')
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  expect(await seen(aHouse().post('/dingtalk/sre/send', ALERTS))).toMatchObject({ status: 404 })
})

test('its auth and its list of receivers apply, and strangers learn no names', async () => {
  const auth = anAuth({ bearerToken: secrets('t') })
  const house = aHouseWith({ ...pwd, auth, receivers: ['other'] })
  const bearer = { authorization: 'Bearer t' }
  expect(await seen(house.post('/dingtalk/sre/send', ALERTS))).toMatchObject({ status: 401 })
  expect(await seen(house.post('/dingtalk/nobody/send', ALERTS))).toMatchObject({ status: 401 })
  expect(await seen(house.post('/dingtalk/sre/send', ALERTS, bearer))).toMatchObject({
    status: 404,
  })
  const unlisted = aHouseWith({ ...pwd, auth })
  expect(await seen(unlisted.post('/dingtalk/sre/send', ALERTS, bearer))).toMatchObject({
    status: 200,
  })
})

const robot = { type: 'dingtalk-robot', auth: anAuth({ queryToken: secrets('k') }) }
const errcode = (code: number, errmsg: unknown) => ({ errcode: code, errmsg })

test.each([
  ['a good message', '/robot/send?access_token=k', TEXT, 200, errcode(0, 'ok')],
  [
    'an unknown key',
    '/robot/send?access_token=x',
    TEXT,
    200,
    errcode(300005, 'token is not exist'),
  ],
  ['no key', '/robot/send', TEXT, 200, errcode(300005, 'token is not exist')],
  [
    'two keys',
    '/robot/send?access_token=k&access_token=x',
    TEXT,
    200,
    errcode(300005, 'token is not exist'),
  ],
  [
    'a bad body',
    '/robot/send?access_token=k',
    '{"msgtype":"text"}',
    200,
    errcode(40035, 'text: expected object, found nothing'),
  ],
  ['no body', '/robot/send?access_token=k', '', 200, errcode(40035, expect.any(String))],
] as const)('a robot answers %s as DingTalk does', async (_, path, body, status, expected) => {
  const response = await aHouseWith(robot).post(path, body)
  expect([response.status, await response.json()]).toEqual([status, expected])
})

test('a robot whose store is away says so in DingTalk’s words, with a status that is retried', async () => {
  const response = await aHouseWith(robot, STORE_AWAY).post('/robot/send?access_token=k', TEXT)
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
    503,
    '7',
    errcode(-1, expect.any(String)),
  ])
})

test('an address that is not on a robot’s list is refused as by DingTalk', async () => {
  const auth = anAuth({ queryToken: secrets('k'), allow: ['10.0.0.0/8'] })
  const response = await aHouseWith({ ...robot, auth }).post('/robot/send?access_token=k', TEXT)
  expect(await response.json()).toEqual(
    errcode(310000, expect.stringContaining('not in whitelist')),
  )
})

test('without a robot there is nothing at its path, and only POST where there is one', async () => {
  expect((await aHouse().post('/robot/send?access_token=k', TEXT)).status).toBe(404)
  const get = await aHouseWith(robot).door.request('/robot/send?access_token=k')
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
})

test('a robot that asks for no key takes any, but never another robot’s', async () => {
  const locked = aSource({ ...robot, name: 'locked' })
  const open = aSource({ type: 'dingtalk-robot', name: 'open' })
  const house = aHouse({ sources: () => new Map([locked, open].map((it) => [it.name, it])) })
  await house.post('/robot/send?access_token=k', TEXT)
  await house.post('/robot/send?access_token=anything', TEXT)
  expect(house.accepted.map(({ source }) => source)).toEqual(['locked', 'open'])
})

test('what a reload removed may come back, so senders are asked to come again for a while', async () => {
  const house = aHouse({ removedType: () => true })
  const paths = ['/robot/send?access_token=k', '/dingtalk/sre/send']
  const answers = await Promise.all(paths.map((path) => seen(house.post(path, TEXT))))
  expect(answers).toMatchObject([
    { status: 503, retryAfter: '30' },
    { status: 503, retryAfter: '30' },
  ])
})
