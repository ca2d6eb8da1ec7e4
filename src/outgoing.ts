import { type Chance, newId } from './domain/chance.ts'
import type { Clock } from './domain/clock.ts'
import type { BridgeEvent, Emit } from './domain/event.ts'
import { mishap } from './domain/mishap.ts'
import type { Target } from './domain/target.ts'
import { shareOf } from './outbox/share.ts'
import type { OutboxStore } from './outbox/store.ts'
import { channels } from './send/channels.ts'
import { createClosures, type Shut } from './send/closures.ts'
import { createClient } from './send/dingtalk/client.ts'
import { createGateway } from './send/dingtalk/gateway.ts'
import type { SharedMemory } from './send/gateway.ts'
import { createLimiter } from './send/limiter.ts'
import { type DeliveryWorker, startWorker } from './send/worker.ts'
import { createHouse, type HouseDeps } from './settings/house.ts'
import type { Plan } from './settings/plan.ts'

export interface OutgoingDeps {
  readonly clock: Clock
  readonly chance: Chance
  readonly emit: Emit
  readonly version: string
  readonly store: OutboxStore
  readonly detailsUrl: HouseDeps['detailsUrl']
  callsOf(org: string): number
  plan(): Plan
  /** Reads a third-party app's newest suite ticket. */
  readTicket(file: string): Promise<string>
}

/** The second half of the house, from rows on disk to DingTalk: what the worker works with. */
export interface Outgoing {
  readonly worker: Pick<DeliveryWorker, 'wake' | 'inFlight' | 'isStoreThere'>
  /** Another plan is in force: words, targets and apps are its own from the next line on. */
  replan(): Promise<void>
  /** What is in the way of a target besides its own line. */
  shut(target: Target): Promise<Shut | null>
  /** What was refused for its settings may work now: these lines try at once. */
  knock(targets: readonly string[] | 'all'): Promise<void>
  stop(graceMs: number): Promise<void>
}

export function startOutgoing(deps: OutgoingDeps): Outgoing {
  const { clock, chance, store, plan, detailsUrl, callsOf } = deps
  const self = newId(clock.now(), chance)
  const memory: SharedMemory = {
    recall: (key) => store.recall(key, clock.now()),
    remember: store.remember,
    lease: (key, until) => store.lease(key, self, clock.now(), until),
  }
  const closures = createClosures(memory, (url) => plan().robots(url).proxy)
  const gateway = createGateway({
    clock,
    client: createClient({ version: deps.version, clock }),
    memory,
    readTicket: deps.readTicket,
    emit,
    robots: (url) => plan().robots(url),
  })
  let house = createHouse(plan(), { detailsUrl, callsOf, emit })
  const worker = startWorker({
    worker: self,
    store,
    gateway,
    channels,
    closures,
    limiter: createLimiter(store.reserve, clock),
    share: () => shareOf(plan().store.maxWaiting),
    clock,
    chance,
    emit,
    house: () => house,
  })

  function emit(event: BridgeEvent): void {
    deps.emit(event)
    // What one target has found out by its own probe need not be found out by each of the others.
    if (event.type === 'app.recovered') void knockOrTell(targetsOf(event.app))
  }

  const targetsOf = (app: string): readonly string[] =>
    [...plan().targets.values()].flatMap(({ key, address }) =>
      address.channel !== 'robot' && address.app === app ? [key] : [],
    )

  return {
    worker,
    async replan() {
      house = createHouse(plan(), { detailsUrl, callsOf, emit })
      // In force they are: what was refused tries again by itself, when the store is there.
      await knockOrTell('all')
    },
    shut: (target) => closures.until(target.address, house.app(target), clock.now()),
    knock,
    async stop(graceMs) {
      await worker.stop(graceMs)
      await gateway.close()
    },
  }

  function knockOrTell(targets: readonly string[] | 'all'): Promise<void> {
    return knock(targets).catch((error: unknown) => deps.emit(mishap('knock', error)))
  }

  async function knock(targets: readonly string[] | 'all'): Promise<void> {
    const now = clock.now()
    await closures.forget(plan().apps.keys(), now)
    await store.wake(targets, now)
    worker.wake()
  }
}
