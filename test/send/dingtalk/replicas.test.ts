import { expect, onTestFinished, test } from 'vitest'
import { openSqlite } from '../../../src/outbox/sqlite.ts'
import { listenSandbox } from '../../../src/sandbox/listen.ts'
import { createClient } from '../../../src/send/dingtalk/client.ts'
import { createGateway } from '../../../src/send/dingtalk/gateway.ts'
import { elasticClock } from '../../support/elastic-clock.ts'
import { aCall, anApp, forever } from '../fakes.ts'

test('two cold replicas on one store ask DingTalk for one token', async () => {
  const clock = elasticClock()
  const store = await openSqlite(':memory:')
  const sandbox = await listenSandbox({ clock })
  const gateways = ['one', 'two'].map((name) =>
    createGateway({
      clock,
      client: createClient({ version: 'test', clock }),
      memory: {
        recall: (key) => store.recall(key, clock.now()),
        remember: store.remember,
        lease: (key, until) => store.lease(key, name, clock.now(), until),
      },
      readTicket: () => Promise.reject(new Error('There is none.')),
      emit: () => {},
    }),
  )
  onTestFinished(async () => {
    for (const gateway of gateways) await gateway.close()
    await sandbox.close()
    await store.close()
  })
  // Long enough for both to be asking at once.
  sandbox.faults({ match: { path: TOKEN }, answer: { delay_ms: 150 } })
  const { endpoints } = anApp()
  const there = { apiUrl: sandbox.url, oapiUrl: sandbox.url, timeoutMs: 60_000 }
  const app = anApp({ endpoints: { ...endpoints, ...there } })
  const outcomes = await Promise.all(
    gateways.map((gateway) => gateway.send(aCall('group', { app }), forever())),
  )
  expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent'])
  expect(sandbox.calls()[TOKEN]).toBe(1)
})

const TOKEN = '/v1.0/oauth2/accessToken'
