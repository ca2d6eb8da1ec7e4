import { expect, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'
import { anAlertNamed } from '../support/webhook.ts'

const ALERTMANAGER = '/webhook/alertmanager'
const telling = (group: string, sources = ''): string => `${HEAD}${sources}
receivers: [{ name: chat, targets: [{ group: ${group} }] }, { name: spare, targets: [{ group: cidOld }] }]
route: { receiver: chat }
`

test('wrong settings are refused with their reasons, and the former ones stay', async () => {
  const house = await aHouse(telling('cidOld'))
  const wrong = telling('cidNew').replace('route: { receiver: chat }', 'route: { receiver: caht }')
  expect(await house.reload(wrong)).toBe(false)
  const [refused] = house.events.filter((event) => event.type === 'settings.refused')
  expect(refused!.issues).toContainEqual(
    expect.stringMatching(/bridge\.yaml:12:20: there is no receiver `caht`; did you mean `chat`/),
  )
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  expect((await house.told(1))[0]!.target).toBe('cidOld')
})

test.each([
  ['server.listen', 'server: { listen: "127.0.0.1:0" }', 'server: { listen: "[::1]:0" }', '2:19'],
  ['admin.listen', 'admin: { listen: "127.0.0.1:0" }', 'admin: { listen: "127.0.0.1:9" }', '3:18'],
  ['store.url', './bridge.db', './other.db', '4:15'],
])('a reload that changes %s is refused, for it takes a restart', async (key, from, to, place) => {
  const house = await aHouse(telling('cidOld'))
  expect(await house.reload(telling('cidNew').replace(from, to))).toBe(false)
  const refused = house.events.find((event) => event.type === 'settings.refused')
  expect(refused?.issues).toEqual([
    expect.stringContaining(`bridge.yaml:${place}: \`${key}\` changes with a restart only`),
  ])
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  expect((await house.told(1))[0]!.target).toBe('cidOld')
})

test('an operator sees which settings are in force, and why those on disk are not', async () => {
  const house = await aHouse(telling('cidOld'))
  const config = async () => (await fetch(`${house.bridge().adminUrl}/api/v1/config`)).json()
  expect(await config()).toMatchObject({
    last_load: { successful: true, issues: [{ severity: 'warning', code: 'unused_name' }] },
  })
  await house.reload(telling('cidNew').replace('receiver: chat }', 'receiver: caht }'))
  expect(await config()).toMatchObject({
    receivers: [{ targets: [{ group: 'cidOld' }] }, {}],
    last_load: {
      successful: false,
      issues: [{}, {}, { line: 12, code: 'unknown_name', severity: 'error' }],
    },
  })
})

test('right settings are in force also when the store is away just then', async () => {
  const house = await aHouse(telling('cidOld'))
  await house.bridge().store.close()
  expect(await house.reload(telling('cidNew'))).toBe(true)
  const told = house.events.map(({ type }) => type)
  expect(told).toContain('settings.loaded')
  expect(told).toContain('store.unavailable')
})

test('right settings change the route of what comes from now on', async () => {
  const house = await aHouse(telling('cidOld'))
  expect(await house.reload(telling('cidNew'))).toBe(true)
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  expect((await house.told(1))[0]!.target).toBe('cidNew')
})

test('what waits at a reload is told where it was going, as soon as without it', async () => {
  const house = await aHouse(telling('cidOld'))
  house.sandbox.faults({ answer: { status: 503 }, match: { target: 'cidOld' } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.waitsBecauseOf('transient')
  expect(await house.reload(telling('cidNew'))).toBe(true)
  const [message] = await house.told(1)
  expect(message).toMatchObject({ target: 'cidOld', title: expect.stringContaining('Disk') })
  await house.settled()
  expect(house.sandbox.messages()).toHaveLength(1)
})

test('a repaired setting is tried at once, not at the next knock', async () => {
  const house = await aHouse(telling('cidOld'))
  house.sandbox.limits({ bad: { groups: ['cidOld'] } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.waitsBecauseOf('config')
  house.sandbox.limits({ bad: { groups: [] } })
  expect(await house.reload(telling('cidOld'))).toBe(true)
  await house.told(1)
  await house.settled()
  expect(house.events.map(({ type }) => type)).toContain('target.recovered')
})

test('the senders of a removed source are asked to try again, for an hour', async () => {
  const sources = 'sources: [{ name: prod, type: alertmanager }]\n'
  const house = await aHouse(telling('cidOld', sources))
  expect((await house.post('/webhook/prod', anAlertNamed('Disk'))).status).toBe(202)
  expect(await house.reload(telling('cidOld'))).toBe(true)
  const removed = await house.post('/webhook/prod', anAlertNamed('Disk'))
  expect(removed).toMatchObject({ status: 503, body: { error: { code: 'source_removed' } } })
  expect(Number(removed.headers.get('retry-after'))).toBeGreaterThan(0)
  house.clock.advance(3_600_001)
  expect((await house.post('/webhook/prod', anAlertNamed('Disk'))).status).toBe(404)
  expect(await house.reload(telling('cidOld', sources))).toBe(true)
  expect((await house.post('/webhook/prod', anAlertNamed('Disk'))).status).toBe(202)
})
