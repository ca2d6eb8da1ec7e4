import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HEAD, openHouse, type StoryHouse } from '../support/house.ts'
import { messageFaults } from '../support/message-faults.ts'
import { ABSENT, arePayloadsHere, payload } from '../support/shared-payloads.ts'
import { anAlertNamed } from '../support/webhook.ts'

interface Case {
  readonly file: string
  readonly route: string
  readonly headers: Readonly<Record<string, string | null>>
  readonly expect_status: readonly number[]
  readonly message_expected: boolean
  readonly why: string
}

const cases: readonly Case[] = arePayloadsHere
  ? JSON.parse(new TextDecoder().decode(payload('hostile/manifest.public.json'))).cases
  : []

const SETTINGS = `${HEAD}
receivers:
  - { name: chat, targets: [{ group: cidChat, pace: 1000/1s, digest: "off" }] }
  - { name: canary, targets: [{ group: cidCanary, pace: 1000/1s, digest: "off" }] }
route:
  receiver: chat
  routes: [{ matchers: ['alertname=~"Canary.*"'], receiver: canary }]
`

let house: StoryHouse
let rssAtFirst = 0
beforeAll(async () => {
  house = await openHouse(SETTINGS)
  rssAtFirst = process.memoryUsage.rss()
})
afterAll(() => house.stop())

test('the hostile payloads are read where they are', ({ skip }) => {
  skip(!arePayloadsHere, ABSENT)
  expect(cases.length).toBeGreaterThan(100)
})

test.each(cases)('$file ($why) harms nobody', async (hostile) => {
  house.sandbox.reset()
  house.clock.advance(180_000)
  const sentAt = performance.now()
  const status = await send(hostile)
  expect(hostile.expect_status).toContain(status)
  expect(performance.now() - sentAt).toBeLessThan(20_000)
  await house.settled()
  const heard = house.sandbox.messages().filter(({ target }) => target === 'cidChat')
  if (status >= 400) expect(heard).toEqual([])
  if (hostile.message_expected) expect(heard.length).toBeGreaterThan(0)
  const said = new TextDecoder().decode(payload(`hostile/${hostile.file}`))
  expect(heard.flatMap((message) => messageFaults(message, said))).toEqual([])
  // Templates in a label are words: seven times seven is never counted out.
  if (said.includes('7*7')) for (const { text } of heard) expect(text).not.toMatch(/\b49\b/)

  const next = await house.post('/webhook/alertmanager', anAlertNamed(`Canary ${hostile.file}`))
  expect(next.status).toBe(202)
  await house.until('the next alert', () =>
    house.sandbox.messages().some(({ target }) => target === 'cidCanary'),
  )
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(house.events.filter(({ type }) => type === 'bug')).toEqual([])
})

test.skipIf(cases.length === 0)('and the memory they took comes back', async () => {
  // Loosely: a leak of each body would be many times this.
  await house.until('memory', () => process.memoryUsage.rss() < rssAtFirst + 300e6)
})

/** Not with `fetch`, which adds a content type where a case has none. */
function send({ file, route, headers }: Case): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${house.bridge().url}/webhook/${route}`,
      {
        method: 'POST',
        headers: Object.fromEntries(
          Object.entries(headers).flatMap(([name, value]) =>
            value === null ? [] : [[name, value]],
          ),
        ),
      },
      (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      },
    )
    sent.on('error', reject)
    sent.end(payload(`hostile/${file}`))
  })
}
