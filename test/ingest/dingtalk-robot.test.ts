import { expect, test } from 'vitest'
import { aRequest, aSource, NOW } from './make.ts'

const robot = aSource({ type: 'dingtalk-robot' })
const read = (body: unknown, headers: Record<string, string> = {}) =>
  robot.read(aRequest(body, { headers }))
const sentIn = (body: unknown) => {
  const reading = read(body)
  return reading.ok ? reading.value.alerts[0]?.sent : reading.error.message
}

test('a message is an alert of its own kind, with its words for templates and its form as sent', () => {
  const reading = read({
    msgtype: 'markdown',
    markdown: { title: 'Disk', text: '**full**' },
    at: { atMobiles: [13800000001], atUserIds: ['u1'], isAtAll: 'true' },
    msgUuid: 'm-1',
  })
  expect(reading.ok && reading.value).toMatchObject({
    idempotencyKey: 'm-1',
    ignored: false,
    group: { key: null },
    alerts: [
      {
        kind: 'message',
        status: 'firing',
        labels: { alertname: 'Disk', msgtype: 'markdown' },
        annotations: { title: 'Disk', text: '**full**', mentions: '13800000001,u1,all' },
        startsAt: NOW,
        sent: {
          msgKey: 'sampleMarkdown',
          title: 'Disk',
          text: '**full**',
          buttons: [],
          mentions: { mobiles: ['13800000001'], users: ['u1'], all: true },
        },
      },
    ],
  })
})

const CARD = { title: 't', text: 'x' }
const btns = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ title: `b${i}`, actionURL: `https://a.example/${i}` }))

test.each([
  [
    'one',
    { singleTitle: 'go', singleURL: 'https://a.example', btns: btns(2) },
    'sampleActionCard',
    1,
  ],
  ['two', { btns: btns(2) }, 'sampleActionCard2', 2],
  ['two side by side', { btns: btns(2), btnOrientation: '1' }, 'sampleActionCard6', 2],
  ['three side by side', { btns: btns(3), btnOrientation: '1' }, 'sampleActionCard3', 3],
  ['seven', { btns: btns(7) }, 'sampleActionCard5', 5],
])('a card with %s buttons', (_, rest, msgKey, count) => {
  const sent = sentIn({ msgtype: 'actionCard', actionCard: { ...CARD, ...rest } })
  expect(sent).toMatchObject({ msgKey, buttons: { length: count } })
})

test('buttons that no card has room for become links', () => {
  const sent = sentIn({ msgtype: 'actionCard', actionCard: { ...CARD, btns: btns(7) } })
  expect(sent).toMatchObject({
    text: 'x\n\n- [b5](https://a.example/5)\n- [b6](https://a.example/6)',
  })
})

test.each([
  ['no type', {}, 'msgtype: missing'],
  ['an unknown type', { msgtype: 'oa', oa: {} }, /^msgtype: expected text, markdown/],
  ['a type that objects inherit', { msgtype: 'constructor', constructor: {} }, /^msgtype/],
  ['no part', { msgtype: 'text' }, 'text: expected object, found nothing'],
  ['no words', { msgtype: 'text', text: { content: ' ' } }, 'text.content: missing'],
  ['no title', { msgtype: 'markdown', markdown: { text: 'x' } }, 'markdown.title: missing'],
  ['no address', { msgtype: 'link', link: CARD }, 'link.messageUrl: missing'],
  [
    'no button',
    { msgtype: 'actionCard', actionCard: { ...CARD, btns: [] } },
    /at least one button/,
  ],
  ['no link', { msgtype: 'feedCard', feedCard: { links: [] } }, /at least one link/],
])('a message is refused with its place: %s', (_, body, message) => {
  expect(sentIn(body)).toEqual(
    typeof message === 'string' ? message : expect.stringMatching(message),
  )
})

test.each(['application/x-www-form-urlencoded', 'text/plain; charset=utf-8', ''])(
  'JSON is read under the content type %j too',
  (type) => {
    expect(read({ msgtype: 'text', text: { content: 'x' } }, { 'content-type': type }).ok).toBe(
      true,
    )
  },
)
