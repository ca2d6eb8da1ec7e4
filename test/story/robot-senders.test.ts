import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'
import { messageFaults } from '../support/message-faults.ts'

/*
 * What speaks to DingTalk's custom robots speaks to the bridge after a changed host name. The bodies
 * have the shapes in which these programs send them, with values of our own.
 */

const ROBOTS = `${HEAD}
people: { wang.fang: { user: u-wang, mobile: "13800000001" } }
sources:
  - { name: bots, type: dingtalk-robot, auth: { query_token: key-1 }, receivers: [chat] }
receivers:
  - { name: chat, targets: [{ group: cidChat }] }
  - { name: robot, targets: [{ robot: { access_token: robot-a } }] }
route:
  receiver: chat
  routes: [{ matchers: ['__kind__="message"', 'msgtype="feedCard"'], receiver: robot }]
`
const OK = { errcode: 0, errmsg: 'ok' }

const SENDERS = {
  'Grafana’s DingDing contact point, a link': {
    msgtype: 'link',
    link: {
      title: '[FIRING:1] High latency',
      text: 'p99 above 2 s\nhost: web-1',
      messageUrl:
        'dingtalk://dingtalkclient/page/link?pc_slide=false&url=http%3A%2F%2Fgrafana.example%2Falerting%2Flist',
    },
  },
  'Grafana’s DingDing contact point, a card': {
    msgtype: 'actionCard',
    actionCard: {
      title: '[RESOLVED] High latency',
      text: '**Resolved**\n\nhost: web-1',
      hideAvatar: '0',
      btnOrientation: '0',
      singleTitle: 'More',
      singleURL:
        'dingtalk://dingtalkclient/page/link?pc_slide=false&url=http%3A%2F%2Fgrafana.example%2Falerting%2Flist',
    },
  },
  'Nightingale, Markdown': {
    msgtype: 'markdown',
    markdown: { title: 'S1 磁盘将满', text: '#### S1 磁盘将满\n\n- 主机: db-3\n- 时间: 14:02' },
    at: { atMobiles: ['13800000009'], isAtAll: false },
  },
  'HertzBeat, Markdown without mentions': {
    msgtype: 'markdown',
    markdown: { title: 'HertzBeat 告警', text: '##### 告警\n\n目标对象: web-1' },
  },
  'Jenkins, a card of two buttons': {
    msgtype: 'actionCard',
    actionCard: {
      title: 'pay #482 成功',
      text: '### pay\n\n- 分支: main',
      btns: [
        { title: '更改记录', actionURL: 'http://jenkins.example/job/pay/482/changes' },
        { title: '控制台', actionURL: 'http://jenkins.example/job/pay/482/console' },
      ],
      btnOrientation: '1',
      singleTitle: null,
      singleURL: null,
    },
    at: { atMobiles: [], atUserIds: [], isAtAll: false },
  },
  'Apprise, text': {
    msgtype: 'text',
    text: { content: 'Backup of db-3 failed' },
    at: { atMobiles: [], isAtAll: false },
  },
  'Apprise, Markdown under the wrong name': {
    msgtype: 'text',
    markdown: { title: 'Backup', text: '**db-3** failed' },
  },
}

