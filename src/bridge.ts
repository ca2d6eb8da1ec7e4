import { type Chance, newId } from './domain/chance.ts'
import { type Clock, HOUR, type Instant, SECOND } from './domain/clock.ts'
import type { BridgeEvent, Emit } from './domain/event.ts'
import type { Result } from './domain/result.ts'
import { createIncoming } from './incoming.ts'
import { openAddressSet } from './ingest/address-set.ts'
import type { OutboxStore } from './outbox/store.ts'
import { openStore } from './outbox/stores.ts'
import { startOutgoing } from './outgoing.ts'
import { acceptOwn, type PipelineDeps, reroute } from './pipeline.ts'
import { createReloads, type Reloads, tlsOf } from './reloads.ts'
import { createRounds } from './rounds.ts'
import type { Memory } from './send/gateway.ts'
import { createDoor } from './server/door.ts'
import { type Listener, listen } from './server/listen.ts'
import { waitFor } from './server/wait-for.ts'
import type { Planned } from './settings/check.ts'
import type { SettingsIssue } from './settings/issue.ts'
import type { Plan } from './settings/plan.ts'
import { createLastFailures } from './telemetry/last-failures.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { createMonthlyCalls } from './telemetry/monthly-calls.ts'
import { createSharedTraffic } from './telemetry/shared-traffic.ts'
import { createWatchman } from './watchman.ts'
import { createAdmin } from './web/admin.ts'
import type { Desk } from './web/desk.ts'
import { detailsOf } from './web/details.ts'
import { PAGE_KEPT, pageKeyOf, pageToken, readPageToken } from './web/page-token.ts'

export interface BridgeDeps {
  readonly clock: Clock
  readonly chance: Chance
  readonly emit: Emit
  readonly version: string
  /** Reads a third-party app's newest suite ticket. */
  readTicket(file: string): Promise<string>
  /** What was said of the first plan. */
  readonly warnings: readonly SettingsIssue[]
  /** Reads and checks the settings anew, for a reload. */
  load(): Result<Planned, readonly SettingsIssue[]>
}

/** The whole house, standing. */
export interface Bridge {
  /** Where senders reach it. */
  readonly url: string
  /** Where operators do. */
  readonly adminUrl: string
  readonly store: OutboxStore
  /** Puts another plan in the place of this one, between two webhooks and between two lines. */
  replan(plan: Plan): Promise<void>
  readonly reload: Reloads['reload']
  /** Finishes what is under way, gives its leases back, closes. */
  stop(): Promise<void>
}

/** How long a removed source is remembered, so that its senders try again instead of giving up. */
const REMOVED_FOR = HOUR
const STOP_GRACE = 10 * SECOND
/** Nothing that comes to an end can be written down any more. */
const LOST_GRACE = SECOND

