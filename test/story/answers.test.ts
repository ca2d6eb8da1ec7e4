import { expect, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'
import { anAlertNamed, aWebhook } from '../support/webhook.ts'

const SETTINGS = `${HEAD}
receivers: [{ name: chat, targets: [{ group: cidChat }] }]
route: { receiver: chat }
`
const ALERTMANAGER = '/webhook/alertmanager'

test('the same news twice is told once and answered with the same ids', async () => {
  const house = await aHouse(SETTINGS)
  const first = await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  const second = await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  expect(second.body).toEqual({ ...first.body, duplicate: true })
  await house.settled()
  expect(house.sandbox.messages()).toHaveLength(1)
})

test('firing, resolved and firing again are three pieces of news', async () => {
  const house = await aHouse(SETTINGS)
  const news = (status: 'firing' | 'resolved') =>
    house.post(ALERTMANAGER, aWebhook([{ status, labels: { alertname: 'Disk' } }]))
  const answers = [await news('firing'), await news('resolved'), await news('firing')]
  expect(answers.map(({ body }) => body.duplicate)).toEqual([false, false, false])
  const messages = await house.told(3)
  expect(messages.map(({ title }) => title.split(' ')[0])).toEqual(['🔴', '✅', '🔴'])
})

test('an idempotency key is the key: other words under it are the same webhook', async () => {
  const house = await aHouse(SETTINGS)
  const send = (title: string, key: string) =>
    house.post('/webhook/generic', { title }, { 'idempotency-key': key })
  const first = await send('Disk', 'k1')
  expect((await send('Memory', 'k1')).body).toEqual({ ...first.body, duplicate: true })
  expect((await send('Disk', 'k2')).body.duplicate).toBe(false)
  await house.settled()
  house.clock.advance(25 * 3_600_000)
  expect((await send('Disk', 'k1')).body.duplicate).toBe(false)
  await house.settled()
  expect(house.sandbox.messages()).toHaveLength(3)
})

test('who prefers to wait learns how each delivery ended', async () => {
  const house = await aHouse(SETTINGS)
  house.sandbox.limits({ bad: { groups: [] } })
  const answer = await house.post(ALERTMANAGER, anAlertNamed('Disk'), { prefer: 'wait=30' })
  expect(answer).toMatchObject({
    status: 200,
    body: { duplicate: false, deliveries: [{ id: expect.any(String), state: 'sent' }] },
  })
  expect(house.sandbox.messages()).toHaveLength(1)
})

test('who prefers to wait and waits in vain is answered that it is on disk', async () => {
  const house = await aHouse(SETTINGS)
  house.sandbox.limits({ bad: { groups: ['cidChat'] } })
  const answer = await house.post(ALERTMANAGER, anAlertNamed('Disk'), { prefer: 'wait=1' })
  expect(answer).toMatchObject({ status: 202, body: { deliveries: [expect.any(String)] } })
})

test('no alerts is nothing to tell, and no error', async () => {
  const house = await aHouse(SETTINGS)
  const answer = await house.post(ALERTMANAGER, aWebhook([]))
  expect(answer).toMatchObject({ status: 202, body: { deliveries: [], duplicate: false } })
})

test('a store that is full answers 503 and when to try again, and takes it later', async () => {
  const house = await aHouse(SETTINGS.replace('bridge.db" }', 'bridge.db", max_waiting: 1 }'))
  house.sandbox.faults({ answer: { status: 503 }, times: 1_000 })
  const first = await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  expect(first.status).toBe(202)
  await house.waitsBecauseOf('transient')
  const full = await house.post(ALERTMANAGER, anAlertNamed('Memory'))
  expect(full).toMatchObject({ status: 503, body: { error: { code: 'store_unavailable' } } })
  expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0)
  await fetch(`${house.sandbox.url}/sandbox/faults`, { method: 'DELETE' })
  house.clock.advance(5 * 60_000)
  await house.told(1)
  await house.settled()
  expect((await house.post(ALERTMANAGER, anAlertNamed('Memory'))).status).toBe(202)
  await house.told(2)
})