/** What arrives of them: the same words, as the message kind that an app's robot has for them. */
const LIST = 'http%3A%2F%2Fgrafana.example%2Falerting%2Flist'
const ARRIVALS: Readonly<Record<keyof typeof SENDERS, object>> = {
  'Grafana’s DingDing contact point, a link': {
    msgKey: 'sampleLink',
    title: '[FIRING:1] High latency',
    text: 'p99 above 2 s\nhost: web-1',
    messageUrl: `dingtalk://dingtalkclient/page/link?pc_slide=false&url=${LIST}`,
  },
  'Grafana’s DingDing contact point, a card': {
    msgKey: 'sampleActionCard',
    title: '[RESOLVED] High latency',
    text: '**Resolved**\n\nhost: web-1',
    buttons: [
      {
        title: 'More',
        url: `dingtalk://dingtalkclient/page/link?pc_slide=false&url=${LIST}`,
      },
    ],
  },
  'Nightingale, Markdown': {
    msgKey: 'sampleMarkdown',
    title: 'S1 磁盘将满',
    text: '#### S1 磁盘将满\n\n- 主机: db-3\n- 时间: 14:02\n\n@13800000009',
  },
  'HertzBeat, Markdown without mentions': {
    msgKey: 'sampleMarkdown',
    title: 'HertzBeat 告警',
    text: '##### 告警\n\n目标对象: web-1',
  },
  'Jenkins, a card of two buttons': {
    msgKey: 'sampleActionCard6',
    title: 'pay #482 成功',
    text: '### pay\n\n- 分支: main',
    buttons: [
      { title: '更改记录', url: 'http://jenkins.example/job/pay/482/changes' },
      { title: '控制台', url: 'http://jenkins.example/job/pay/482/console' },
    ],
  },
  'Apprise, text': { msgKey: 'sampleText', text: 'Backup of db-3 failed' },
  'Apprise, Markdown under the wrong name': {
    msgKey: 'sampleMarkdown',
    title: 'Backup',
    text: '**db-3** failed',
  },
}

const NAMES = Object.keys(SENDERS) as (keyof typeof SENDERS)[]

test.each(NAMES)('%s arrives as it was sent', async (sender) => {
  const body = SENDERS[sender]
  const house = await aHouse(ROBOTS)
  const answer = await house.post('/robot/send?access_token=key-1', body)
  expect([answer.status, answer.body]).toEqual([200, OK])
  const [message] = await house.told(1)
  // A text has no title at DingTalk.
  const faults = messageFaults(message!).filter((fault) => fault !== 'an empty title')
  expect(faults).toEqual([])
  expect(message).toMatchObject({ buttons: [], ...ARRIVALS[sender] })
})

test('a feed card reaches a custom robot as it was, and an app’s group as a list', async () => {
  const house = await aHouse(ROBOTS)
  const links = [
    { title: 'One', messageURL: 'https://a.example/1', picURL: 'https://a.example/1.png' },
    { title: 'Two', messageURL: 'https://a.example/2', picURL: 'https://a.example/2.png' },
  ]
  await house.post('/robot/send?access_token=key-1', { msgtype: 'feedCard', feedCard: { links } })
  await house.post('/robot/send?access_token=key-1&receiver=chat', {
    msgtype: 'feedCard',
    feedCard: { links },
  })
  const arrived = await house.told(2)
  const card = arrived.find(({ channel }) => channel === 'robot')
  const list = arrived.find(({ channel }) => channel === 'group')
  expect(card!.msgParam).toEqual({ links })
  expect(list!.text).toBe(
    '![](https://a.example/1.png)\n\n[One](https://a.example/1)\n\n[Two](https://a.example/2)',
  )
})

test('whom a message calls is told one to one where the directory knows them, else named', async () => {
  const house = await aHouse(ROBOTS)
  await house.post('/robot/send?access_token=key-1', {
    msgtype: 'text',
    text: { content: 'disk of db-3 is full' },
    at: { atMobiles: ['13800000001', '13900000002'], isAtAll: true },
  })
  const arrived = await house.told(2)
  expect(
    arrived.map(({ channel, target, text }) => ({ channel, target, text })).toSorted(byChannel),
  ).toEqual([
    {
      channel: 'group',
      target: 'cidChat',
      text: 'disk of db-3 is full\n\n@13800000001 @13900000002 @所有人',
    },
    {
      channel: 'users',
      target: 'u-wang',
      text: 'disk of db-3 is full\n\n@13800000001 @13900000002 @所有人',
    },
  ])
})

test('such a call counts for the month of its organisation, as the one to the group does', async () => {
  const house = await aHouse(
    ROBOTS.replace('apps: { ops: {', 'orgs: { acme: {} }\n  apps: { ops: { org: acme,'),
  )
  await house.post('/robot/send?access_token=key-1', {
    msgtype: 'text',
    text: { content: 'disk of db-3 is full' },
    at: { atMobiles: ['13800000001'] },
  })
  await house.told(2)
  await house.settled()
  const metrics = await (await fetch(`${house.bridge().adminUrl}/metrics`)).text()
  expect(metrics).toContain('dingbridge_api_calls_month{org="acme"} 2\n')
})

