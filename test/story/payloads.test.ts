import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HEAD, openHouse, type StoryHouse } from '../support/house.ts'
import { messageFaults } from '../support/message-faults.ts'
import { ABSENT, arePayloadsHere, sharedPayloads } from '../support/shared-payloads.ts'

const MINUTE = 60_000

/** One of each way to say it, at a pace that no story has to wait for. */
const SETTINGS = `${HEAD}
locale: en
external_url: https://ding.example.com
receivers:
  - name: all
    targets:
      - { group: cidAlert, pace: 1000/1s, digest: "off" }
      - { group: cidCard, template: alert-card, locale: zh-CN, timezone: Asia/Shanghai, pace: 1000/1s, digest: "off" }
      - { users: [li.lei], template: alert-short, pace: 1000/1s, digest: "off" }
      - { robot: { access_token: robot-a, keyword: alert }, pace: 1000/1s, digest: "off" }
route: { receiver: all }
`

let house: StoryHouse
beforeAll(async () => {
  house = await openHouse(SETTINGS)
})
afterAll(() => house.stop())

const fixtures = new URL('../fixtures/alertmanager/', import.meta.url)
const copied = readdirSync(fixtures)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, bytes: readFileSync(new URL(file, fixtures)) }))

test.each(copied)('Alertmanager’s $file is told everywhere, in whole words', ({ bytes }) =>
  isTold('/webhook/alertmanager', bytes),
)

test('the shared payloads are read where they are', ({ skip }) => {
  skip(!arePayloadsHere, ABSENT)
  expect(sharedPayloads('alertmanager').length).toBeGreaterThan(40)
})

test.each(sharedPayloads('alertmanager'))('$file is told everywhere, in whole words', ({ bytes }) =>
  isTold('/webhook/alertmanager', bytes),
)

const grafana = sharedPayloads('grafana').filter(({ file }) => !file.includes('/custom-payload'))
test.each(grafana)('$file is told everywhere, in whole words', ({ bytes }) =>
  isTold('/webhook/grafana', bytes),
)

async function isTold(path: string, bytes: Uint8Array): Promise<void> {
  house.sandbox.reset()
  // Some captures are the same news; a while later it may be told again.
  house.clock.advance(3 * MINUTE)
  const answer = await house.post(path, bytes)
  expect(answer).toMatchObject({ status: 202, body: { duplicate: false } })
  await house.settled()

  const messages = house.sandbox.messages()
  const places = new Set(messages.map(({ target }) => target))
  expect([...places].toSorted()).toEqual(['cidAlert', 'cidCard', 'li.lei', 'robot-a'])
  const said = new TextDecoder().decode(bytes)
  const faults = messages.flatMap((message) =>
    messageFaults(message, said).map((fault) => `${message.target}: ${fault}`),
  )
  expect(faults).toEqual([])
  const ends = house.events.filter(({ type }) => type === 'bug' || type === 'template.failed')
  expect(ends).toEqual([])
}
