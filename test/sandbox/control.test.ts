import { describe, expect, test } from 'vitest'
import { ConnectionReset } from '../../src/sandbox/dingtalk.ts'
import { aSandbox, codeOf } from './ask.ts'

const PATH = '/v1.0/robot/groupMessages/send'
const ROBOT = '/robot/send?access_token=tok'
const TEXT = { msgtype: 'text', text: { content: 'x' } }
const to = (openConversationId: string) => ({
  robotCode: 'r',
  openConversationId,
  msgKey: 'sampleText',
  msgParam: '{"content":"x"}',
})

describe('the list of messages', () => {
  test('is newest last, can be cut by id and by time, and emptied', async () => {
    const { sandbox, get, post, advance } = aSandbox()
    await post(ROBOT, TEXT)
    advance(1_000)
    await post(ROBOT, TEXT)
    const ids = async (query: string) =>
      ((await get(`/sandbox/messages${query}`)).body as { id: string }[]).map(({ id }) => id)
    expect(await ids('')).toEqual(['m1', 'm2'])
    expect(await ids('?since=m1')).toEqual(['m2'])
    expect(await ids('?since=2026-10-01T06:02:00.000Z')).toEqual(['m2'])
    expect((await get('/sandbox/messages?since=yesterday')).status).toBe(400)
    await sandbox.app.request('/sandbox/messages', { method: 'DELETE' })
    await post(ROBOT, TEXT)
    expect(await ids('')).toEqual(['m3'])
  })
})

describe('a fault', () => {
  test('happens as often as it says, to what it matches, in place of the call', async () => {
    const { sandbox, post, send } = aSandbox()
    const fault = {
      match: { path: PATH, target: 'cidA' },
      times: 2,
      answer: { status: 502, body: '<html>bad gateway</html>' },
    }
    expect((await post('/sandbox/faults', fault)).status).toBe(201)
    const statuses = []
    for (const group of ['cidB', 'cidA', 'cidA', 'cidA'])
      statuses.push((await send(PATH, to(group))).status)
    expect(statuses).toEqual([200, 502, 502, 200])
    expect(sandbox.messages().map(({ target }) => target)).toEqual(['cidB', 'cidA'])
  })

  test.each([
    [
      'a user id',
      { target: 'li.lei' },
      '/v1.0/robot/oToMessages/batchSend',
      { userIds: ['li.lei'] },
    ],
    ['a robot token', { target: 'tok' }, ROBOT, TEXT],
    ['the beginning of a path', { path: '/v1.0/*' }, '/v1.0/oauth2/accessToken', {}],
    ['everything', {}, '/gettoken', {}],
  ])('may match %s', async (_what, match, path, body) => {
    const { sandbox, post } = aSandbox()
    sandbox.faults({ match, answer: { status: 418, body: {} } })
    expect((await post(path, body)).status).toBe(418)
  })

  test('that only delays lets the message through', async () => {
    const { sandbox, slept, post } = aSandbox()
    sandbox.faults({ answer: { delay_ms: 9_000 } })
    expect(codeOf(await post(ROBOT, TEXT))).toEqual([200, 0])
    expect([slept, sandbox.messages().length]).toEqual([[9_000], 1])
  })

  test.each([
    [false, 0],
    [true, 1],
  ])('that resets, with delivered %s, leaves %i messages', async (delivered, count) => {
    const { sandbox, post } = aSandbox()
    sandbox.faults({ answer: { reset: true, delivered } })
    await expect(post(ROBOT, TEXT)).rejects.toThrow(ConnectionReset)
    expect(sandbox.messages()).toHaveLength(count)
  })

  test.each([
    [{}, 'answer: expected an object with status, body, delay_ms or reset.'],
    [{ answer: {}, time: 2 }, 'time: not known here; there are match, times, answer.'],
    [{ answer: { status: 99 } }, 'answer.status: expected 200 to 599.'],
    [{ answer: {}, times: 0 }, 'times: expected a whole number from 1.'],
    [{ answer: {}, match: { path: 1 } }, 'match.path: expected a string.'],
    [[1], 'Expected a JSON object with match, times and answer.'],
  ])('written as %j is refused with the reason', async (fault, message) => {
    const { get, post } = aSandbox()
    expect(await post('/sandbox/faults', fault)).toEqual({
      status: 400,
      body: { error: { code: 'invalid', message } },
    })
    expect((await get('/sandbox/faults')).body).toEqual([])
  })
})

