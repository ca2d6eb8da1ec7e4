import { expect, test } from 'vitest'
import { aHouse, HEAD, post, type StoryHouse } from '../support/house.ts'
import { anAlertNamed, aWebhook } from '../support/webhook.ts'

const GROUP = '/v1.0/robot/groupMessages/send'
const ALERTMANAGER = '/webhook/alertmanager'

const settings = (locale: string): string => `${HEAD}
locale: ${locale}
timezone: Asia/Shanghai
receivers:
  - { name: chat, targets: [{ group: cidChat }] }
  - { name: dba, targets: [{ group: cidDba }] }
route: { receiver: chat }
`
const down = (...names: string[]) =>
  aWebhook(names.map((alertname) => ({ labels: { alertname }, fingerprint: alertname })))
const up = (...names: string[]) =>
  aWebhook(
    names.map((alertname) => ({
      ...{ labels: { alertname }, fingerprint: alertname, status: 'resolved' as const },
    })),
  )

/** A firing that DingTalk takes in no form. */
async function withDead(house: StoryHouse, body: object): Promise<string> {
  const refused = { code: 'invalidParameter.msgParam.invalid', message: 'no' }
  house.sandbox.faults({ match: { path: GROUP }, times: 2, answer: { status: 400, body: refused } })
  const { deliveries } = (await house.post(ALERTMANAGER, body, { prefer: 'wait=30' })).body
  const [{ id, state }] = deliveries as unknown as [{ id: string; state: string }]
  expect(state).toBe('dead')
  return id
}

const redrive = (house: StoryHouse, id: string, body: object = {}) =>
  post(`${house.bridge().adminUrl}/api/v1/deliveries/${id}/redrive`, body)

test.each([
  // The day stands there too, unless it is today.
  ['en', /^✅ Sent again; resolved since (\d+ \w+ )?14:10$/],
  ['zh-CN', /^✅ 补发；已于 (\S+ )?14:10 恢复$/],
])('a firing that is sent again after its end says so first: %s', async (locale, line) => {
  const house = await aHouse(settings(locale))
  const id = await withDead(house, down('Disk'))
  await house.post(ALERTMANAGER, up('Disk'))
  await house.told(1)
  expect((await redrive(house, id)).status).toBe(202)
  const [, again] = await house.told(2)
  expect(again!.text.split('\n')[0]).toMatch(line)
})

test('also at another receiver, where only a part is over, and not where it still fires', async () => {
  const house = await aHouse(settings('en'))
  const [half, open] = [
    await withDead(house, down('Disk', 'Swap')),
    await withDead(house, anAlertNamed('Memory')),
  ]
  await house.post(ALERTMANAGER, up('Disk'))
  await house.told(1)
  await redrive(house, half, { receiver: 'dba' })
  await house.told(2)
  await redrive(house, open)
  const [, first, second] = await house.told(3)
  expect(first!.target).toBe('cidDba')
  expect(first!.text.split('\n')[0]).toBe('✅ Sent again; 1 of 2 resolved since')
  expect(second!.text).not.toContain('Sent again')
})

test.each([
  [
    'en',
    /^🔁 Sent again · first told (\d+ \w+ )?\d\d:\d\d$/,
    / · first told (\d+ \w+ )?\d\d:\d\d$/,
  ],
  ['zh-CN', /^🔁 再次发送 · 首次发送于 (\S+ )?\d\d:\d\d$/, / · 首次发送于 (\S+ )?\d\d:\d\d$/],
])('what was told is said again where a person says so: %s', async (locale, fires, isOver) => {
  const house = await aHouse(settings(locale))
  const { deliveries } = (await house.post(ALERTMANAGER, down('Disk'))).body
  const id = deliveries[0]!
  await house.told(1)
  await house.settled()
  const refused = await redrive(house, id)
  expect([refused.status, refused.body.error.code]).toEqual([409, 'wrong_state'])
  expect((await redrive(house, id, { again: true })).status).toBe(202)
  const [first, again] = await house.told(2)
  const [line, , ...rest] = again!.text.split('\n')
  expect(line).toMatch(fires)
  expect(rest.join('\n')).toBe(first!.text)
  await house.settled()
  // Over by now, it says that too.
  await house.post(ALERTMANAGER, up('Disk'))
  await house.told(3)
  await house.settled()
  await redrive(house, id, { again: true })
  const [, , , over] = await house.told(4)
  expect(over!.text.split('\n')[0]).toMatch(isOver)
  expect(over!.text).toMatch(/^✅/)
})

test('what fails when it is said again keeps when it was told', async () => {
  const house = await aHouse(settings('en'))
  const { deliveries } = (await house.post(ALERTMANAGER, down('Disk'))).body
  const id = deliveries[0]!
  await house.told(1)
  await house.settled()
  const toldAt = (await house.bridge().store.get(id))!.toldAt
  const refused = { code: 'invalidParameter.msgParam.invalid', message: 'no' }
  house.sandbox.faults({ match: { path: GROUP }, times: 2, answer: { status: 400, body: refused } })
  await redrive(house, id, { again: true })
  await house.settled()
  expect(await house.bridge().store.get(id)).toMatchObject({ state: 'dead', toldAt, redrives: 1 })
  const page = await (await fetch(`${house.bridge().adminUrl}/deliveries/${id}`)).text()
  expect(page).toMatch(
    /People heard it before, first [\S ]*\d\d:\d\d; a person asked to say it again/,
  )
  // Sent again like any dead letter, it still says that people know.
  await redrive(house, id)
  const [, last] = await house.told(2)
  expect(last!.text).toMatch(/^🔁 Sent again · first told/)
})

test('several together tell what is over as over', async () => {
  const house = await aHouse(settings('en'))
  const dead = [await withDead(house, down('Disk')), await withDead(house, anAlertNamed('Memory'))]
  await house.post(ALERTMANAGER, up('Disk'))
  await house.told(1)
  const admin = `${house.bridge().adminUrl}/api/v1/deliveries/redrive`
  const { body } = await post(admin, { receiver: 'chat', since: '1h' })
  expect(body).toEqual({ redriven: dead })
  const [, digest] = await house.told(2)
  expect(digest!.text).toMatch(/1 resolved/)
})
