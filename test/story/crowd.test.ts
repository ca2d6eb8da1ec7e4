import { expect, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'
import { aWebhook } from '../support/webhook.ts'

const SETTINGS = `${HEAD.replace('bridge.db" }', 'bridge.db", max_waiting: 100 }')}
receivers:
  - { name: dead, targets: [{ group: cidDead }] }
  - { name: live, targets: [{ group: cidLive, pace: 1000/1s }] }
route:
  receiver: live
  routes: [{ matchers: ['to="dead"'], receiver: dead }]
`

test('a dead chat turns nobody away, and hears in few messages all that it missed', async () => {
  const house = await aHouse(SETTINGS)
  const post = (to: string, name: string) =>
    house.post(
      '/webhook/alertmanager',
      aWebhook([{ labels: { alertname: name, to }, fingerprint: name }], { groupKey: name }),
    )
  const digests = async () => (await house.rows('waiting')).filter(({ kind }) => kind === 'digest')
  house.sandbox.faults({ match: { target: 'cidDead' }, times: 1_000, answer: { status: 503 } })

  for (let i = 0; i < 30; i++) expect((await post('dead', `Missed${i}`)).status).toBe(202)
  await house.until('a stored digest', async () => {
    house.clock.advance(10_000)
    return (await digests()).length > 0
  })
  for (let i = 30; i < 150; i++) expect((await post('dead', `Missed${i}`)).status).toBe(202)
  for (let i = 0; i < 5; i++) expect((await post('live', `Heard${i}`)).status).toBe(202)
  const live = () => house.sandbox.messages().filter(({ title }) => title.includes('Heard'))
  await house.until('what the other chat hears', () => live().length === 5)
  expect(await digests()).toHaveLength(1)

  await fetch(`${house.sandbox.url}/sandbox/faults`, { method: 'DELETE' })
  await house.until('nothing waits', async () => {
    house.clock.advance(10_000)
    return (await house.rows('waiting', 'sending')).length === 0
  })
  const told = house.sandbox.messages().filter((message) => !live().includes(message))
  expect(told.length).toBeLessThanOrEqual(15)
  const rows = await house.rows('sent')
  const missed = rows.filter(({ receiver, kind }) => receiver === 'dead' && kind !== 'digest')
  const byDigest = new Set(missed.flatMap(({ toldBy }) => toldBy ?? []))
  expect(missed).toHaveLength(150)
  expect(rows.filter(({ id }) => byDigest.has(id))).toHaveLength(byDigest.size)
  const alone = missed.filter(({ toldBy }) => toldBy === null)
  expect(told).toHaveLength(alone.length + byDigest.size)
})
