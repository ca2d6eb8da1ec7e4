import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/drawing/markdown.ts'
import { aHouse, HEAD } from '../support/house.ts'
import { messageFaults } from '../support/message-faults.ts'
import { aWebhook } from '../support/webhook.ts'

const EVERY_LABEL = `---
title: "{{name}}"
---
{{#each alert.labels}}
{{@key}} is {{this}}
{{/each}}
`

const EVERY_ALERT = `---
title: "{{name}}"
---
{{#each alerts}}
**{{labels.instance}}** {{annotations.summary}}
{{annotations.description}}

{{/each}}
`

test('labels called as JavaScript calls its own things are labels like all others', async () => {
  const house = await aHouse(
    `${HEAD}
templates: [.]
receivers: [{ name: chat, template: every-label, targets: [{ group: cidChat }] }]
route: { receiver: chat, routes: [{ matchers: ['__proto__="a"', 'constructor="b"'], receiver: chat }] }
`,
    { 'every-label.hbs': EVERY_LABEL },
  )
  const labels =
    '{"alertname":"Odd","__proto__":"a","constructor":"b","toJSON":"c","hasOwnProperty":"d"}'
  const body = JSON.stringify(aWebhook([{ labels: { here: 1 } }])).replace('{"here":1}', labels)
  const answer = await house.post('/webhook/alertmanager', body)
  expect(answer.status).toBe(202)
  const [message] = await house.told(1)
  const shown = textOf(message!.text)
  expect(shown.match(/\S+ is \S+/g)?.toSorted()).toEqual([
    '__proto__ is a',
    'alertname is Odd',
    'constructor is b',
    'hasOwnProperty is d',
    'toJSON is c',
  ])
  await house.settled()
  const [row] = await house.rows('sent')
  expect(row!.notification.route.at(-1)).toBe('routes[0]')
})

const MISCHIEF = [
  '{{7*7}} {{lookup this "constructor"}} {{{labels}}}',
  'x](http://evil.example) [y](http://evil.example)',
  '@all @所有人 @13800000000 @li.lei',
  '![](http://evil.example/x.png) <img src=x onerror=alert(1)> &lt;b&gt;',
  '# not a heading',
  '`code` **bold** _slanted_ ~~gone~~',
  'javascript:alert(1)',
]

test.each(MISCHIEF)('%s in a label reaches the chats as these characters', async (mischief) => {
  const house = await aHouse(`${HEAD}
receivers:
  - name: chat
    targets:
      - { group: cidChat }
      - { group: cidCard, template: alert-card }
      - { robot: { access_token: robot-a } }
route: { receiver: chat }
`)
  await house.post(
    '/webhook/alertmanager',
    aWebhook([
      {
        labels: { alertname: mischief, instance: mischief, severity: mischief },
        annotations: { summary: mischief, description: `Described: ${mischief}` },
        generatorURL: mischief,
      },
    ]),
  )
  const messages = await house.told(3)
  for (const { title, text, mentions, buttons } of messages) {
    const html = renderMarkdown(text)
    expect(textOf(text)).toContain(`Described: ${mischief}`)
    expect(title).toContain(mischief.slice(0, 5))
    expect(html).not.toMatch(/<(?:a|img) /)
    expect({ mentions, buttons }).toEqual({ mentions: [], buttons: [] })
  }
  // A custom robot calls by name whatever stands in its text behind an @.
  const robot = messages.find(({ channel }) => channel === 'robot')
  expect(robot!.text).not.toMatch(/@(?:all|所有人|1380|li\.lei)/)
})

test('300 long alerts fit in at most three parts, which say how many more there are', async () => {
  const house = await aHouse(
    `${HEAD}
external_url: https://ding.example.com
receivers:
  - name: chat
    targets:
      - { group: cidChat, digest: "off" }
      - { group: cidLong, template: every-alert, digest: "off" }
templates: [.]
route: { receiver: chat }
`,
    { 'every-alert.hbs': EVERY_ALERT },
  )
  const long = 'The replica lags behind 主库 by more than its budget. '.repeat(8)
  const alerts = Array.from({ length: 300 }, (_, i) => ({
    labels: { alertname: 'Lag', instance: `db-${i}`, severity: i % 2 ? 'warning' : 'critical' },
    annotations: { summary: `${i}: ${long}`, description: long.repeat(2) },
    fingerprint: `f${i}`,
  }))
  await house.post('/webhook/alertmanager', aWebhook(alerts))
  await house.settled()
  for (const chat of ['cidChat', 'cidLong']) {
    const parts = house.sandbox.messages().filter(({ target }) => target === chat)
    expect(parts.flatMap((part) => messageFaults(part))).toEqual([])
    expect(parts.map(({ title }) => title.slice(0, 5))).toEqual(['(1/3)', '(2/3)', '(3/3)'])
    const text = parts.map((part) => part.text).join('\n')
    const told = new Set(text.match(/\bdb-\d+/g))
    const more = Number(/… (\d+) more alerts/.exec(text)?.[1])
    expect(told.size + more).toBe(300)
    expect(parts.at(-1)!.text).toMatch(/… \d+ more alerts · \[All details\]\(\S+%2Fn%2F/)
  }
})

test('one alert that is too long by itself is shortened, and its page has all of it', async () => {
  const house = await aHouse(`${HEAD}
external_url: http://door.example
receivers: [{ name: chat, targets: [{ group: cidChat }, { robot: { access_token: robot-a } }] }]
route: { receiver: chat }
`)
  const description = `${'👩‍👩‍👧‍👦[link](http://x.example) **bold** '.repeat(2_000)}the very end`
  await house.post(
    '/webhook/alertmanager',
    aWebhook([{ labels: { alertname: 'Long' }, annotations: { description } }]),
  )
  const messages = await house.told(2)
  expect(messages.flatMap((message) => messageFaults(message))).toEqual([])
  const path = /%2Fn%2F([\w.~-]+)/.exec(messages[0]!.text)?.[1]
  const page = await fetch(`${house.bridge().url}/n/${path}`).then((response) => response.text())
  expect(page).toContain('the very end')
})

test('a template that fails while it renders loses nothing: the plain words go out', async () => {
  const house = await aHouse(
    `${HEAD}
templates: [.]
receivers: [{ name: chat, template: broken, targets: [{ group: cidChat }] }]
route: { receiver: chat }
`,
    {
      'broken.hbs': `---
title: x
---
${'{{#each @root.alerts}}'.repeat(6)}x${'{{/each}}'.repeat(6)}`,
    },
  )
  const alerts = Array.from({ length: 30 }, (_, i) => ({ labels: { alertname: `Disk${i}` } }))
  await house.post('/webhook/alertmanager', aWebhook(alerts))
  const [message] = await house.told(1)
  expect(message!.text).toContain('Disk29')
  expect(house.events.map(({ type }) => type)).toContain('template.failed')
})

/** As a person reads it in the chat. */
const textOf = (markdown: string): string =>
  renderMarkdown(markdown)
    .replace(/<br>|<\/p>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('\u200b', '')
