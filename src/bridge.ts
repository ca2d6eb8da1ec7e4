import type { Chance } from './domain/chance.ts'
import { newId } from './domain/chance.ts'
import { type Clock, DAY, HOUR, type Instant, MINUTE, SECOND } from './domain/clock.ts'
import type { Delivery } from './domain/delivery.ts'
import type { BridgeEvent, Emit } from './domain/event.ts'
import { err, ok, type Result } from './domain/result.ts'
import { openAddressSet } from './ingest/address-set.ts'
import type { OutboxStore } from './outbox/store.ts'
import { openStore } from './outbox/stores.ts'
import { startOutgoing } from './outgoing.ts'
import { accept, acceptOwn, type PipelineDeps, reroute } from './pipeline.ts'
import { createDoor } from './server/door.ts'
import { type Listener, listen } from './server/listen.ts'
import { waitFor } from './server/wait-for.ts'
import type { Planned } from './settings/check.ts'
import { placeText, type SettingsIssue } from './settings/issue.ts'
import type { Plan } from './settings/plan.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { createMonthlyCalls } from './telemetry/monthly-calls.ts'
import { createWatchman } from './watchman.ts'
import { createAdmin } from './web/admin.ts'
import { notificationPage } from './web/notification-page.ts'
import { PAGE_KEPT, pageToken, readPageToken } from './web/page-token.ts'

export type BridgePlan = Plan

export interface BridgeDeps {
  readonly clock: Clock
  readonly chance: Chance
  readonly emit: Emit
  readonly version: string
  /** Reads a third-party app's newest suite ticket. */
  readTicket(file: string): Promise<string>
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
  replan(plan: BridgePlan): Promise<void>
  /**
   * Either all of the settings on disk, with the number of their warnings, or what is wrong with
   * them, and the former ones stay. Where it listens and stores changes with a restart only.
   */
  reload(): Promise<Result<number, readonly SettingsIssue[]>>
  /** Finishes what is under way, gives its leases back, closes. */
  stop(): Promise<void>
}

/** How long a removed source is remembered, so that its senders try again instead of giving up. */
const REMOVED_FOR = HOUR
const STOP_GRACE = 10 * SECOND
const SWEEP_EVERY = MINUTE

