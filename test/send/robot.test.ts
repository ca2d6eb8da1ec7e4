import { expect, test } from 'vitest'
import type { MsgKey } from '../../src/domain/message.ts'
import { bytesOf } from '../../src/domain/size.ts'
import { robot } from '../../src/send/robot.ts'
import { ADDRESSES, aCall, aMessage, answered } from './fakes.ts'

const bodyOf = (call: Parameters<typeof aCall>[1]): unknown =>
  JSON.parse(robot.request(aCall('robot', call)).body)

test('the request is the one that DingTalk documents, byte for byte', () => {
  expect(robot.request(aCall('robot'))).toEqual({
    family: 'oapi',
    method: 'POST',
    path: '/robot/send',
    query: {},
    contentType: 'application/json',
    body:
      '{"msgtype":"markdown","markdown":{"title":"Disk full","text":"**db-3** 满 \\"q\\""},' +
      '"msgUuid":"d1.1.0.full"}',
    auth: 'robot',
  })
})

const two = [
  { title: 'Open', url: 'https://a.example/' },
  { title: 'Silence', url: 'https://b.example/' },
]
const btns = [
  { title: 'Open', actionURL: 'https://a.example/' },
  { title: 'Silence', actionURL: 'https://b.example/' },
]
const card = { title: 'Disk full', text: 'x' }

test.each<[MsgKey, object]>([
  ['sampleText', { msgtype: 'text', text: { content: 'x' } }],
  ['sampleMarkdown', { msgtype: 'markdown', markdown: card }],
  [
    'sampleLink',
    {
      msgtype: 'link',
      link: { ...card, messageUrl: 'https://m.example/', picUrl: 'https://p.example/a.png' },
    },
  ],
  [
    'sampleImageMsg',
    { msgtype: 'markdown', markdown: { ...card, text: '![](https://p.example/a.png)' } },
  ],
  [
    'sampleActionCard',
    {
      msgtype: 'actionCard',
      actionCard: { ...card, singleTitle: 'Open', singleURL: 'https://a.example/' },
    },
  ],
  [
    'sampleActionCard2',
    { msgtype: 'actionCard', actionCard: { ...card, btns, btnOrientation: '0' } },
  ],
  [
    'sampleActionCard5',
    { msgtype: 'actionCard', actionCard: { ...card, btns, btnOrientation: '0' } },
  ],
  [
    'sampleActionCard6',
    { msgtype: 'actionCard', actionCard: { ...card, btns, btnOrientation: '1' } },
  ],
])('%s has its name among the robots', (msgKey, body) => {
  const message = aMessage({
    msgKey,
    text: 'x',
    buttons: two,
    messageUrl: 'https://m.example/',
    picUrl: 'https://p.example/a.png',
  })
  expect(bodyOf({ message })).toEqual({ ...body, msgUuid: 'd1.1.0.full' })
})

test('those who are called stand in the text as well, each once', () => {
  const mentions = { mobiles: ['13800000000', '13900000000'], users: ['u1'], all: false }
  const message = aMessage({ text: 'Hey @13800000000', mentions })
  expect(bodyOf({ message })).toMatchObject({
    markdown: { text: 'Hey @13800000000\n\n@13900000000 @u1' },
    at: { atMobiles: ['13800000000', '13900000000'], atUserIds: ['u1'], isAtAll: false },
  })
})

test('everybody is called without a word in the text', () => {
  const mentions = { mobiles: [], users: [], all: true }
  expect(bodyOf({ message: aMessage({ text: 'x', mentions }) })).toMatchObject({
    markdown: { text: 'x' },
    at: { atMobiles: [], atUserIds: [], isAtAll: true },
  })
})

test.each([
  ['Disk', 'Disk full'],
  ['告警', 'Disk full\n\n告警'],
])('the keyword %s is in the text, once', (keyword, text) => {
  const address = { ...ADDRESSES.robot, keyword } as never
  expect(bodyOf({ address, message: aMessage({ text: 'Disk full' }) })).toMatchObject({
    markdown: { text },
  })
})

test('the size covers all that is added', () => {
  const address = { ...ADDRESSES.robot, keyword: '告警' } as never
  const message = aMessage({ mentions: { mobiles: ['13800000000'], users: [], all: false } })
  const { body } = robot.request(aCall('robot', { address, message }))
  const room = 64 - 'd1.1.0.full'.length
  expect(robot.size(message, address)).toBe(bytesOf(body) + room)
})

test('the ten minutes of silence are a closed target', () => {
  const errmsg = 'send too fast, exceed 20 times per minute'
  expect(robot.read(answered({ errcode: 130101, errmsg }))).toEqual({
    kind: 'retry',
    reason: 'rate',
    code: '130101',
    detail:
      'more than 20 messages a minute: DingTalk silences the robot for 10 minutes; ' +
      'DingTalk says: send too fast, exceed 20 times per minute',
    closes: { scope: 'target', forMs: 600_000 },
  })
})

test('a robot has no token that could be refreshed', () => {
  expect(robot.read(answered({ errcode: 40014, errmsg: 'x' }))).toMatchObject({
    kind: 'reject',
    reason: 'config',
  })
})
