import { expect, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'
import { anAlertNamed, aWebhook } from '../support/webhook.ts'

test('alerts of three severities reach three receivers, each told only its own', async () => {
  const house = await aHouse(`${HEAD}
receivers:
  - { name: phones, targets: [{ users: [night.shift] }] }
  - { name: team, targets: [{ group: cidTeam }] }
  - { name: rest, targets: [{ robot: { access_token: rest-robot } }] }
route:
  receiver: rest
  routes:
    - { matchers: ['severity="critical"'], receiver: phones }
    - { matchers: ['severity="warning"'], receiver: team }
`)
  const labels = (instance: string, severity: string) => ({ alertname: 'Disk', instance, severity })
  await house.post(
    '/webhook/alertmanager',
    aWebhook([
      { labels: labels('db-critical', 'critical') },
      { labels: labels('db-warning', 'warning') },
      { labels: labels('db-info', 'info') },
      { labels: labels('db-critical-2', 'critical') },
    ]),
  )
  const messages = await house.told(3)
  const heard = messages.map(({ target, text }) => [target, text.match(/db-[a-z]+(-2)?/g)])
  expect(heard.toSorted()).toEqual([
    ['cidTeam', ['db-warning']],
    ['night.shift', ['db-critical', 'db-critical-2']],
    ['rest-robot', ['db-info']],
  ])
})

test('two routes that lead to one target tell it once', async () => {
  const house = await aHouse(`${HEAD}
groups: { team: cidTeam }
receivers:
  - { name: team, targets: [{ group: team }] }
  - { name: same, targets: [{ group: cidTeam }, { group: cidOther }] }
route:
  receiver: team
  routes:
    - { matchers: ['alertname=~".+"'], receiver: same, continue: true }
    - { matchers: ['alertname="Disk"'], receiver: team }
`)
  const answer = await house.post('/webhook/alertmanager', anAlertNamed('Disk'))
  await house.settled()
  expect(answer.body.deliveries).toHaveLength(2)
  const targets = house.sandbox.messages().map(({ target }) => target)
  expect(targets.toSorted()).toEqual(['cidOther', 'cidTeam'])
})

test('45 users are told in 3 calls, each of them once', async () => {
  const users = Array.from({ length: 45 }, (_, i) => `user${i}`)
  const house = await aHouse(`${HEAD}
receivers: [{ name: all, targets: [{ users: [${users.join(', ')}] }] }]
route: { receiver: all }
`)
  await house.post('/webhook/alertmanager', anAlertNamed('Disk'))
  const messages = await house.told(3)
  await house.settled()
  expect(messages.map(({ recipients }) => recipients.length)).toEqual([20, 20, 5])
  expect(messages.flatMap(({ recipients }) => recipients).toSorted()).toEqual(users.toSorted())
  expect(house.sandbox.calls()).toEqual({
    '/v1.0/oauth2/accessToken': 1,
    '/v1.0/robot/oToMessages/batchSend': 3,
  })
})

test('a group named by a label tells each team its own, and strangers the default', async () => {
  const house = await aHouse(`${HEAD}
groups: { db: cidDb, web: cidWeb, fallback: cidFallback }
receivers:
  - name: teams
    targets: [{ group: "{{alert.labels.team}}", default_group: fallback }]
route: { receiver: teams }
`)
  const labels = (instance: string, team: string) => ({ alertname: 'Disk', instance, team })
  const answer = await house.post(
    '/webhook/alertmanager',
    aWebhook([
      { labels: labels('host-1', 'db') },
      { labels: labels('host-2', 'web') },
      { labels: labels('host-3', 'db') },
      { labels: labels('host-4', 'cidWeb') },
      { labels: { alertname: 'Disk', instance: 'host-5' } },
    ]),
  )
  expect(answer.body.deliveries).toHaveLength(3)
  const messages = await house.told(3)
  const heard = messages.map(({ target, text }) => [target, text.match(/host-\d/g)])
  expect(heard.toSorted()).toEqual([
    ['cidDb', ['host-1', 'host-3']],
    ['cidFallback', ['host-4', 'host-5']],
    ['cidWeb', ['host-2']],
  ])
})

const WISHES = `${HEAD}
sources:
  - { name: prod, type: alertmanager, auth: { bearer_token: tok-prod }, receivers: [dba] }
receivers:
  - { name: root, targets: [{ group: cidRoot }] }
  - { name: dba, targets: [{ group: cidDba }] }
  - { name: boss, targets: [{ group: cidBoss }] }
route: { receiver: root }
`

test.each([
  ['prod', 'dba', 'cidDba', null],
  ['prod', 'boss', 'cidRoot', 'Sent for receiver “boss”, which this source may not name.'],
  ['prod', 'nobody', 'cidRoot', 'Sent for receiver “nobody”, which does not exist.'],
  ['generic', 'boss', 'cidBoss', null],
  ['generic', 'nobody', 'cidRoot', 'Sent for receiver “nobody”, which does not exist.'],
])('%s asking for receiver %s is told to %s', async (source, receiver, target, notice) => {
  const house = await aHouse(WISHES)
  const answer = await house.post(
    `/webhook/${source}?receiver=${receiver}`,
    source === 'prod' ? anAlertNamed('Disk') : { title: 'Disk' },
    { authorization: 'Bearer tok-prod' },
  )
  expect(answer.status).toBe(202)
  const [message] = await house.told(1)
  expect(message!.target).toBe(target)
  if (notice) expect(message!.text).toContain(notice)
  else expect(message!.text).not.toContain('Sent for receiver')
})
