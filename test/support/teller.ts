import type { App } from '../../src/domain/app.ts'
import type { NewDelivery } from '../../src/domain/delivery.ts'
import type { BridgeEvent } from '../../src/domain/event.ts'
import type { Message } from '../../src/domain/message.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Target } from '../../src/domain/target.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { createClosures } from '../../src/send/closures.ts'
import type { House } from '../../src/send/house.ts'
import { createLimiter } from '../../src/send/limiter.ts'
import { type TellerDeps, tell } from '../../src/send/tell.ts'
import { handClock, tameChance } from './clock.ts'
import { plainChannels, scriptedGateway } from './gateway.ts'
import { aNewDelivery } from './make.ts'

const MINUTE = 60_000

export interface BridgeOptions {
  readonly script?: readonly Outcome[]
  readonly parts?: number
  readonly target?: Partial<Target>
  readonly gone?: boolean
  readonly sparing?: boolean
  readonly share?: number
}

/** The telling half of the house, with real rows and a DingTalk that answers by script. */
export function bridgeOn(
  store: OutboxStore,
  {
    script = [],
    parts = 1,
    target = {},
    gone = false,
    sparing = false,
    share = 1_000,
  }: BridgeOptions = {},
) {
  const clock = handClock()
  const { gateway, calls, people } = scriptedGateway(...script)
  const events: BridgeEvent[] = []
  const address = { ...GROUP, ...target }
  const house: House = {
    target: () => (gone ? null : address),
    app: () => APP,
    isSparing: () => sparing,
    isUrgent: ({ alerts }) => alerts[0].labels['severity'] === 'critical',
    isLate: ({ acceptedAt }, now) => now - acceptedAt > 5 * MINUTE,
    words: (row, _target, form) => ({
      template: 'alert',
      parts: Array.from({ length: parts }, (_, i) =>
        aMessage(`${row.id} ${form}${parts > 1 ? ` ${i + 1}` : ''}`),
      ),
      omitted: 0,
      form,
    }),
    digest: (_digest, rows, _target, _because, form) => ({
      template: 'digest',
      parts: [
        aMessage(
          `${form === 'plain' ? 'plain ' : ''}digest of ${rows.map(({ id }) => id).join(' ')}`,
        ),
      ],
      omitted: 0,
      form,
    }),
  }
  const memory = {
    recall: (key: string) => store.recall(key, clock.now()),
    remember: store.remember,
  }
  const deps: TellerDeps = {
    worker: 'w1',
    store,
    gateway,
    channels: plainChannels,
    closures: createClosures(memory, () => null),
    limiter: createLimiter(null, clock),
    share: () => share,
    clock,
    chance: tameChance(),
    emit: (event) => events.push(event),
    house: () => house,
  }
  return {
    clock,
    calls,
    people,
    gateway,
    events,
    texts: () => calls.map(({ message }) => message.text),
    get ends() {
      return events.flatMap((event) =>
        event.type === 'delivery.ended'
          ? [{ delivery: event.delivery, state: event.state, reason: event.reason }]
          : [],
      )
    },
    accept: (id: string, over: Partial<NewDelivery> = {}) =>
      store.accept(
        {
          id: `w-${id}`,
          source: 'alertmanager',
          sourceType: 'alertmanager',
          body: Buffer.from('{}'),
          headers: {},
          wished: null,
          dedup: null,
          maxWaiting: 1_000,
        },
        [aNewDelivery(id, over)],
        clock.now(),
      ),
    /** The bridge is killed with its first call under way, and its lease runs out. */
    async die() {
      const killed = new Error('killed')
      const send = () => Promise.reject(killed)
      await this.turn({ ...gateway, send }).catch((error: unknown) => {
        if (error !== killed) throw error
      })
      clock.advance(16_000)
    },
    /** One look of the worker: what is due is told, then it is quiet. */
    async turn(over = gateway) {
      const now = clock.now()
      const { lines } = await store.claim('w1', 10, now, now + 15_000)
      for (const line of lines) {
        await tell(line, { ...deps, gateway: over }, new AbortController().signal)
      }
    },
  }
}

export const WORK: Extract<Target['address'], { channel: 'work_notification' }> = {
  channel: 'work_notification',
  app: 'ops',
  templateId: 't1',
  users: ['u1', 'u2'],
  mobiles: [],
  departments: [],
}

const aMessage = (text: string): Message => ({
  msgKey: 'sampleMarkdown',
  title: text,
  text,
  buttons: [],
})

const APP: App = {
  name: 'ops',
  endpoints: {
    apiUrl: 'https://api.dingtalk.io',
    oapiUrl: 'https://oapi.dingtalk.io',
    proxy: null,
    timeoutMs: 5_000,
  },
  credentials: { kind: 'internal', appKey: 'key', appSecret: new Secret('s') },
  robotCode: 'robot',
  agentId: null,
  org: null,
  callsPerSecond: 20,
}

const GROUP: Target = {
  key: 'target-a',
  receiver: 'sre',
  name: 'sre/1',
  address: {
    channel: 'group',
    app: 'ops',
    conversation: 'cidA',
    robotCode: null,
    coolAppCode: null,
  },
  template: null,
  locale: 'en',
  timezone: 'UTC',
  pace: { messages: 18, perMs: MINUTE },
  onUnknown: 'retry',
  digest: 'auto',
  mentions: null,
  data: {},
}
