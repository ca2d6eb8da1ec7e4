import { describe, expect, test } from 'vitest'
import { type Asking, aSandbox, codeOf, type Told } from '../ask.ts'

const PATH = '/topapi/message/corpconversation/sendbytemplate'
const FORM = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }
const GOOD = {
  agent_id: '948060598',
  template_id: 'e27a9eed',
  userid_list: '123,456',
  data: JSON.stringify({ name: 'Disk full', url: 'https://g.example/d' }),
}

async function send(asking: Asking, body: Record<string, unknown>): Promise<Told> {
  return asking.post(`${PATH}?access_token=${await asking.token()}`, body)
}

async function result(asking: Asking, task: unknown): Promise<unknown> {
  const path = `/topapi/message/corpconversation/getsendresult?access_token=${await asking.token()}`
  return (await asking.post(path, { agent_id: 1, task_id: task })).body
}

const taskOf = (told: Told): unknown => (told.body as Record<string, unknown>)['task_id']

describe('a work notification', () => {
  const arrived = {
    channel: 'work_notification',
    robot: '948060598',
    target: '123,456',
    recipients: ['123', '456'],
    msgKey: 'e27a9eed',
    msgParam: { name: 'Disk full', url: 'https://g.example/d' },
    title: 'Disk full',
    text: 'name: Disk full',
    buttons: [{ title: 'url', url: 'https://g.example/d' }],
  }

  test('is taken as a form', async () => {
    const asking = aSandbox()
    const path = `${PATH}?access_token=${await asking.token()}`
    const told = await asking.post(path, new URLSearchParams(GOOD).toString(), FORM)
    expect(told).toEqual({
      status: 200,
      body: {
        errcode: 0,
        errmsg: 'ok',
        task_id: expect.any(Number),
        request_id: expect.any(String),
      },
    })
    expect(asking.sandbox.messages()).toMatchObject([arrived])
  })

  test('is taken with the token in the form', async () => {
    const asking = aSandbox()
    const form = new URLSearchParams({ ...GOOD, access_token: await asking.token() })
    expect(codeOf(await asking.post(PATH, form.toString(), FORM))).toEqual([200, 0])
  })

  test('is taken as JSON, with data as an object and the agent as a number', async () => {
    const asking = aSandbox()
    await send(asking, { ...GOOD, agent_id: 948060598, data: JSON.parse(GOOD.data) })
    expect(asking.sandbox.messages()).toMatchObject([arrived])
  })

  test.each([
    ['no agent', { ...GOOD, agent_id: undefined }, 40035],
    ['an agent that is no number', { ...GOOD, agent_id: 'x' }, 400002],
    ['no template', { ...GOOD, template_id: undefined }, 40035],
    ['a template that does not exist', { ...GOOD, template_id: 'gone' }, 885001],
    ['nobody to tell', { ...GOOD, userid_list: '' }, 40035],
    ['501 departments', { ...GOOD, dept_id_list: Array(501).fill('1').join() }, 41029],
    ['a number in its data', { ...GOOD, data: { n: 1 } }, 40035],
    ['data that is no JSON', { ...GOOD, data: '{' }, 40035],
  ])('with %s is refused with 200', async (_what, body, errcode) => {
    const asking = aSandbox()
    asking.sandbox.limits({ bad: { templates: ['gone'] } })
    expect(codeOf(await send(asking, body))).toEqual([200, errcode])
    expect(asking.sandbox.messages()).toEqual([])
  })

  test('said twice on one day is dropped without a word, and its result tells', async () => {
    const asking = aSandbox()
    asking.sandbox.limits({ drop_identical: true })
    await send(asking, GOOD)
    const again = await send(asking, { ...GOOD, userid_list: '123,789' })
    expect(codeOf(again)).toEqual([200, 0])
    expect(asking.sandbox.messages().map((message) => message.recipients)).toEqual([
      ['123', '456'],
      ['789'],
    ])
    expect(await result(asking, taskOf(again))).toMatchObject({
      send_result: {
        unread_user_id_list: ['789'],
        forbidden_user_id_list: ['123'],
        forbidden_list: [{ code: '143106', userid: '123', count: 1 }],
      },
    })
    asking.advance(24 * 3_600_000)
    await send(asking, GOOD)
    expect(asking.sandbox.messages()).toHaveLength(3)
  })

  test('over the day’s number is dropped, and unknown people are told as invalid', async () => {
    const asking = aSandbox()
    asking.sandbox.limits({ work_notifications_per_day: 1, bad: { users: ['456'] } })
    await send(asking, GOOD)
    const second = await send(asking, { ...GOOD, data: { name: 'other' } })
    expect(await result(asking, taskOf(second))).toMatchObject({
      send_result: { invalid_user_id_list: ['456'], forbidden_list: [{ code: '143105' }] },
    })
  })
})

test.each([
  ['without a token', '', '88/40000'],
  ['with an unknown token', '?access_token=nope', '88/40014'],
])('the old API %s answers 200 and wraps its code', async (_what, query, code) => {
  const { post } = aSandbox()
  expect(codeOf(await post(`${PATH}${query}`, GOOD))).toEqual([200, code])
})

test('the old API over its calls per second answers 90018', async () => {
  const asking = aSandbox()
  asking.sandbox.limits({ calls_per_second: 1 })
  await send(asking, GOOD)
  expect(codeOf(await send(asking, GOOD))).toEqual([200, '88/90018'])
})

test.each([
  ['13800000000', { errcode: 0, result: { userid: 'user-13800000000' } }],
  ['13900000000', { errcode: 60121 }],
  ['phone', { errcode: 40104 }],
])('the mobile number %s is looked up', async (mobile, expected) => {
  const { sandbox, post, token } = aSandbox()
  sandbox.limits({ bad: { users: ['13900000000'] } })
  const path = `/topapi/v2/user/getbymobile?access_token=${await token()}`
  expect((await post(path, { mobile })).body).toMatchObject(expected)
})
