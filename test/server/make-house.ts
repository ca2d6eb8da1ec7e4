import type { Clock } from '../../src/domain/clock.ts'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { openAddressSet } from '../../src/ingest/address-set.ts'
import { openRecogniser } from '../../src/ingest/recognise.ts'
import type { InboundRequest, Reading, Source } from '../../src/ingest/source.ts'
import { createDoor, type DoorDeps } from '../../src/server/door.ts'
import { aSource, NOW } from '../ingest/make.ts'

interface Accepted {
  readonly source: string
  readonly reading: Reading
  readonly request: InboundRequest
  readonly wished: string | null
}

/** A door with nothing behind it but a notebook: what was accepted, kept and told. */
export function aHouse(over: Partial<DoorDeps> = {}) {
  const accepted: Accepted[] = []
  const kept: { source: string; code: string }[] = []
  const events: BridgeEvent[] = []
  const sources = new Map<string, Source>(
    ['alertmanager', 'grafana', 'generic'].map((type) => [type, aSource({ type })]),
  )
  const deps: DoorDeps = {
    sources: () => sources,
    recognise: (request) => openRecogniser(sources, (type) => aSource({ type }))(request),
    removed: () => false,
    removedType: () => false,
    hasReceiver: (name) => name === 'sre',
    maxBody: () => 5 * 1024 * 1024,
    isTrustedProxy: openAddressSet([]),
    accept: async (source, reading, request, wished) => {
      accepted.push({ source: source.name, reading, request, wished })
      return { id: `w${accepted.length}`, deliveries: ['d1', 'd2'], duplicate: false }
    },
    waitFor: async () => null,
    reject: async (source, _request, rejection) => {
      kept.push({ source: source.name, code: rejection.code })
    },
    page: async () => null,
    ready: () => true,
    emit: (event) => events.push(event),
    clock: stoppedClock,
    ...over,
  }
  const door = createDoor(deps)
  const post = (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ) =>
    door.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  return { door, deps, sources, accepted, kept, events, post }
}

/** Time that does not pass: nothing is ever due. */
const stoppedClock: Clock = {
  now: () => NOW,
  sleep: (_ms, signal) =>
    new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
}

/** The clock on the wall, for tests over real sockets. */
export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      signal?.addEventListener(
        'abort',
        () => {
          clearTimeout(timer)
          resolve()
        },
        { once: true },
      )
    }),
}