/** Builds the house from a plan and opens its doors. What was set up is taken down if a step fails. */
export async function startBridge(first: BridgePlan, deps: BridgeDeps): Promise<Bridge> {
  const { clock, chance, version } = deps
  let plan = first
  const removed = new Map<string, Instant>()
  const stopping = new AbortController()
  const listeners: Listener[] = []
  const store = await openStore(plan.store)
  const undo = [store.close]
  const calls = createMonthlyCalls({ clock, store, plan: () => plan })
  const metrics = createMetrics({
    version,
    clock,
    plan: () => plan,
    standing: store.standing,
    callsThisMonth: calls.settle,
  })
  const emit = (event: BridgeEvent): void => {
    for (const watch of [deps.emit, metrics.watch, calls.watch, watchman.hear]) watch(event)
  }
  const pipeline = (): PipelineDeps => ({
    routing: plan,
    store,
    chance,
    retryForMs: plan.delivery.retryForMs,
    maxWaiting: plan.store.maxWaiting,
    emit,
  })
  const watchman = createWatchman({
    plan: () => plan,
    memory: {
      recall: (key) => store.recall(key, clock.now()),
      remember: store.remember,
    },
    clock,
    emit: deps.emit,
    tell: (alert, receiver) => acceptOwn(alert, receiver, pipeline(), clock.now()),
  })
  try {
    const pageKey = await ownKey(store, clock.now(), chance)
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
    let isTrustedProxy = openAddressSet(plan.server.trustedProxies)
    const door = createDoor({
      clock,
      emit,
      sources: () => plan.sources,
      removed: (name) => (removed.get(name) ?? 0) > clock.now() - REMOVED_FOR,
      maxBody: () => plan.server.maxBody,
      isTrustedProxy: (address) => isTrustedProxy(address),
      ready: () => !stopping.signal.aborted && worker.isStoreThere(),
      async accept(source, reading, request, wished) {
        const rest = await watchman.listen(source.name, source.type, reading)
        const webhook = { source, reading: rest, request, wished }
        const accepted = await accept(webhook, pipeline(), clock.now())
        if (!accepted.duplicate) worker.wake()
        return accepted
      },
      waitFor: (ids, ms) => waitFor(ids, ms, store, clock),
      async reject(source, request, { code, message }) {
        const at = clock.now()
        const { body } = request
        const id = newId(at, chance)
        await store.keepRejected({ id, at, source: source.name, code, message, body })
      },
      async page(token) {
        const id = readPageToken(token, pageKey, clock.now())
        const delivery = id && (await store.get(id))
        if (!delivery) return null
        const told = delivery.kind === 'digest' ? await store.folded(delivery.id) : [delivery]
        return notificationPage(told, plan, clock.now())
      },
    })
    const { shut, knock } = outgoing
    const desk = {
      ...{ clock, store, metrics, emit, version, plan: () => plan, shut, knock, reload },
      reroute: (delivery: Delivery, receiver: string) =>
        reroute(delivery, receiver, pipeline(), clock.now()),
    }
    const url = await open(door, plan.server.listen, tlsOf(plan))
    const adminUrl = await open(createAdmin(desk), plan.admin.listen, null)
    const rounds = Promise.all([sweep(), watchman.watch(stopping.signal)])
    emit({ type: 'bridge.started', listen: url, admin: adminUrl, version })

    return { url, adminUrl, store, replan, reload, stop }

    async function replan(next: BridgePlan): Promise<void> {
      const now = clock.now()
      for (const name of plan.sources.keys()) if (!next.sources.has(name)) removed.set(name, now)
      for (const name of next.sources.keys()) removed.delete(name)
      plan = next
      isTrustedProxy = openAddressSet(plan.server.trustedProxies)
      await outgoing.replan()
    }

    async function reload(): ReturnType<Bridge['reload']> {
      const { file } = plan
      const loaded = deps.load()
      if (!loaded.ok) {
        const errors = loaded.error.filter(({ severity }) => severity === 'error')
        const issues = errors.map((issue) => `${placeText(issue)}: ${issue.message}`)
        emit({ type: 'settings.refused', file, issues })
        return err(loaded.error)
      }
      await replan(loaded.value.plan)
      const warnings = loaded.value.warnings.length
      emit({ type: 'settings.loaded', file, warnings })
      return ok(warnings)
    }

    async function stop(): Promise<void> {
      emit({ type: 'bridge.stopping', inFlight: worker.inFlight() })
      stopping.abort()
      const closing = listeners.map((listener) => listener.close(STOP_GRACE))
      await Promise.all([...closing, outgoing.stop(STOP_GRACE), rounds])
      await countCalls()
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
    { host, port }: BridgePlan['server']['listen'],
    tls: ReturnType<typeof tlsOf>,
  ): Promise<string> {
    const listener = await listen(app, { host, port, tls }, clock)
    listeners.push(listener)
    undo.unshift(() => listener.close(0))
    const shown = host.includes(':') ? `[${host}]` : host
    return `${tls ? 'https' : 'http'}://${shown}:${listener.port}`
  }

  /** Old rows go a few at a time, so that no webhook waits for it. */
  async function sweep(): Promise<void> {
    while (!stopping.signal.aborted) {
      const now = clock.now()
      await countCalls()
      const more = await store.sweep(now - plan.store.keepMs, now).catch(forgive)
      await clock.sleep(more ? SECOND : SWEEP_EVERY, stopping.signal)
    }
  }

  async function countCalls(): Promise<void> {
    await calls.settle().catch(forgive)
  }

  /** What can be done a minute later as well. */
  function forgive(error: unknown): false {
    if ((error as Error).name !== 'StoreUnavailable') emit({ type: 'bug', where: 'sweep', error })
    return false
  }
}

function tlsOf({ server }: BridgePlan) {
  if (!server.tls) return null
  const { cert, key, clientCa } = server.tls
  const pem = (text: string) => Buffer.from(text)
  return {
    cert: pem(cert),
    key: pem(key.reveal()),
    clientCa: clientCa === null ? null : pem(clientCa),
  }
}

/** Made once, at the first start, and shared by whoever has the same store. */
async function ownKey(store: OutboxStore, now: Instant, chance: Chance): Promise<string> {
  const known = await store.recall('page-key', now)
  if (known) return known
  const made = Buffer.from(chance.bytes(32)).toString('base64url')
  await store.remember('page-key', made, now + 100 * 365 * DAY)
  return made
}