/** Builds the house from a plan and opens its doors. What was set up is taken down if a step fails. */
export async function startBridge(first: Plan, deps: BridgeDeps): Promise<Bridge> {
  const { clock, chance, version } = deps
  let plan = first
  const removed = new Map<string, Instant>()
  const stopping = new AbortController()
  const listeners: Listener[] = []
  const store = await openStore(plan.store)
  let isLost = false
  const undo = [store.close]
  const calls = createMonthlyCalls({ clock, store, plan: () => plan })
  const metrics = createMetrics({
    version,
    clock,
    plan: () => plan,
    standing: store.standing,
    callsThisMonth: calls.settle,
  })
  const traffic = createSharedTraffic({ clock, store, id: newId(clock.now(), chance) })
  const failures = createLastFailures(clock)
  const emit = (event: BridgeEvent): void => {
    for (const watch of [
      deps.emit,
      metrics.watch,
      traffic.watch,
      failures.watch,
      calls.watch,
      watchman.hear,
    ])
      watch(event)
  }
  const rounds = createRounds({
    ...{ clock, store, calls, traffic, emit },
    keepMs: () => plan.store.keepMs,
  })
  const pipeline = (): PipelineDeps => ({
    routing: plan,
    store,
    chance,
    retryForMs: plan.delivery.retryForMs,
    maxWaiting: plan.store.maxWaiting,
    emit,
  })
  const memory: Memory = {
    recall: (key) => store.recall(key, clock.now()),
    remember: store.remember,
  }
  const watchman = createWatchman({
    plan: () => plan,
    memory,
    clock,
    emit: deps.emit,
    tell: (alert, receiver) => acceptOwn(alert, receiver, pipeline(), clock.now()),
  })
  try {
    const pageKey = await pageKeyOf(memory, clock.now(), chance)
    const detailsUrl = (delivery: string, now: Instant): string | null =>
      plan.externalUrl && `${plan.externalUrl}/n/${pageToken(delivery, now + PAGE_KEPT, pageKey)}`
    const outgoing = startOutgoing({
      ...deps,
      emit,
      store,
      detailsUrl,
      callsOf: calls.of,
      plan: () => plan,
    })
    undo.unshift(() => outgoing.stop(0))
    const { worker } = outgoing
    const incoming = createIncoming({ clock, memory, watchman, pipeline, wake: worker.wake })
    let isTrustedProxy = openAddressSet(plan.server.trustedProxies)
    const door = createDoor({
      clock,
      emit,
      sources: () => plan.sources,
      recognise: (request) => plan.recognise(request),
      removed: (name) => (removed.get(name) ?? 0) > clock.now() - REMOVED_FOR,
      removedType: (type) => (removed.get(`type ${type}`) ?? 0) > clock.now() - REMOVED_FOR,
      hasReceiver: (name) => plan.receivers.has(name),
      maxBody: () => plan.server.maxBody,
      isTrustedProxy: (address) => isTrustedProxy(address),
      ready: () => !stopping.signal.aborted && !isLost && worker.isStoreThere(),
      accept: incoming.accept,
      waitFor: (ids, ms) => waitFor(ids, ms, store, clock),
      reject: incoming.reject,
      async page(token) {
        const id = readPageToken(token, pageKey, clock.now())
        return id && detailsOf(id, { store, plan }, clock.now())
      },
    })
    const { shut, knock } = outgoing
    const { reload, last } = createReloads({
      ...deps,
      emit,
      plan: () => plan,
      renew: (tls) => doorListener.renew(tls),
      replan,
    })
    const desk: Desk = {
      ...{ clock, chance, store, metrics, emit, version, shut, knock, reload },
      key: pageKey,
      plan: () => plan,
      lastLoad: last,
      traffic: traffic.read,
      failures: failures.read,
      calls: calls.settle,
      accept: incoming.accept,
      tell: incoming.tell,
      reroute: (delivery, receiver) => reroute(delivery, receiver, pipeline(), clock.now()),
    }
    const doorListener = await open(door, plan.server.listen, tlsOf(plan))
    const adminListener = await open(createAdmin(desk), plan.admin.listen, null)
    const { url } = doorListener
    const { url: adminUrl } = adminListener
    const beside = Promise.all([rounds.go(stopping.signal), watchman.watch(stopping.signal)])
    emit({ type: 'bridge.started', listen: url, admin: adminUrl, version })
    void store.lost?.then((error) => {
      isLost = true
      emit({ type: 'store.lost', error })
    })

    return { url, adminUrl, store, replan, reload, stop }

    async function replan(next: Plan): Promise<void> {
      const now = clock.now()
      for (const [name, { type }] of plan.sources)
        if (!next.sources.has(name)) removed.set(name, now).set(`type ${type}`, now)
      for (const name of next.sources.keys()) removed.delete(name)
      plan = next
      isTrustedProxy = openAddressSet(plan.server.trustedProxies)
      await outgoing.replan()
    }

    async function stop(): Promise<void> {
      emit({ type: 'bridge.stopping', inFlight: worker.inFlight() })
      stopping.abort()
      const grace = isLost ? LOST_GRACE : STOP_GRACE
      const closing = listeners.map((listener) => listener.close(grace))
      await Promise.all([...closing, outgoing.stop(grace), beside])
      await rounds.count()
      await store.close()
      emit({ type: 'bridge.stopped' })
    }
  } catch (error) {
    stopping.abort()
    for (const each of undo) await each()
    throw error
  }

  async function open(
    app: Parameters<typeof listen>[0],
    { host, port }: Plan['server']['listen'],
    tls: ReturnType<typeof tlsOf>,
  ): Promise<Listener & { readonly url: string }> {
    const listener = await listen(app, { host, port, tls }, clock)
    listeners.push(listener)
    undo.unshift(() => listener.close(0))
    const shown = host.includes(':') ? `[${host}]` : host
    return { ...listener, url: `${tls ? 'https' : 'http'}://${shown}:${listener.port}` }
  }
}