describe('limits', () => {
  test('change one by one', async () => {
    const { get, post } = aSandbox()
    await post('/sandbox/limits', { robot_per_minute: 20, bad: { groups: ['g'] } })
    await post('/sandbox/limits', { bad: { users: ['u'] } })
    expect((await get('/sandbox/limits')).body).toMatchObject({
      robot_per_minute: 20,
      bad: { groups: ['g'], users: ['u'], keys: [] },
    })
  })

  test.each([
    [{ per_minute: 1 }, /^per_minute: no such limit; there are robot_per_minute, /],
    [{ calls_per_second: 'x' }, /^calls_per_second: expected a whole number or null\.$/],
    [{ bad: { group: [] } }, /^bad\.group: no such limit; there are keys, robots, groups/],
    [{ bad: { groups: 'g' } }, /^bad\.groups: expected a list of strings\.$/],
    [{ custom_robots: { t: { secret: 1 } } }, /^custom_robots: expected/],
    [[], /^Expected a JSON object/],
  ])('written as %j are refused with the reason', async (change, reason) => {
    const { post } = aSandbox()
    expect(await post('/sandbox/limits', change)).toEqual({
      status: 400,
      body: { error: { code: 'invalid', message: expect.stringMatching(reason) } },
    })
  })

  test('are watched in sliding minutes even where none is set', async () => {
    const { sandbox, post, advance } = aSandbox()
    for (let count = 0; count < 15; count += 1) await post(ROBOT, TEXT)
    advance(59_999)
    for (let count = 0; count < 7; count += 1) await post(ROBOT, TEXT)
    advance(1)
    for (let count = 0; count < 13; count += 1) await post(ROBOT, TEXT)
    expect(sandbox.limits()).toMatchObject({
      busiest: [{ target: 'tok', most: 22, over: 2 }],
      over: 2,
    })
  })
})

test('calls are counted by path', async () => {
  const { get, token, post } = aSandbox()
  await token()
  await token()
  await post(ROBOT, TEXT)
  expect((await get('/sandbox/calls')).body).toEqual({
    '/v1.0/oauth2/accessToken': 2,
    '/robot/send': 1,
  })
})

test('a reset forgets messages, tokens, limits, faults and counts', async () => {
  const { sandbox, post, token } = aSandbox()
  const before = await token()
  sandbox.limits({ robot_per_minute: 1 })
  sandbox.faults({ match: { target: 'x' }, answer: {} })
  await post(ROBOT, TEXT)
  sandbox.reset()
  expect([sandbox.messages(), sandbox.calls(), sandbox.limits().over]).toEqual([[], {}, 0])
  expect(sandbox.limits().robot_per_minute).toBeNull()
  const stale = await post(PATH, {}, { 'x-acs-dingtalk-access-token': before })
  expect(codeOf(stale)).toEqual([400, 'InvalidAuthentication'])
})

test('a misspelt control address is 404, and is no call to DingTalk', async () => {
  const { sandbox, get } = aSandbox()
  expect((await get('/sandbox/mesages')).status).toBe(404)
  expect(sandbox.calls()).toEqual({})
})

test('names given to ids are what the page shows', async () => {
  const { sandbox, post } = aSandbox()
  await post('/sandbox/names', { tok: '支付值班' })
  await post(ROBOT, TEXT)
  const page = await (await sandbox.app.request('/')).text()
  expect(page).toContain('<span class="entry-name">支付值班</span>')
})
