import { expect, test } from 'vitest'
import { users } from '../../src/send/users.ts'
import { aCall, answered } from './fakes.ts'

test('the request is the one that DingTalk documents, byte for byte', () => {
  expect(users.request(aCall('users'))).toEqual({
    family: 'api',
    method: 'POST',
    path: '/v1.0/robot/oToMessages/batchSend',
    query: {},
    contentType: 'application/json',
    body:
      '{"msgKey":"sampleMarkdown","msgParam":"{\\"title\\":\\"Disk full\\",\\"text\\":\\"**db-3** 满 ' +
      '\\\\\\"q\\\\\\"\\"}","robotCode":"dingrobot","userIds":["manager1234","u2"]}',
    auth: 'header',
  })
})

test('twenty users fit in a call', () => {
  expect(users.recipientsPerCall).toBe(20)
})

test('each list says what became of its users', () => {
  const answer = answered({
    processQueryKey: 'key',
    invalidStaffIdList: ['gone'],
    flowControlledStaffIdList: ['busy', 7],
    filteredStaffIdList: ['filtered'],
  })
  expect(users.read(answer)).toEqual({
    kind: 'sent',
    receipt: 'key',
    refused: [
      { user: 'gone', because: 'invalidStaffIdList' },
      { user: 'filtered', because: 'filteredStaffIdList' },
    ],
    flowControlled: ['busy', '7'],
  })
})

test('lists without the key are no success', () => {
  const answer = answered({ flowControlledStaffIdList: ['busy'] })
  expect(users.read(answer)).toMatchObject({ kind: 'unknown', reason: 'ambiguous', code: null })
})
