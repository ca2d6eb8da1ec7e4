import { expect, test } from 'vitest'
import { aHouse, HEAD, type StoryHouse } from '../support/house.ts'
import { anAlertNamed } from '../support/webhook.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ALERTMANAGER = '/webhook/alertmanager'
const GROUP = '/v1.0/robot/groupMessages/send'

const telling = (target: string): string => `${HEAD}
receivers: [{ name: chat, targets: [{ ${target} }] }]
route: { receiver: chat }
`

test('a token that ended early costs one refresh and no second message', async () => {
  const house = await aHouse(telling('group: cidChat'))
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.told(1)
  await house.settled()
  const refused = { code: 'InvalidAuthentication', message: '不合法的access_token' }
  house.sandbox.faults({ match: { path: GROUP }, answer: { status: 400, body: refused } })
  await house.post(ALERTMANAGER, anAlertNamed('Memory'))
  await house.told(2)
  await house.settled()
  expect(house.sandbox.messages()).toHaveLength(2)
  expect(house.sandbox.calls()).toEqual({ '/v1.0/oauth2/accessToken': 2, [GROUP]: 3 })
})

test('a group that is sent to too fast is left alone, and told all of it when it opens', async () => {
  const house = await aHouse(telling('group: cidChat'))
  const tooFast = { code: 'send.too.fast', message: 'Messages are sent too frequently.' }
  house.sandbox.faults({ match: { path: GROUP }, answer: { status: 400, body: tooFast } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.waitsBecauseOf('rate')
  const calls = house.sandbox.calls()
  house.clock.advance(20_000)
  await house.post(ALERTMANAGER, anAlertNamed('Memory'))
  expect(house.sandbox.calls()).toEqual(calls)
  house.clock.advance(15 * MINUTE)
  const [message] = await house.told(1)
  await house.settled()
  expect(message!.text).toMatch(/Disk[\s\S]*Memory/)
  expect(house.sandbox.messages()).toHaveLength(1)
})

test.each([
  ['group', 'group: cidChat', GROUP],
  ['robot', 'robot: { access_token: robot-a }', '/robot/send'],
])('a lost answer to a %s is followed by the same bytes', async (_, target, path) => {
  const house = await aHouse(telling(target))
  const lost = { status: 502, body: '<html>502</html>', delivered: true }
  house.sandbox.faults({ match: { path }, answer: lost })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.waitsBecauseOf('ambiguous')
  house.clock.advance(MINUTE)
  await house.settled()
  const [row] = await house.rows('sent')
  expect(row!.attempts).toBe(2)
  const bodies = house.sandbox.messages().map(({ request }) => request.body)
  // A robot's second message carries the id of the first, so that DingTalk drops it.
  expect(bodies).toHaveLength(path === GROUP ? 2 : 1)
  expect(new Set(bodies).size).toBe(1)
})

test('an unknown outcome is held where the target says so, and the next goes on', async () => {
  const house = await aHouse(telling('group: cidChat, on_unknown: hold'))
  const unknown = { code: 'unknown.send.result', message: '发送结果未知' }
  house.sandbox.faults({ match: { path: GROUP }, answer: { status: 400, body: unknown } })
  const first = await house.post(ALERTMANAGER, anAlertNamed('Disk'), { prefer: 'wait=30' })
  expect(first).toMatchObject({
    status: 200,
    body: { deliveries: [{ state: 'held', reason: 'ambiguous' }] },
  })
  await house.post(ALERTMANAGER, anAlertNamed('Memory'))
  expect((await house.told(1))[0]!.title).toContain('Memory')
})

test('a page in place of an answer closes what is behind it for five minutes', async () => {
  const house = await aHouse(telling('group: cidChat'))
  const page = '<!doctype html><title>punish</title>'
  house.sandbox.faults({ match: { path: GROUP }, answer: { status: 200, body: page } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.waitsBecauseOf('rate')
  house.clock.advance(4 * MINUTE)
  expect(house.sandbox.calls()[GROUP]).toBe(1)
  house.clock.advance(2 * MINUTE)
  const [message] = await house.told(1)
  expect(message!.text).toContain('Disk')
})

test('a setting that DingTalk refuses makes the target unhealthy until it is mended', async () => {
  const house = await aHouse(telling('group: cidChat'))
  house.sandbox.limits({ bad: { groups: ['cidChat'] } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.waitsBecauseOf('config')
  expect(typesOf(house)).toContain('target.unhealthy')
  house.clock.advance(MINUTE + 1_000)
  await house.until('the first knock', async () => (await house.rows('waiting'))[0]?.attempts === 2)
  house.sandbox.limits({ bad: { groups: [] } })
  house.clock.advance(2 * MINUTE + 1_000)
  await house.told(1)
  await house.settled()
  const health = typesOf(house).filter((type) => type.startsWith('target.'))
  expect(health).toEqual(['target.unhealthy', 'target.recovered'])
})

test('an app that is refused as a whole is told once, and all goes on with the first that works', async () => {
  const house = await aHouse(`${HEAD}
receivers:
  - { name: chat, targets: [{ group: cidOne }, { group: cidTwo }, { group: cidThree }] }
route: { receiver: chat }
`)
  house.sandbox.limits({ bad: { keys: ['dingops'] } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  const unhealthy = () => typesOf(house).filter((type) => type === 'target.unhealthy')
  await house.until('three refusals', () => unhealthy().length === 3)
  house.sandbox.limits({ bad: { keys: [] } })
  const targets = `${house.bridge().adminUrl}/api/v1/targets`
  const { items } = (await (await fetch(targets)).json()) as { items: { id: string }[] }
  await fetch(`${targets}/${items[0]?.id}/probe`, { method: 'POST' })
  await house.told(3)
  await house.settled()
  const ofApp = typesOf(house).filter((type) => type.startsWith('app.'))
  expect(ofApp).toEqual(['app.unhealthy', 'app.recovered'])
})

test('words that DingTalk refuses go out once more, plain, and then are a dead letter', async () => {
  const house = await aHouse(telling('group: cidChat'))
  const refused = { code: 'contain.notAllowed.content', message: '包含不允许的内容' }
  house.sandbox.faults({ match: { path: GROUP }, answer: { status: 400, body: refused } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.told(1)
  await house.settled()
  expect(await house.rows('sent')).toMatchObject([{ attempts: 2, words: { form: 'plain' } }])

  house.sandbox.faults({ match: { path: GROUP }, times: 2, answer: { status: 400, body: refused } })
  const second = await house.post(ALERTMANAGER, anAlertNamed('Memory'), { prefer: 'wait=30' })
  expect(second.body.deliveries).toMatchObject([{ state: 'dead', reason: 'message' }])
  await house.post(ALERTMANAGER, anAlertNamed('Swap'))
  expect((await house.told(2))[1]!.title).toContain('Swap')
})

test('of a list of people the wrong are named, the slow told later, nobody twice', async () => {
  const house = await aHouse(telling('users: [zhao, qian, sun, li]'))
  house.sandbox.limits({ bad: { users: ['sun'] }, flow_controlled_users: ['qian'] })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  const [first] = await house.told(1)
  expect(first!.recipients).toEqual(['zhao', 'li'].toSorted())
  house.sandbox.limits({ flow_controlled_users: [] })
  await house.until('somebody who is owed it', async () =>
    (await house.rows('waiting')).some(({ progress }) => progress.owed !== null),
  )
  house.clock.advance(MINUTE + 1_000)
  const messages = await house.told(2)
  await house.settled()
  expect(messages.map(({ recipients }) => recipients)).toEqual([['li', 'zhao'], ['qian']])
  const [row] = await house.rows('sent')
  expect(row!.progress.refused).toEqual([{ user: 'sun', because: 'invalidStaffIdList' }])
})

test('a work notification reaches its users with the variables of its template', async () => {
  const house = await aHouse(
    telling(
      'work_notification: { template_id: tpl, users: [zhao, qian], data: { name: "{{alert.labels.alertname}}" } }',
    ),
  )
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  const [message] = await house.told(1)
  expect(message).toMatchObject({
    channel: 'work_notification',
    msgKey: 'tpl',
    recipients: ['qian', 'zhao'],
  })
  expect(JSON.stringify(message!.msgParam)).toContain('Disk')
})

test('a chat that answers slowly does not slow another', async () => {
  const house = await aHouse(telling('group: cidSlow }, { group: cidFast'))
  house.sandbox.faults({ match: { target: 'cidSlow' }, answer: { delay_ms: HOUR } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.until('the fast one', async () => (await house.rows('sent')).length > 0)
  expect(await house.rows('sending')).toMatchObject([{ targetName: 'chat/1' }])
  house.clock.advance(HOUR)
  await house.settled()
  expect(house.sandbox.messages()).toHaveLength(2)
})

test('a call that takes longer than a lease is not made twice', async () => {
  const house = await aHouse(telling('group: cidSlow }, { group: cidFast'))
  house.sandbox.faults({ match: { target: 'cidSlow' }, answer: { delay_ms: HOUR } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.told(2)
  await house.until('the fast one', async () => (await house.rows('sent')).length === 1)
  house.clock.advance(20_000)
  await house.post(ALERTMANAGER, anAlertNamed('Memory'))
  await house.until('the next fast one', async () => (await house.rows('sent')).length === 2)
  house.clock.advance(HOUR)
  await house.settled()
  const slow = house.sandbox.messages().filter(({ target }) => target === 'cidSlow')
  expect(slow.map(({ title }) => /Disk|Memory/.exec(title)?.[0])).toEqual(['Disk', 'Memory'])
  expect((await house.rows('sent')).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1])
})

const typesOf = (house: StoryHouse): readonly string[] => house.events.map(({ type }) => type)
