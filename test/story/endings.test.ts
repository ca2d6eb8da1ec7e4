import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { realClock } from '../../src/process.ts'
import { listenSandbox } from '../../src/sandbox/listen.ts'
import { type ChildBridge, startChild } from '../support/child-bridge.ts'
import { aHouse, HEAD, post, until } from '../support/house.ts'
import { anAlertNamed } from '../support/webhook.ts'

const SETTINGS = `${HEAD}
receivers: [{ name: chat, targets: [{ group: cidChat, pace: 1000/1s, digest: "off" }] }]
route: { receiver: chat }
`
const ALERTMANAGER = '/webhook/alertmanager'

test('a bridge that stops finishes what is under way and says nothing twice', async () => {
  const house = await aHouse(SETTINGS)
  house.sandbox.faults({ answer: { delay_ms: 300 }, match: { target: 'cidChat' } })
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.post(ALERTMANAGER, anAlertNamed('Memory'))
  await house.told(1)
  const { url, stop } = house.bridge()
  await stop()
  await expect(post(url + ALERTMANAGER, anAlertNamed('Swap'))).rejects.toThrow('fetch failed')
  await house.restart()
  await house.told(2)
  await house.settled()
  const told = house.sandbox.messages().map(({ title }) => /Disk|Memory/.exec(title)?.[0])
  expect(told).toEqual(['Disk', 'Memory'])
  expect(house.events.filter(({ type }) => type === 'bug')).toEqual([])
})

test('a process killed five times while it sends loses nothing that it took', async () => {
  const { sandbox, start } = await aChildsHouse()
  sandbox.faults({ match: { target: 'cidChat' }, times: 1_000, answer: { delay_ms: 30 } })
  const taken: string[] = []
  for (let round = 0; round < 5; round++) {
    const child = await start()
    const before = sandbox.messages().length
    for (let i = 0; i < 6; i++) {
      const name = `Alert${round}x${i}`
      const answer = await post(child.url + ALERTMANAGER, anAlertNamed(name))
      if (answer.status === 202) taken.push(name)
    }
    await until('a message', () => sandbox.messages().length > before + round)
    expect(await child.end('SIGKILL')).toBe('SIGKILL')
  }
  expect(taken).toHaveLength(30)

  const last = await start()
  const told = () => sandbox.messages().map(({ title }) => /Alert\dx\d/.exec(title)?.[0])
  await until(
    'everything',
    () => new Set(told()).size === taken.length,
    () => `${new Set(told()).size} of ${taken.length} are told`,
  )
  // Only what was in flight when it was killed is said twice: one message each time.
  expect(told().length).toBeLessThanOrEqual(taken.length + 5)
  expect(await last.end('SIGTERM')).toBe(0)
})

test('a process whose database thread dies says so once, exits 1, and its successor tells the rest', async () => {
  const { sandbox, start } = await aChildsHouse()
  sandbox.faults({ match: { target: 'cidChat' }, times: 1, answer: { delay_ms: 3_000 } })
  const child = await start({ NODE_OPTIONS: `--import=data:text/javascript,${DEADLY}` })
  for (const name of ['Disk', 'Memory'])
    expect((await post(child.url + ALERTMANAGER, anAlertNamed(name))).status).toBe(202)
  expect(await child.end('SIGUSR2')).toBe(1)
  expect(child.output().match(/The database thread ended by a bug/g)).toHaveLength(1)
  expect(child.output()).not.toContain('A bug: please report')
  expect(child.output()).toContain('Bridge stopped.')

  const next = await start()
  const told = () => sandbox.messages().map(({ title }) => /Disk|Memory/.exec(title)?.[0])
  await until('both', () => new Set(told()).size === 2)
  expect(await next.end('SIGTERM')).toBe(0)
})

/** On a signal the database thread gets what it cannot read: an error that nobody catches. */
const DEADLY =
  'process.on(%22worker%22,(thread)=>process.on(%22SIGUSR2%22,()=>thread.postMessage(null)))'

async function aChildsHouse() {
  const sandbox = await listenSandbox({ clock: realClock })
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-child-'))
  const config = join(folder, 'bridge.yaml')
  writeFileSync(config, SETTINGS.replaceAll('${SANDBOX}', sandbox.url))
  const children: ChildBridge[] = []
  onTestFinished(async () => {
    await Promise.all(children.map((child) => child.end('SIGKILL')))
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    sandbox,
    async start(env: Readonly<Record<string, string>> = {}) {
      const child = await startChild(config, env)
      children.push(child)
      return child
    },
  }
}
