import { expect, test } from 'vitest'
import type { Message } from '../../src/domain/message.ts'
import { AS_SENT, asSent } from '../../src/message/as-sent.ts'
import { compose } from '../../src/message/compose.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { DEFAULT_SEVERITY, type Voice } from '../../src/message/voice.ts'
import { aBudget, aNotification, anAlert, aVoice } from '../support/make.ts'
import { BUILT_IN } from '../support/templates.ts'

const VOICE: Voice = {
  locale: 'en',
  timezone: 'UTC',
  severity: DEFAULT_SEVERITY,
  linkRewrites: [{ from: 'http://jenkins:8080', to: 'https://ci.example.com' }],
  detailsUrl: null,
  mentions: null,
  now: 0,
  late: null,
}
const SENT: Message = { msgKey: 'sampleMarkdown', title: 'T', text: '', buttons: [] }
const told = (sent: Partial<Message>) =>
  asSent({ ...SENT, ...sent }, VOICE, Number.POSITIVE_INFINITY)

test.each([
  ['# Words **stay** as they are', '# Words **stay** as they are'],
  ['[run](http://jenkins:8080/job/1)', '[run](https://ci.example.com/job/1)'],
  [
    '[x](javascript:alert(1)) ![](file:///etc/passwd)',
    'x (javascript:alert(1))  (file:///etc/passwd)',
  ],
  [
    '![](@lADPDe7s2Q) and ![](https://a.example/x.png)',
    '![](@lADPDe7s2Q) and ![](https://a.example/x.png)',
  ],
  ['a\u0000b\u202ec', 'abc'],
  [
    '[![x](https://a.example/x.png)](javascript:alert(1)) [a[b]c](javascript:d)',
    '[![x](https://a.example/x.png)] (javascript:alert(1)) [a[b]c] (javascript:d)',
  ],
  [
    "[x](javascript:d 'title') [y]( <data:text/html,z>)",
    "[x] (javascript:d 'title') [y] ( <data:text/html,z>)",
  ],
])('the text %j is told as %j', (text, expected) => {
  expect(told({ text }).text).toBe(expected)
})

test.each(['[', '![', '[a](', '[a](b(', '[](<', '[a](b "', '](('])(
  'a text of 100 KB that goes %j is told soon',
  (piece) => {
    const start = process.threadCpuUsage()
    asSent({ ...SENT, text: piece.repeat(100_000 / piece.length) }, VOICE, 14_000)
    // Its own time, whatever else the machine has to do; what grew with the square took a minute.
    expect(process.threadCpuUsage(start).user).toBeLessThan(4_000_000)
  },
)

test('a button whose address may not be one goes, and the kind follows what is left', () => {
  const buttons = [
    { title: 'bad', url: 'javascript:alert(1)' },
    { title: 'good', url: 'http://jenkins:8080/x' },
  ]
  expect(told({ msgKey: 'sampleActionCard2', text: 'x', buttons })).toMatchObject({
    msgKey: 'sampleActionCard',
    buttons: [{ title: 'good', url: 'https://ci.example.com/x' }],
  })
})

test('in a work notification a message is called one, and never said to fire', () => {
  const alert = anAlert({
    kind: 'message',
    labels: { alertname: 'Backup', msgtype: 'text' },
    annotations: { title: 'Backup', text: 'db-3 failed' },
    sent: { ...SENT, title: 'Backup', text: 'db-3 failed' },
  })
  const { parts } = compose(compileTemplates(BUILT_IN).templates, {
    notification: aNotification([alert]),
    template: 'work-notification',
    voice: aVoice(),
    budget: aBudget(),
  })
  expect(parts[0]?.data).toMatchObject({ title: '💬 message · Backup', summary: 'db-3 failed' })
})

test('after DingTalk refused it, it is said in plain words', () => {
  const sent = {
    ...SENT,
    title: 'Backup',
    text: '**db-3** failed',
    mentions: { mobiles: [], users: ['u'], all: false },
  }
  const alert = anAlert({ kind: 'message', labels: {}, sent })
  const { parts, form } = compose(new Map(), {
    notification: aNotification([alert]),
    template: AS_SENT,
    voice: aVoice(),
    budget: aBudget(),
    form: 'plain',
  })
  expect([form, parts]).toEqual([
    'plain',
    [
      {
        msgKey: 'sampleText',
        title: 'Backup',
        text: 'Backup\n\n**db-3** failed\n\n@u',
        buttons: [],
      },
    ],
  ])
})

test('what is too long is shortened until its request fits', () => {
  const text = 'a long line of **words** and [links](https://a.example/x) '.repeat(2_000)
  const alert = anAlert({ kind: 'message', labels: {}, sent: { ...SENT, text } })
  const budget = aBudget()
  const { parts, failures } = compose(new Map(), {
    notification: aNotification([alert]),
    template: AS_SENT,
    voice: aVoice(),
    budget,
  })
  const [part] = parts
  expect([parts.length, failures]).toEqual([1, []])
  expect(budget.size(part!)).toBeLessThanOrEqual(budget.maxBytes)
  expect(budget.size(part!)).toBeGreaterThan(budget.maxBytes * 0.9)
  expect(part!.text).toMatch(/…$/)
})

test('a link whose address may not be one is told in words, and loses none of them', () => {
  const link = { msgKey: 'sampleLink', text: 'open it', messageUrl: 'weixin://x' } as const
  expect(told(link)).toEqual({ ...SENT, msgKey: 'sampleText', text: 'T\n\nopen it\n\nweixin://x' })
  expect(told({ ...link, messageUrl: 'https://a.example/' })).toMatchObject({
    msgKey: 'sampleLink',
    text: 'open it',
  })
})
