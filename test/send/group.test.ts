import { expect, test } from 'vitest'
import { group } from '../../src/send/group.ts'
import { ADDRESSES, aCall, aMessage, anApp, answered } from './fakes.ts'

test('the request is the one that DingTalk documents, byte for byte', () => {
  expect(group.request(aCall('group'))).toEqual({
    family: 'api',
    method: 'POST',
    path: '/v1.0/robot/groupMessages/send',
    query: {},
    contentType: 'application/json',
    body:
      '{"msgKey":"sampleMarkdown","msgParam":"{\\"title\\":\\"Disk full\\",\\"text\\":\\"**db-3** 满 ' +
      '\\\\\\"q\\\\\\"\\"}","openConversationId":"cid6KeB==","robotCode":"dingrobot"}',
    auth: 'header',
  })
})

test('a scene group has its own robot and its cool app', () => {
  const address = { ...ADDRESSES.group, robotCode: 'scene', coolAppCode: 'COOLAPP-1' } as never
  expect(JSON.parse(group.request(aCall('group', { address })).body)).toMatchObject({
    robotCode: 'scene',
    coolAppCode: 'COOLAPP-1',
  })
})

test('without a robot code DingTalk is left to say so', () => {
  const call = aCall('group', { app: anApp({ robotCode: null }) })
  expect(JSON.parse(group.request(call).body).robotCode).toBe('')
})

test('the size is that of the inner string', () => {
  const message = aMessage({ msgKey: 'sampleText', text: 'a"' })
  expect(group.size(message, ADDRESSES.group)).toBe('{"content":"a\\""}'.length)
})

test('the key to ask after the message is the receipt', () => {
  expect(group.read(answered({ processQueryKey: 'a/b+c=' }))).toEqual({
    kind: 'sent',
    receipt: 'a/b+c=',
    refused: [],
    flowControlled: [],
  })
})

test("DingTalk's own unknown result is one of ours", () => {
  const answer = answered({ code: 'unknown.send.result', message: 'x' }, 400)
  expect(group.read(answer)).toMatchObject({ kind: 'unknown', code: 'unknown.send.result' })
})
