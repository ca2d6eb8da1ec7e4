import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { DAY } from '../../src/domain/clock.ts'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { err } from '../../src/domain/result.ts'
import type { InboundRequest, Reading } from '../../src/ingest/source.ts'
import type { Draft } from '../../src/match/dispatch.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { Settlement } from '../../src/outbox/store.ts'
import { reroute } from '../../src/pipeline.ts'
import type { Shut } from '../../src/send/closures.ts'
import { loadPlan } from '../../src/settings/check.ts'
import { formatIssues } from '../../src/settings/format-issues.ts'
import { createLastFailures } from '../../src/telemetry/last-failures.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { createMonthlyCalls } from '../../src/telemetry/monthly-calls.ts'
import { createSharedTraffic } from '../../src/telemetry/shared-traffic.ts'
import { createAdmin } from '../../src/web/admin.ts'
import type { Desk } from '../../src/web/desk.ts'
import { BUILT_IN_TEMPLATES } from '../support/bench.ts'
import { handClock, tameChance } from '../support/clock.ts'
import { aNewDelivery, NOON } from '../support/make.ts'

export const SECRETS = ['app-S3CRET', 'robot-S3CRET', 'hook-S3CRET', 'admin-S3CRET']
/** What nobody but the admin API may show. */
export const IDS = ['cidSecretGroup', 'manager4711', '13800001234']

export const SETTINGS = `
dingtalk:
  region: intl
  orgs: { acme: { monthly_calls: 5000 } }
  apps: { ops: { app_key: dingops, app_secret: app-S3CRET, org: acme } }
sources:
  - { name: prod, type: alertmanager, auth: { bearer_token: hook-S3CRET } }
  - { name: ci, type: generic, auth: none }
groups: { sre: cidSecretGroup }
receivers:
  - name: sre
    targets: [{ group: sre, name: chat }, { users: [manager4711], mobiles: ["13800001234"] }]
  - name: dba
    targets: [{ robot: { url: "https://oapi.dingtalk.com/robot/send?access_token=robot-S3CRET" } }]
route: { receiver: sre }
`

/** Nothing is ever due while a body is read. */
const untilAborted = (_ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))

type RealPlan = ReturnType<typeof loadIt>
const plans = new Map<string, RealPlan>()

/** The plan of settings that must be right, with the real templates, which take long to compile. */
export function planOf(yaml: string): RealPlan {
  const plan = plans.get(yaml) ?? loadIt(yaml)
  plans.set(yaml, plan)
  return plan
}

