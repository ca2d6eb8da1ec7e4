import { describe, expect, test } from 'vitest'
import { readSendResult } from '../../src/send/dingtalk/read-answer.ts'
import { workNotification } from '../../src/send/work-notification.ts'
import { ADDRESSES, aCall, aMessage, answered } from './fakes.ts'

const message = aMessage({ data: { name: 'Disk full', url: 'https://prom.example/?a=1&b=2' } })

test('the request is the one that DingTalk documents, byte for byte', () => {
  expect(workNotification.request(aCall('work_notification', { message }))).toEqual({
    family: 'oapi',
    method: 'POST',
    path: '/topapi/message/corpconversation/sendbytemplate',
    query: {},
    contentType: 'application/x-www-form-urlencoded',
    body:
      'agent_id=948060598&template_id=e27a9eed&userid_list=123%2C456&data=%7B%22name%22%3A%22Disk+full' +
      '%22%2C%22url%22%3A%22https%3A%2F%2Fprom.example%2F%3Fa%3D1%26b%3D2%22%7D',
    auth: 'query',
  })
})

test('departments are named beside the users, or alone', () => {
  const address = { ...ADDRESSES.work_notification, departments: ['42', '43'] } as never
  const form = (recipients: readonly string[]) =>
    new URLSearchParams(
      workNotification.request(aCall('work_notification', { address, recipients, message })).body,
    )
  expect([form(['1']), form([])].map((f) => [f.get('userid_list'), f.get('dept_id_list')])).toEqual(
    [
      ['1', '42,43'],
      [null, '42,43'],
    ],
  )
})

test('a message in general words fills a template with the usual variables', () => {
  const { body } = workNotification.request(
    aCall('work_notification', { message: aMessage({ text: 'x' }) }),
  )
  expect(new URLSearchParams(body).get('data')).toBe('{"title":"Disk full","text":"x"}')
})

test.each([0, '0'])('errcode %j is a success, and the task its receipt', (errcode) => {
  const answer = answered({ errcode, errmsg: 'ok', task_id: 282632271040, request_id: 'r' })
  expect(workNotification.read(answer)).toEqual({
    kind: 'sent',
    receipt: '282632271040',
    refused: [],
    flowControlled: [],
  })
})

test('the same words a second time mean that the first were told', () => {
  const answer = answered({ errcode: 88, sub_code: '143106', sub_msg: 'duplicate' })
  expect(workNotification.read(answer)).toMatchObject({ kind: 'sent', receipt: null })
})

describe('what became of it', () => {
  const read = (result: unknown, errcode = 0) =>
    readSendResult({
      kind: 'answered',
      status: 200,
      contentType: 'application/json',
      body: JSON.stringify({ errcode, send_result: result }),
      at: 0,
    })

  test('names everybody who was left out, with the code where there is one', () => {
    expect(
      read({
        invalid_user_id_list: ['nobody'],
        forbidden_user_id_list: ['u1'],
        failed_user_id_list: ['u2'],
        unread_user_id_list: ['u3'],
        forbidden_list: [{ code: '143105', count: 101, userid: 'u1' }],
      }),
    ).toEqual([
      { user: 'u1', because: '143105' },
      { user: 'nobody', because: 'invalid_user_id_list' },
      { user: 'u2', because: 'failed_user_id_list' },
    ])
  })

  test('does not name those who have it from an earlier try', () => {
    const forbidden_list = [{ code: 143106, count: 2, userid: 'u1' }]
    expect(read({ forbidden_list, forbidden_user_id_list: ['u1'] })).toEqual([])
  })

  test.each([
    ['another code', read({}, 88)],
    ['no result', read(undefined)],
    ['no answer', readSendResult({ kind: 'failed', reason: 'timeout', sent: true, detail: '' })],
  ])('is not known with %s', (_, result) => {
    expect(result).toBeNull()
  })
})
