/*
 * How long people wait for a page with a million rows behind it: a whole bridge over a store with a
 * past, asked over HTTP as a browser asks: `node scripts/node.cjs test/bench/pages.ts [--store
 * postgres] [--past FOLDER]`. A folder keeps the past for the next time: its SQLite file, or with
 * `TEST_PG_URL` the name of a database on that server. A past is good for a day, until what waits in
 * it expires. What it printed last stands in docs/reliability.md.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { startBridgeFrom } from '../../scripts/demo/start-bridge.ts'
import type { Bridge } from '../../src/bridge.ts'
import type { Instant } from '../../src/domain/clock.ts'
import { realClock } from '../../src/process.ts'
import { loadPlan } from '../../src/settings/check.ts'
import { formatIssues } from '../../src/settings/format-issues.ts'
import { BUILT_IN_TEMPLATES } from '../support/bench.ts'
import { givenPostgres, runSql, startPostgres } from '../support/postgres.ts'
import { fillPostgres, fillSqlite, type Past, type Place } from './long-history.ts'

const ENDED = 1_000_000
const WAITING = 100_000
const RECEIVERS = 50
const ROUNDS = 7
/** What a storm brings: the newest rows are large. */
const STORM = 60
const STORM_ALERTS = 300
const HUGE = 12
const HUGE_ALERTS = 15_000
const REFUSED = 60
/** About a MiB. */
const REFUSED_ROWS = 30_000

const { values } = parseArgs({
  options: { store: { type: 'string', default: 'sqlite' }, past: { type: 'string' } },
})
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
  const past = { ended: ENDED, waiting: WAITING, now, placesOf: () => crowded(places) }
  if (server) await beginPostgres(server.url, past)
  else await beginSqlite(past)
  const bridge = await startBridgeFrom(config, yaml)
  try {
    print(`${ENDED} rows ended, ${WAITING} wait; medians of ${ROUNDS}, and the slowest`)
    await measure(bridge, places)
    await storm(bridge.url, now, STORM, STORM_ALERTS)
    await refuseMany(bridge.url)
    print(`after ${STORM} webhooks with ${STORM_ALERTS} alerts each`)
    await measure(bridge, places)
    await hugeWebhook(bridge.url, now)
    await storm(bridge.url, now, HUGE, HUGE_ALERTS)
    print(`after ${HUGE} webhooks with ${HUGE_ALERTS} alerts each`)
    await measure(bridge, places)
    await firstGuess(bridge.url)
  } finally {
    await bridge.stop()
    await server?.stop()
  }
}

async function beginSqlite(past: Past): Promise<void> {
  const file = join(folder, 'bridge.db')
  const kept = values.past === undefined ? null : join(values.past, 'past.db')
  if (kept && existsSync(kept)) return copyFileSync(kept, file)
  await fillSqlite(file, past)
  if (kept) copyFileSync(file, kept)
}

/** A database that begins as a copy of another is there in seconds. */
async function beginPostgres(url: string, past: Past): Promise<void> {
  const kept = values.past
  if (kept === undefined || !givenPostgres) return fillPostgres(url, past)
  const [names] = await runSql(
    givenPostgres,
    `SELECT datname FROM pg_database WHERE datname = '${kept}'`,
  )
  if (names?.length === 0) {
    await runSql(givenPostgres, `CREATE DATABASE ${kept}`)
    const its = new URL(url)
    its.pathname = `/${kept}`
    await fillPostgres(its.href, past)
  }
  const ours = new URL(url).pathname.slice(1)
  await runSql(givenPostgres, `DROP DATABASE ${ours}`, `CREATE DATABASE ${ours} TEMPLATE ${kept}`)
}

/** One receiver has more than 100,000 rows: about a quarter of all. */
const crowded = (places: readonly Place[]): readonly Place[] => [
  ...places,
  ...Array.from({ length: 15 }, () => places.filter(({ receiver }) => receiver === CROWDED)).flat(),
]
const CROWDED = 'receiver-1'

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

const post = (url: string, body: string): Promise<Response> =>
  fetch(`${url}/webhook/prod`, { method: 'POST', headers: AUTH, body })

async function storm(url: string, now: Instant, webhooks: number, alerts: number): Promise<void> {
  for (let i = 0; i < webhooks; i++) {
    const { status } = await post(url, webhook(i, now, alerts))
    if (status !== 202) throw new Error(`The storm was answered ${status}.`)
  }
}

/** Bodies that nobody can read. */
async function refuseMany(url: string): Promise<void> {
  const rows = Array.from({ length: REFUSED_ROWS }, (_, row) => ({ row, of: `node-${row * 7919}` }))
  for (let i = 0; i < REFUSED; i++) await post(url, JSON.stringify({ alerts: i, rows }))
}

/** How long everybody else waits while the largest webhook that is taken comes in. */
async function hugeWebhook(url: string, now: Instant): Promise<void> {
  const waits: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const body = webhook(round, now + 1 + round, HUGE_ALERTS)
    waits.push(await longestWait(() => post(url, body)))
  }
  printWait(`a webhook of ${HUGE_ALERTS} alerts`, waits.slice(1))
}

/** The first webhook without a source needs every preset. */
async function firstGuess(url: string): Promise<void> {
  const guess = () =>
    fetch(`${url}/webhook/auto`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Disk full', level: 'warning' }),
    })
  printWait('the first webhook to /webhook/auto', [await longestWait(guess)])
}

const printWait = (name: string, waits: readonly number[]) => {
  const sorted = waits.toSorted((a, b) => a - b)
  print(
    `${name}: the loop stood for ${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} ms (at most ${sorted.at(-1)?.toFixed(0)})`,
  )
}

/** The longest time in which this process, bridge and bench together, did nothing else. */
async function longestWait(work: () => Promise<Response>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  const answer = await work()
  await answer.arrayBuffer()
  if (answer.status !== 202) throw new Error(`${answer.status}`)
  delay.disable()
  return delay.max / 1e6
}

function webhook(n: number, now: Instant, count: number): string {
  const alerts = Array.from({ length: count }, (_, i) => ({
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
  return JSON.stringify({
    ...{ version: '4', status: 'firing', receiver: 'r', externalURL: '' },
    ...{ ...group, alerts },
  })
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
    `/deliveries?q=node-77:9100&receiver=${CROWDED}`,
    `/deliveries?q=far-zone&receiver=${CROWDED}`,
    `/deliveries?q=far-zone&target=${places.find(({ receiver }) => receiver === CROWDED)?.target}`,
    '/deliveries?q=far-zone&state=waiting,sending',
    '/deliveries?q=node-4',
    `/deliveries?q=node-4&state=sent&receiver=${CROWDED}`,
    `/deliveries?q=${encodeURIComponent('支付')}`,
    `/deliveries/${items[0]?.id}`,
    '/routes',
    '/targets',
    '/rejected',
    '/playground',
    '/metrics',
    '/api/v1/deliveries',
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
