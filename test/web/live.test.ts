import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startBridge } from '../../src/bridge.ts'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { loadConfig, realChance, realClock } from '../../src/process.ts'
import { listenSandbox } from '../../src/sandbox/listen.ts'
import { until } from '../support/house.ts'
import { parseExposition } from '../telemetry/exposition.ts'

const BUILT_IN = fileURLToPath(new URL('../../templates', import.meta.url))

const settings = (sandbox: string, admin = 0, rest = '') => `
server: { listen: 127.0.0.1:0 }
admin: { listen: 127.0.0.1:${admin} }
store: { url: 'sqlite:./bridge.db' }
dingtalk:
  api_url: ${sandbox}
  oapi_url: ${sandbox}
  apps: { ops: { app_key: dingops, app_secret: app-S3CRET, org: acme } }
  orgs: { acme: {} }
groups: { sre: cidSecretGroup }
receivers: [{ name: sre, targets: [{ group: sre, name: chat }] }]
${rest.includes('route:') ? '' : 'route: { receiver: sre }'}
${rest}`

/** The whole bridge on loopback, with a DingTalk of its own. */
async function aBridge(admin = 0, folder = aFolder()) {
  const sandbox = await listenSandbox({ clock: realClock })
  onTestFinished(() => sandbox.close())
  const config = join(folder, 'bridge.yaml')
  const write = (rest = '') => writeFileSync(config, settings(sandbox.url, admin, rest))
  write()
  const load = () => loadConfig(config, BUILT_IN)
  const loaded = load()
  if (!loaded.ok) throw new Error('The settings are wrong.')
  const events: BridgeEvent[] = []
  const emit = (event: BridgeEvent) => void events.push(event)
  const readTicket = () => Promise.reject(new Error('There is no ticket.'))
  const parts = { clock: realClock, chance: realChance, version: 'test', readTicket }
  const bridge = await startBridge(loaded.value.plan, { ...parts, warnings: [], emit, load })
  onTestFinished(bridge.stop)
  const api = async (path: string, method = 'GET') => {
    const response = await fetch(`${bridge.adminUrl}${path}`, { method })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  const alert = (title: string) =>
    fetch(`${bridge.url}/webhook/generic`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=30' },
      body: JSON.stringify({ title, text: 'On db-1.' }),
    })
  return { sandbox, bridge, write, api, alert, events }
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-admin-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('what was told can be looked up, counted, and mended', async () => {
  const { sandbox, bridge, api, alert } = await aBridge()
  const bad = (groups: readonly string[]) =>
    fetch(`${sandbox.url}/sandbox/limits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bad: { groups } }),
    })
  await alert('First')
  await bad(['cidSecretGroup'])
  const answer = (await (await alertSoon()).json()) as { deliveries: readonly string[] }
  const id = answer.deliveries[0]!
  await until('a target that is refused', async () => {
    return (await api('/api/v1/targets')).body.items[0].condition === 'unhealthy'
  })
  expect((await api(`/api/v1/deliveries/${id}/redrive`, 'POST')).status).toBe(409)

  await bad([])
  const [target] = (await api('/api/v1/targets')).body.items
  expect((await api(`/api/v1/targets/${target.id}/probe`, 'POST')).status).toBe(202)
  await until('what the probe told', async () => {
    return (await api(`/api/v1/deliveries/${id}`)).body.state === 'sent'
  })
  const detail = (await api(`/api/v1/deliveries/${id}`)).body
  expect(detail.attempt_list.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'reject',
    'sent',
  ])

  const samples = parseExposition(await (await fetch(`${bridge.adminUrl}/metrics`)).text())
  const value = (name: string, labels: object) =>
    samples.find((each) => {
      const wanted = Object.entries(labels)
      return each.name === name && wanted.every(([label, text]) => each.labels[label] === text)
    })?.value
  expect(value('dingbridge_webhooks_total', { source: 'generic', code: '202' })).toBe(2)
  expect(value('dingbridge_deliveries_total', { channel: 'group', outcome: 'sent' })).toBe(2)
  expect(value('dingbridge_attempts_total', { channel: 'group', reason: 'config' })).toBe(1)
  expect(value('dingbridge_target_unhealthy', { target: 'chat' })).toBe(0)
  expect(value('dingbridge_api_calls_month', { org: 'acme' })).toBe(3)

  function alertSoon() {
    return fetch(`${bridge.url}/webhook/generic`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Second' }),
    })
  }
})

test('wrong settings are refused as a whole, mended ones are taken', async () => {
  const { write, api, alert, events } = await aBridge()
  write('sorces: []')
  const refused = await api('/-/reload', 'POST')
  expect(refused).toMatchObject({
    status: 422,
    body: { error: { code: 'settings_refused', issues: [{ code: 'unknown_key', line: 13 }] } },
  })
  expect((await alert('Still there')).status).toBe(200)
  write('locale: zh-CN')
  expect(await api('/-/reload', 'POST')).toEqual({
    status: 200,
    body: { reloaded: true, warnings: 0 },
  })
  expect((await api('/api/v1/config')).body.locale).toBe('zh-CN')
  expect(events.map(({ type }) => type)).toContain('settings.loaded')
})

test('what a time interval holds back is counted, a repetition of it is not', async () => {
  const { api, write, bridge } = await aBridge()
  write(`
time_intervals: [{ name: always, time_intervals: [{ years: ['2000:2100'] }] }]
route: { receiver: sre, routes: [{ receiver: sre, mute_time_intervals: [always] }] }`)
  expect((await api('/-/reload', 'POST')).status).toBe(200)
  const body = JSON.stringify({ title: 'At night' })
  const headers = { 'content-type': 'application/json' }
  for (const _ of [1, 2])
    await fetch(`${bridge.url}/webhook/generic`, { method: 'POST', headers, body })
  expect((await api('/api/v1/deliveries?state=muted')).body.items).toHaveLength(1)
  const samples = parseExposition(await (await fetch(`${bridge.adminUrl}/metrics`)).text())
  expect(samples.find(({ name }) => name === 'dingbridge_muted_total')?.value).toBe(1)
})

test('a port that somebody has keeps it from starting, and its store is free again', async () => {
  const other = createServer()
  onTestFinished(() => void other.close())
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const folder = aFolder()
  await expect(aBridge(port, folder)).rejects.toThrow('EADDRINUSE')
  const { alert } = await aBridge(0, folder)
  expect((await alert('Now')).status).toBe(200)
})
