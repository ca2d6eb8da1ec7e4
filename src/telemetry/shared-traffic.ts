import { type Clock, DAY } from '../domain/clock.ts'
import type { Emit } from '../domain/event.ts'
import type { OutboxStore } from '../outbox/store.ts'
import { createTraffic, type Traffic, type TrafficRecord, trafficOf } from './traffic.ts'

/** What went through, over restarts and all replicas: each keeps its own counts in the store. */
export interface SharedTraffic {
  readonly watch: Emit
  /** Writes down what was counted, where something was. */
  settle(): Promise<void>
  /** Of all of them; of the others as of their last `settle`. */
  read(): Promise<Traffic>
}

export interface SharedTrafficDeps {
  readonly clock: Clock
  readonly store: Pick<OutboxStore, 'remember' | 'recallAll'>
  /** Another one for each process. */
  readonly id: string
}

/** Longer than the hours that are shown: when a source was last heard of is worth more. */
const KEPT = 7 * DAY
const PREFIX = 'traffic:'

export function createSharedTraffic({ clock, store, id }: SharedTrafficDeps): SharedTraffic {
  const own = createTraffic(clock)
  let isNew = false

  return {
    watch(event) {
      isNew ||= COUNTED.includes(event.type)
      own.watch(event)
    },
    settle,
    async read() {
      await settle()
      const texts = await store.recallAll(PREFIX, clock.now())
      return trafficOf(
        texts.map((text) => JSON.parse(text) as TrafficRecord),
        clock.now(),
      )
    },
  }

  async function settle(): Promise<void> {
    if (!isNew) return
    isNew = false
    try {
      await store.remember(PREFIX + id, JSON.stringify(own.record()), clock.now() + KEPT)
    } catch (error) {
      isNew = true
      throw error
    }
  }
}

const COUNTED: readonly string[] = ['webhook.accepted', 'webhook.refused', 'delivery.ended']
