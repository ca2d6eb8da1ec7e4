import { describe, expect, test } from 'vitest'
import { aSandbox, codeOf } from '../ask.ts'

const OTO = '/v1.0/robot/oToMessages/batchSend'
const SUITE = { suiteKey: 'k', suiteSecret: 's', authCorpId: 'c', suiteTicket: 't' }
const CLIENT = { client_id: 'k', client_secret: 's', grant_type: 'client_credentials' }

describe('an access token', () => {
  test('of an internal app stays the same while it lasts, and asking makes it last', async () => {
    const { token, advance } = aSandbox()
    const first = await token()
    advance(7_199_000)
    expect(await token()).toBe(first)
    advance(7_199_000)
    expect(await token()).toBe(first)
    advance(7_200_000)
    expect(await token()).not.toBe(first)
  })

  test('of a third-party app is a new one each time, and the old one still works', async () => {
    const { post } = aSandbox()
    const ask = async () =>
      (await post('/v1.0/oauth2/corpAccessToken', SUITE)).body as Record<string, string>
    const [first, second] = [await ask(), await ask()]
    expect(second['accessToken']).not.toBe(first['accessToken'])
    const answer = await post(
      OTO,
      {},
      { 'x-acs-dingtalk-access-token': first['accessToken'] ?? '' },
    )
    expect(codeOf(answer)).toEqual([400, 'MissingrobotCode'])
  })

  test('is one for both API families', async () => {
    const { get, token } = aSandbox()
    expect(await get('/gettoken?appkey=ding-ops&appsecret=s')).toEqual({
      status: 200,
      body: { errcode: 0, access_token: await token(), errmsg: 'ok', expires_in: 7200 },
    })
  })

  test('expires after 7200 s', async () => {
    const { post, token, advance } = aSandbox()
    const headers = { 'x-acs-dingtalk-access-token': await token() }
    advance(7_199_999)
    expect(codeOf(await post(OTO, {}, headers))).toEqual([400, 'MissingrobotCode'])
    advance(1)
    expect(codeOf(await post(OTO, {}, headers))).toEqual([400, 'InvalidAuthentication'])
  })

  test('goes into its header and nowhere else', async () => {
    const { post, token } = aSandbox()
    const answer = await post(`${OTO}?access_token=${await token()}`, {})
    expect(answer).toEqual({
      status: 400,
      body: {
        code: 'AuthenticationFailed.MissingParameter',
        requestid: expect.stringMatching(/^[0-9A-F-]{36}$/),
        message: '缺少参数：x-acs-dingtalk-access-token',
      },
    })
  })

  test.each([
    ['/v1.0/oauth2/accessToken', {}, 400, 'MissingappKey'],
    ['/v1.0/oauth2/accessToken', { appKey: 'bad', appSecret: 's' }, 400, 'invalidClientIdOrSecret'],
    ['/v1.0/oauth2/accessToken', 'appKey=1', 400, 'Invalidbody'],
    ['/v1.0/oauth2/corpAccessToken', { ...SUITE, suiteKey: 'bad' }, 400, 'invalidSuiteKey'],
    ['/v1.0/oauth2/corpAccessToken', { ...SUITE, suiteTicket: 'bad' }, 400, 'invalidSuiteTicket'],
    ['/v1.0/oauth2/corpAccessToken', { ...SUITE, authCorpId: 'bad' }, 400, 'invalidAuthInfo'],
    ['/v1.0/oauth2/dingcorp/token', { ...CLIENT, client_id: 'bad' }, 400, 'invalid.client'],
    ['/v1.0/oauth2/dingcorp/token', { ...CLIENT, grant_type: 'x' }, 400, 'unsupported.grant.type'],
    ['/v1.0/oauth2/bad/token', CLIENT, 500, 'unknownError'],
  ])('from %s with %j is refused', async (path, body, status, code) => {
    const { sandbox, post } = aSandbox()
    sandbox.limits({ bad: { keys: ['bad'] } })
    expect(codeOf(await post(path, body))).toEqual([status, code])
  })

  test.each([
    ['?appkey=bad&appsecret=s', 40096],
    ['', 40035],
  ])('from /gettoken%s is refused with 200', async (query, errcode) => {
    const { sandbox, get } = aSandbox()
    sandbox.limits({ bad: { keys: ['bad'] } })
    expect(codeOf(await get(`/gettoken${query}`))).toEqual([200, errcode])
  })
})

test('an app over its calls per second is refused with 403, and one second later is not', async () => {
  const { sandbox, send, advance } = aSandbox()
  sandbox.limits({ calls_per_second: 1 })
  await send(OTO, {})
  expect(codeOf(await send(OTO, {}))).toEqual([
    403,
    'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
  ])
  advance(1_000)
  expect(codeOf(await send(OTO, {}))).toEqual([400, 'MissingrobotCode'])
})

test.each([
  ['/v1.0/robot/groupMessage/send', [404, 'InvalidAction.NotFound']],
  ['/topapi/message/corpconversation/nosuch', [200, 22]],
  ['/oauth2/accessToken', [200, 404]],
])('the unknown address %s is told in its family’s way', async (path, expected) => {
  const { send } = aSandbox()
  expect(codeOf(await send(path, {}))).toEqual(expected)
})
