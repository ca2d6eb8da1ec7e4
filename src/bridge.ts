import type { Chance } from './domain/chance.ts'
import { newId } from './domain/chance.ts'
import { type Clock, DAY, HOUR, type Instant, MINUTE, SECOND } from './domain/clock.ts'
import type { Emit } from './domain/event.ts'
import type { Result } from './domain/result.ts'
import { openAddressSet } from './ingest/address-set.ts'
import type { TemplateSet } from './message/template-set.ts'
import type { OutboxStore } from './outbox/store.ts'
import { openStore } from './outbox/stores.ts'
import { accept } from './pipeline.ts'
import { channels } from './send/channels.ts'
import { createClosures } from './send/closures.ts'
import { createClient } from './send/dingtalk/client.ts'
import { createGateway } from './send/dingtalk/gateway.ts'
import { createLimiter } from './send/limiter.ts'
import { startWorker } from './send/worker.ts'
import { createDoor } from './server/door.ts'
import { listen } from './server/listen.ts'
import { createHouse } from './settings/house.ts'
import type { SettingsIssue } from './settings/issue.ts'
import type { Plan } from './settings/plan.ts'
import { notificationPage } from './web/notification-page.ts'
import { PAGE_KEPT, pageToken, readPageToken } from './web/page-token.ts'

export type BridgePlan = Plan<TemplateSet>

export interface BridgeDeps {
  readonly clock: Clock
  readonly chance: Chance
  readonly emit: Emit
  readonly version: string
  /** Reads a third-party app's newest suite ticket. */
  readTicket(file: string): Promise<string>
}

/** The whole house, standing. */
export interface Bridge {
  /** Where senders reach it. */
  readonly url: string
  readonly store: OutboxStore
  /** Puts another plan in the place of this one, between two webhooks and between two lines. */
  replan(plan: BridgePlan): Promise<void>
  /** Finishes what is under way, gives its leases back, closes. */
  stop(): Promise<void>
}

/** How long a removed source is remembered, so that its senders try again instead of giving up. */
const REMOVED_FOR = HOUR
const STOP_GRACE = 10 * SECOND
const SWEEP_EVERY = MINUTE

/** Builds the house from a plan and opens its door. What was set up is taken down if a step fails. */
export async function startBridge(first: BridgePlan, deps: BridgeDeps): Promise<Bridge> {
  const { clock, chance, emit } = deps
  let plan = first
  const removed = new Map<string, Instant>()
  const stopping = new AbortController()
  const store = await openStore(plan.store)
  try {
    const pageKey = await ownKey(store, clock.now(), chance)
    const memory = {
      recall: (key: string) => store.recall(key, clock.now()),
      remember: store.remember,
    }
    const closures = createClosures(memory)
    const client = createClient({ version: deps.version, clock })
    const gateway = createGateway({
      clock,
      client,
      memory,
      readTicket: deps.readTicket,
      emit,
      robots: () => plan.robots,
    })
    const detailsUrl = (delivery: string, now: Instant): string | null =>
      plan.externalUrl && `${plan.externalUrl}/n/${pageToken(delivery, now + PAGE_KEPT, pageKey)}`
    let house = createHouse(plan, { detailsUrl, emit })
    const worker = startWorker({
      worker: newId(clock.now(), chance),
      store,
      gateway,
      channels,
      closures,
      limiter: createLimiter(),
      clock,
      chance,
      emit,
      house: () => house,
    })
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
        const { retryForMs } = plan.delivery
        const { maxWaiting } = plan.store
        const parts = { routing: plan, store, chance, retryForMs, maxWaiting }
        const accepted = await accept({ source, reading, request, wished }, parts, clock.now())
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
    const { host, port } = plan.server.listen
    const listener = await listen(door, { host, port, tls: tlsOf(plan) }, clock)
    const sweeping = sweep()
    const url = `${plan.server.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${listener.port}`
    emit({ type: 'bridge.started', listen: url, version: deps.version })

    return {
      url,
      store,
      async replan(next) {
        const now = clock.now()
        for (const name of plan.sources.keys()) if (!next.sources.has(name)) removed.set(name, now)
        for (const name of next.sources.keys()) removed.delete(name)
        plan = next
        house = createHouse(plan, { detailsUrl, emit })
        isTrustedProxy = openAddressSet(plan.server.trustedProxies)
        // What was refused for its settings may work now: everything knocks again at once.
        await closures.forget(now)
        await store.wake('all', now)
        worker.wake()
      },
      async stop() {
        emit({ type: 'bridge.stopping', inFlight: worker.inFlight() })
        stopping.abort()
        await Promise.all([listener.close(STOP_GRACE), worker.stop(STOP_GRACE), sweeping])
        await gateway.close()
        await store.close()
        emit({ type: 'bridge.stopped' })
      },
    }
  } catch (error) {
    stopping.abort()
    await store.close()
    throw error
  }

  /** Old rows go a few at a time, so that no webhook waits for it. */
  async function sweep(): Promise<void> {
    while (!stopping.signal.aborted) {
      const now = clock.now()
      const more = await store.sweep(now - plan.store.keepMs, now).catch((error: unknown) => {
        if ((error as Error).name !== 'StoreUnavailable')
          emit({ type: 'bug', where: 'sweep', error })
        return false
      })
      await clock.sleep(more ? SECOND : SWEEP_EVERY, stopping.signal)
    }
  }
}

/** Load, check, and either all of the new plan or all of the old one. */
export async function reload(
  bridge: Bridge,
  load: () => Result<
    { plan: BridgePlan; warnings: readonly SettingsIssue[] },
    readonly SettingsIssue[]
  >,
  emit: Emit,
  file: string,
): Promise<boolean> {
  const loaded = load()
  if (!loaded.ok) {
    const issues = loaded.error.map(
      ({ line, message, ...issue }) => `${issue.file}:${line}: ${message}`,
    )
    emit({ type: 'settings.refused', file, issues })
    return false
  }
  await bridge.replan(loaded.value.plan)
  emit({ type: 'settings.loaded', file, warnings: loaded.value.warnings.length })
  return true
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

const LOOK_EVERY = 100

async function waitFor(ids: readonly string[], ms: number, store: OutboxStore, clock: Clock) {
  const deadline = clock.now() + ms
  for (;;) {
    const rows = await Promise.all(ids.map((id) => store.get(id)))
    const ends = rows.flatMap((row) =>
      row && ['sent', 'dead', 'held', 'discarded'].includes(row.state)
        ? [{ id: row.id, state: row.state, ...(row.reason && { reason: row.reason }) }]
        : [],
    )
    if (ends.length === ids.length) return ends
    if (clock.now() >= deadline) return null
    await clock.sleep(LOOK_EVERY)
  }
}