const byChannel = (a: { channel: string }, b: { channel: string }) =>
  a.channel.localeCompare(b.channel)

test('a custom robot calls by name whom the message calls', async () => {
  const house = await aHouse(`${HEAD}
sources: [{ name: bots, type: dingtalk-robot, auth: { query_token: k } }]
receivers: [{ name: robot, targets: [{ robot: { access_token: robot-a } }] }]
route: { receiver: robot }
`)
  await house.post('/robot/send?access_token=k', {
    msgtype: 'markdown',
    markdown: { title: 'Disk', text: 'full @13800000001' },
    at: { atMobiles: ['13800000001'], isAtAll: false },
  })
  const [message] = await house.told(1)
  expect([message!.text, message!.mentions]).toEqual(['full @13800000001', ['13800000001']])
})

test('an identical message within ten seconds counts once, another msgUuid is another message', async () => {
  const house = await aHouse(ROBOTS)
  const say = (body: object) =>
    house.post('/robot/send?access_token=key-1', {
      msgtype: 'text',
      text: { content: 'again' },
      ...body,
    })
  for (const body of [{}, {}, { msgUuid: 'a' }, { msgUuid: 'b' }, { msgUuid: 'a' }])
    expect((await say(body)).body).toEqual(OK)
  await house.settled()
  expect(await house.rows('sent')).toHaveLength(3)
})

test('a robot’s sign is checked as DingTalk checks it', async () => {
  const house = await aHouse(`${HEAD}
sources:
  - { name: a, type: dingtalk-robot, auth: { query_token: k-a, hmac_secret: SECa } }
  - { name: b, type: dingtalk-robot, auth: { query_token: [old-b, k-b] } }
receivers: [{ name: chat, targets: [{ group: cidChat }] }]
route: { receiver: chat }
`)
  const say = async (query: Record<string, string>) => {
    const body = { msgtype: 'text', text: { content: JSON.stringify(query) } }
    const { status, body: answer } = await house.post(
      `/robot/send?${new URLSearchParams(query)}`,
      body,
    )
    return [status, answer]
  }
  const signed = (ms: number) => ({
    access_token: 'k-a',
    timestamp: String(ms),
    sign: createHmac('sha256', 'SECa').update(`${ms}\nSECa`).digest('base64'),
  })
  const now = house.clock.now()
  expect(await say(signed(now))).toEqual([200, OK])
  expect(await say(signed(now - 3_500_000))).toEqual([200, OK])
  expect(await say({ access_token: 'old-b' })).toEqual([200, OK])
  const refused = (errcode: number, errmsg: string) => [200, { errcode, errmsg }]
  expect(await say(signed(now - 3_700_000))).toEqual(refused(310000, 'invalid timestamp'))
  expect(await say({ access_token: 'k-a' })).toEqual(refused(310000, 'invalid timestamp'))
  expect(await say({ ...signed(now), sign: 'x' })).toEqual(refused(310000, 'sign not match'))
  expect(await say({ access_token: 'SECa' })).toEqual(refused(300005, 'token is not exist'))
  expect(await say({})).toEqual(refused(300005, 'token is not exist'))
})

test('a template of the user words messages in another way', async () => {
  const house = await aHouse(
    `${HEAD}
templates: [.]
sources: [{ name: bots, type: dingtalk-robot }]
receivers: [{ name: chat, template: framed, targets: [{ group: cidChat }] }]
route: { receiver: chat }
`,
    {
      'framed.hbs':
        '---\ntitle: "framed {{alert.annotations.title}}"\n---\n> {{md alert.annotations.text}}\n',
    },
  )
  await house.post('/robot/send?access_token=any', {
    msgtype: 'markdown',
    markdown: { title: 'T', text: 'some **bold** words' },
  })
  const [message] = await house.told(1)
  expect([message!.title, message!.text]).toEqual(['framed T', '> some **bold** words'])
})
