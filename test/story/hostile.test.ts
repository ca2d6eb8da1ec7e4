import { request } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
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

const bytesOfAll = cases.reduce((sum, { file }) => sum + payload(`hostile/${file}`).byteLength, 0)

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const SETTINGS = `${HEAD}
receivers:
  - { name: chat, targets: [{ group: cidChat, pace: 1000/1s, digest: "off" }] }
  - { name: canary, targets: [{ group: cidCanary, pace: 1000/1s, digest: "off" }] }
route:
  receiver: chat
  routes: [{ matchers: ['alertname=~"Canary.*"'], receiver: canary }]
`

let house: StoryHouse
beforeAll(async () => {
  house = await openHouse(SETTINGS)
})
afterAll(() => house.stop())

test('the hostile payloads are read where they are', ({ skip }) => {
  skip(!arePayloadsHere, ABSENT)
  expect(cases.length).toBeGreaterThan(100)
})

test.each(cases)('$file ($why) harms nobody', async (hostile) => {
  house.sandbox.reset()
  house.clock.advance(180_000)
  const startedAt = process.threadCpuUsage()
  const status = await send(hostile)
  expect(hostile.expect_status).toContain(status)
  // Its own time, whatever else the machine has to do.
  expect(process.threadCpuUsage(startedAt).user).toBeLessThan(10_000_000)
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
  // Once more, now that everything is loaded that reads them.
  const before = held()
  for (const hostile of cases) {
    house.clock.advance(180_000)
    await send(hostile)
    await house.settled()
    house.sandbox.reset()
  }
  expect(held() - before).toBeLessThan(bytesOfAll / 2)
})

/** Bytes that somebody still holds, here and in the threads. */
function held(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

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
