import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFrame } from '../../../src/send/dingtalk/stream-frame.ts'

const frame = (type: string, topic: string, data: unknown): string =>
  JSON.stringify({
    specVersion: '1.0',
    type,
    headers: { topic, messageId: 'm1', contentType: 'application/json' },
    data: JSON.stringify(data),
  })

test('a ping hears its own words again', () => {
  const { reply, heard, isLast } = readFrame(frame('SYSTEM', 'ping', { opaque: 'x' }))
  expect({ heard, isLast }).toEqual({ heard: null, isLast: false })
  expect(JSON.parse(reply ?? '')).toEqual({
    code: 200,
    headers: { messageId: 'm1', contentType: 'application/json' },
    message: 'OK',
    data: '{"opaque":"x"}',
  })
})

test('a disconnect asks for another connection, and for no answer', () => {
  expect(readFrame(frame('SYSTEM', 'disconnect', {}))).toEqual({
    reply: null,
    heard: null,
    isLast: true,
  })
})

test('a message in a group names group and sender', () => {
  const said = { conversationId: 'cid1', conversationType: '2', conversationTitle: 'Ops' }
  const sender = { senderNick: 'Li Lei', senderStaffId: 'u1' }
  const { heard } = readFrame(
    frame('CALLBACK', '/v1.0/im/bot/messages/get', { ...said, ...sender }),
  )
  expect(heard).toEqual({
    conversation: 'cid1',
    group: { title: 'Ops' },
    nick: 'Li Lei',
    user: 'u1',
  })
})

test('any text is a frame or none, never a throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readFrame(text)))
})