function loadIt(yaml: string) {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-desk-'))
  try {
    const file = join(folder, 'bridge.yaml')
    writeFileSync(file, yaml)
    const loaded = loadPlan(file, {}, BUILT_IN_TEMPLATES)
    if (!loaded.ok) throw new Error(formatIssues(loaded.error, 'text'))
    return loaded.value.plan
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The admin listener over a real store, with nobody who sends; what it knocks at is written down. */
export async function aDesk(yaml = SETTINGS, over: Partial<Desk> = {}) {
  const plan = planOf(yaml)
  const clock = { ...handClock(), sleep: untilAborted }
  const store = await openSqlite(':memory:')
  onTestFinished(() => store.close())
  const calls = createMonthlyCalls({ clock, store, plan: () => plan })
  const events: BridgeEvent[] = []
  const knocked: string[] = []
  const shuts = new Map<string, Shut>()
  const metrics = createMetrics({
    version: '1.2.3',
    clock,
    plan: () => plan,
    standing: store.standing,
    callsThisMonth: calls.settle,
  })
  const accepted: { source: string; reading: Reading; request: InboundRequest }[] = []
  const told: Draft[] = []
  const traffic = createSharedTraffic({ clock, store, id: 'r1' })
  const failures = createLastFailures(clock)
  const emit = (event: BridgeEvent) => {
    events.push(event)
    metrics.watch(event)
    calls.watch(event)
    traffic.watch(event)
    failures.watch(event)
  }
  const desk: Desk = {
    clock,
    store,
    metrics,
    emit,
    version: '1.2.3',
    chance: { fraction: () => 0.5, bytes: (count) => new Uint8Array(count).map((_, i) => i * 7) },
    key: 'page-key',
    plan: () => plan,
    reroute: (delivery, receiver) => {
      const deps = {
        routing: plan,
        store,
        chance: tameChance(),
        retryForMs: DAY,
        maxWaiting: 10,
        emit,
      }
      return reroute(delivery, receiver, deps, clock.now())
    },
    traffic: traffic.read,
    failures: failures.read,
    calls: calls.settle,
    shut: async ({ key }) => shuts.get(key) ?? null,
    knock: async (targets) => void knocked.push(...targets),
    reload: async () => err([]),
    accept: async (source, reading, request) => {
      accepted.push({ source: source.name, reading, request })
      return { id: 'w-1', deliveries: ['d-1'], duplicate: false }
    },
    tell: async (drafts) => {
      told.push(...drafts)
      return drafts.map((_, i) => `d-${i + 1}`)
    },
    lastLoad: () => ({ at: NOON, successful: true, issues: [] }),
    ...over,
  }
  const admin = createAdmin(desk)
  const targets = Object.fromEntries(
    [...plan.targets.values()].map((target) => [target.name, target]),
  )

  return {
    admin,
    desk,
    plan,
    store,
    clock,
    emit,
    events,
    knocked,
    accepted,
    told,
    shuts,
    targets,
    async get(path: string, headers: Record<string, string> = {}) {
      const response = await admin.request(path, { headers })
      return { status: response.status, body: JSON.parse(await response.text()) }
    },
    async post(path: string, body?: unknown, headers: Record<string, string> = {}) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await admin.request(path, { method: 'POST', headers, ...sent })
      return { status: response.status, body: JSON.parse(await response.text()) }
    },
    metrics: async () => (await admin.request('/metrics')).text(),
    /** Puts deliveries in the line of a target. */
    async accept(name: string, ...deliveries: ReturnType<typeof aNewDelivery>[]) {
      const target = targets[name]!
      const webhook = {
        source: 'prod',
        sourceType: 'alertmanager',
        headers: {},
        wished: null,
        dedup: null,
      }
      const id = `w-${deliveries[0]?.id}`
      await store.accept(
        { ...webhook, id, body: Buffer.from('{}'), maxWaiting: 1_000 },
        deliveries.map((delivery) => ({
          ...delivery,
          target: target.key,
          targetName: name,
          channel: target.address.channel,
        })),
        clock.now(),
      )
    },
    /** What a worker would write about a target's line. */
    async settle(name: string, settlement: Partial<Settlement>) {
      const target = targets[name]!.key
      const now = clock.now()
      await store.claim('w1', 10, now, now + 15_000)
      const next = { kind: 'release', dueAt: now } as const
      const rest = { attempts: [], changes: [], created: [], memory: FRESH_LINE, next }
      return store.settle('w1', { ...rest, target, ...settlement }, now)
    },
  }
}

export { aNewDelivery, NOON }

export type House = Awaited<ReturnType<typeof aDesk>>

/** A page as a person gets it. */
export async function look({ admin }: House, path: string, headers: Record<string, string> = {}) {
  const answer = await admin.request(path, { headers: { accept: 'text/html', ...headers } })
  return { status: answer.status, headers: answer.headers, html: await answer.text() }
}

/** Presses a button on a page, with the token that stands there. */
export async function press(house: House, path: string, fields: Record<string, string> = {}) {
  const { html } = await look(house, '/targets')
  const token = /name="token" value="([0-9a-f]+)"/.exec(html)?.[1] ?? ''
  return house.admin.request(path, {
    method: 'POST',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, token }).toString(),
  })
}
