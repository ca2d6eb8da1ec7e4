import { expect, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'
import { messageFaults } from '../support/message-faults.ts'
import { aWebhook } from '../support/webhook.ts'

const PATHS = `${HEAD}
sources: [{ name: dingtalk, type: prometheus-webhook-dingtalk }]
receivers:
  - name: ops
    template: prometheus-webhook-dingtalk
    targets:
      - robot: { access_token: robot-a }
        mentions: { mobiles: ["13800000000", "13900000000"], on: always }
  - { name: other, targets: [{ group: cidOther }] }
route: { receiver: other }
`

const alert = (instance: string) => ({
  labels: { alertname: 'Disk_Full', instance, severity: 'critical' },
  annotations: { summary: 'disk is full' },
})

test('the receiver in the path hears it in the look that people know, whatever the tree says', async () => {
  const house = await aHouse(PATHS)
  const url = `${house.bridge().url}/dingtalk/ops/send`
  const body = JSON.stringify(aWebhook([alert('db-1'), alert('db-2')]))
  const answers = await Promise.all(
    [1, 2].map(() => fetch(url, { method: 'POST', body }).then((it) => it.text())),
  )
  expect(answers).toEqual(['OK', 'OK'])
  await house.settled()
  const arrived = house.sandbox.messages()
  expect(arrived.map(({ target }) => target)).toEqual(['robot-a'])
  const [message] = arrived
  expect(messageFaults(message!)).toEqual([])
  expect(message!.text).toContain('#### [CRITICAL] disk is full')
  expect(message!.text).toMatch(/@13800000000 @13900000000$/)
  expect(message!.mentions).toEqual(['13800000000', '13900000000'])
})

test('a reload without it asks senders to come again, and a receiver can be named no more', async () => {
  const house = await aHouse(PATHS)
  const send = (receiver: string) =>
    fetch(`${house.bridge().url}/dingtalk/${receiver}/send`, {
      method: 'POST',
      body: JSON.stringify(aWebhook([alert('db-1')])),
    }).then(({ status }) => status)
  expect(await send('nobody')).toBe(404)
  expect(await house.reload(PATHS.replace(/^sources.*$/m, ''))).toBe(true)
  expect(await send('ops')).toBe(503)
})

test('a storm of messages is told in digests, and none is lost', async () => {
  const house = await aHouse(`${HEAD}
sources: [{ name: bots, type: dingtalk-robot }]
receivers: [{ name: chat, targets: [{ group: cidChat, pace: 6/1m }] }]
route: { receiver: chat }
`)
  for (let i = 0; i < 20; i++)
    await house.post('/robot/send?access_token=k', {
      msgtype: 'markdown',
      markdown: { title: `Build ${i}`, text: `**build ${i}** failed` },
    })
  await house.until('all of it told', async () => {
    house.clock.advance(1_000)
    return (await house.rows('waiting', 'sending')).length === 0
  })
  const arrived = house.sandbox.messages()
  expect(arrived.length).toBeLessThan(12)
  const text = arrived.map((message) => `${message.title} ${message.text}`).join('\n')
  const told = Array.from({ length: 20 }, (_, i) => new RegExp(`uild ${i}\\b`).test(text))
  expect(told).toEqual(Array(20).fill(true))
})
