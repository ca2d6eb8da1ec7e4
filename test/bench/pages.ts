/*
 * How long people wait for a page with a million rows behind it: a whole bridge over a store with a
 * past, asked over HTTP as a browser asks: `node scripts/node.cjs test/bench/pages.ts [--store
 * postgres]`. What it printed last stands in docs/reliability.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startBridgeFrom } from '../../scripts/demo/start-bridge.ts'
import type { Bridge } from '../../src/bridge.ts'
import type { Instant } from '../../src/domain/clock.ts'
import { realClock } from '../../src/process.ts'
import { loadPlan } from '../../src/settings/check.ts'
import { formatIssues } from '../../src/settings/format-issues.ts'
import { BUILT_IN_TEMPLATES } from '../support/bench.ts'
import { startPostgres } from '../support/postgres.ts'
import { fillPostgres, fillSqlite, type Place } from './long-history.ts'

const ENDED = 1_000_000
const WAITING = 100_000
const RECEIVERS = 50
const ROUNDS = 7
/** What a storm brings: the newest rows are large. */
const STORM = 60
const STORM_ALERTS = 300
const REFUSED = 60
/** About a MiB. */
const REFUSED_ROWS = 30_000

const { values } = parseArgs({ options: { store: { type: 'string', default: 'sqlite' } } })
const folder = mkdtempSync(join(tmpdir(), 'dingbridge-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const config = join(folder, 'bridge.yaml')
const print = (line: string) => process.stdout.write(`${line}\n`)

async function bench(): Promise<void> {
  const isPostgres = values.store === 'postgres'
  const server = isPostgres ? await startPostgres(['fsync=on']) : null
  const yaml = settings(server?.url ?? 'sqlite:./bridge.db')
  const now = realClock.now()
  const places = placesOf(yaml)
  const past = { ended: ENDED, waiting: WAITING, now, placesOf: () => places }
  if (server) await fillPostgres(server.url, past)
  else await fillSqlite(join(folder, 'bridge.db'), past)
  const bridge = await startBridgeFrom(config, yaml)
  try {
    print(`${ENDED} rows ended, ${WAITING} wait; medians of ${ROUNDS}, and the slowest`)
    await measure(bridge, places)
    await storm(bridge.url, now)
    print(`after ${STORM} webhooks with ${STORM_ALERTS} alerts each`)
    await measure(bridge, places)
  } finally {
    await bridge.stop()
    await server?.stop()
  }
}

/** With as many places as a large house has; nobody answers there, so what waits goes on waiting. */
function settings(url: string): string {
  const numbers = Array.from({ length: RECEIVERS }, (_, i) => i)
  return `
server: { listen: 127.0.0.1:0 }
admin: { listen: 127.0.0.1:0 }
store: { url: '${url}', max_waiting: 10000000 }
dingtalk:
  api_url: http://127.0.0.1:9
  oapi_url: http://127.0.0.1:9
  apps: { ops: { app_key: bench, app_secret: bench, robot_code: bench } }
sources: [{ name: prod, type: alertmanager, auth: { bearer_token: bench } }]
receivers:
${numbers.map((i) => `  - { name: receiver-${i}, targets: [{ group: cid${i} }, { group: cid${i}b }] }`).join('\n')}
route:
  receiver: receiver-0
  routes:
${numbers.map((i) => `    - { matchers: ['team="${i}"'], receiver: receiver-${i} }`).join('\n')}
`
}

/** A store is not looked at here, so none has to be there yet. */
function placesOf(yaml: string): readonly Place[] {
  writeFileSync(config, yaml)
  const loaded = loadPlan(config, {}, BUILT_IN_TEMPLATES)
  if (!loaded.ok) throw new Error(formatIssues(loaded.error, 'text'))
  return [...loaded.value.plan.receivers.values()].flatMap(({ name, listeners }) =>
    listeners.flatMap(({ targets }) =>
      targets.map((target) => ({ target: target.key, receiver: name, name: target.name })),
    ),
  )
}

const AUTH = { authorization: 'Bearer bench', 'content-type': 'application/json' }

/** Large webhooks, and as many bodies that nobody can read. */
async function storm(url: string, now: Instant): Promise<void> {
  const post = (body: unknown) =>
    fetch(`${url}/webhook/prod`, { method: 'POST', headers: AUTH, body: JSON.stringify(body) })
  for (let i = 0; i < STORM; i++) await post(webhook(i, now))
  const rows = Array.from({ length: REFUSED_ROWS }, (_, row) => ({ row, of: `node-${row * 7919}` }))
  for (let i = 0; i < REFUSED; i++) await post({ alerts: i, rows })
}

function webhook(n: number, now: Instant): object {
  const alerts = Array.from({ length: STORM_ALERTS }, (_, i) => ({
    status: 'firing',
    labels: {
      alertname: 'InstanceDown',
      team: `${n % RECEIVERS}`,
      instance: `node-${n}-${i}:9100`,
    },
    annotations: { summary: `Instance node-${n}-${i} has been down for five minutes.` },
    startsAt: new Date(now).toISOString(),
    fingerprint: `${n}-${i}`,
  }))
  const group = { groupKey: `storm-${n}`, groupLabels: {}, commonLabels: {}, commonAnnotations: {} }
  return { version: '4', status: 'firing', receiver: 'r', externalURL: '', ...group, alerts }
}

async function measure(bridge: Bridge, places: readonly Place[]): Promise<void> {
  const [place] = places
  const { items } = await bridge.store.find({ limit: 1 })
  const cursor = (await bridge.store.find({ limit: 50 })).next ?? ''
  const paths = [
    '/',
    '/deliveries',
    `/deliveries?cursor=${cursor}`,
    '/deliveries?state=dead',
    '/deliveries?state=waiting,sending',
    '/deliveries?receiver=receiver-7',
    `/deliveries?target=${place?.target}`,
    `/deliveries?target=${place?.target}&state=sent`,
    '/deliveries?q=checkout-api-42',
    '/deliveries?q=node-77:9100',
    '/deliveries?q=nobody-has-this',
    '/deliveries?q=prod&state=held',
    '/deliveries?q=nobody-has-this&state=waiting,sending',
    '/deliveries?q=nobody-has-this&receiver=receiver-7',
    '/deliveries?q=node-77:9100&state=sent&receiver=receiver-38',
    `/deliveries?q=${encodeURIComponent('支付')}`,
    `/deliveries/${items[0]?.id}`,
    '/routes',
    '/targets',
    '/rejected',
    '/playground',
    '/metrics',
  ]
  for (const path of paths) {
    const took: number[] = []
    let bytes = 0
    let cpu = 0
    for (let round = 0; round <= ROUNDS; round++) {
      const began = performance.now()
      const used = process.cpuUsage()
      const answer = await fetch(`${bridge.adminUrl}${path}`, { headers: { accept: 'text/html' } })
      bytes = (await answer.arrayBuffer()).byteLength
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
      // The first one warms up.
      if (round === 0) continue
      took.push(performance.now() - began)
      const { user, system } = process.cpuUsage(used)
      cpu += (user + system) / 1000 / ROUNDS
    }
    took.sort((a, b) => a - b)
    const [median = 0, most = 0] = [took[Math.floor(took.length / 2)], took.at(-1)]
    const ms = [median, most, cpu].map((each) => each.toFixed(0))
    print(
      `${path}: ${ms[0]} ms (at most ${ms[1]}; ${ms[2]} of work), ${Math.ceil(bytes / 1024)} KiB`,
    )
  }
}

await bench()
