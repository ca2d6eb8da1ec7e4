import type { App } from '../../src/domain/app.ts'
import type { Clock, Instant } from '../../src/domain/clock.ts'
import type { Message } from '../../src/domain/message.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Address, ChannelName } from '../../src/domain/target.ts'
import type { Answer, Call } from '../../src/send/channel.ts'
import type { Client, WireRequest } from '../../src/send/dingtalk/client.ts'
import type { SharedMemory } from '../../src/send/gateway.ts'

/** 2026-03-01 00:00:20 UTC: twenty seconds into a minute. */
export const NOW = Date.UTC(2026, 2, 1, 0, 0, 20)

export interface HandClock extends Clock {
  move(ms: number): void
}

export function handClock(start: Instant = NOW): HandClock {
  let now = start
  return {
    now: () => now,
    move: (ms) => {
      now += ms
    },
    sleep: () => Promise.resolve(),
  }
}

export interface MapMemory extends SharedMemory {
  readonly rows: Map<string, string>
  /** The same memory as another replica has it. */
  replica(name: string): SharedMemory
}

export function mapMemory(clock: Clock): MapMemory {
  const rows = new Map<string, string>()
  const ends = new Map<string, Instant>()
  const read = (key: string) =>
    (ends.get(key) ?? 0) > clock.now() ? (rows.get(key) ?? null) : null
  const write = (key: string, value: string, until: Instant) => {
    rows.set(key, value)
    ends.set(key, until)
  }
  const replica = (name: string): SharedMemory => ({
    recall: async (key) => read(key),
    remember: async (key, value, until) => write(key, value, until),
    async lease(key, until) {
      const isOurs = [null, name].includes(read(key))
      if (isOurs) write(key, name, until)
      return isOurs
    },
  })
  return { ...replica('first'), rows, replica }
}

/** Answers what the test says, and keeps what it was asked. */
export function scriptedClient(
  script: (request: WireRequest, count: number) => Answer | Promise<Answer>,
): Client & { readonly requests: WireRequest[] } {
  const requests: WireRequest[] = []
  return {
    requests,
    send: async (request) => {
      requests.push(request)
      return script(request, requests.length)
    },
    close: () => Promise.resolve(),
  }
}

export const answered = (
  body: unknown,
  status = 200,
  contentType = 'application/json;charset=utf-8',
): Answer => ({
  kind: 'answered',
  status,
  contentType,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  at: NOW,
})

export function anApp(over: Partial<App> = {}): App {
  return {
    name: 'ops',
    endpoints: {
      apiUrl: 'https://api.example',
      oapiUrl: 'https://oapi.example',
      proxy: null,
      timeoutMs: 5_000,
    },
    credentials: { kind: 'internal', appKey: 'dingkey', appSecret: new Secret('app-secret') },
    robotCode: 'dingrobot',
    agentId: '948060598',
    org: null,
    callsPerSecond: 20,
    ...over,
  }
}

export const ADDRESSES: Readonly<Record<ChannelName, Address>> = {
  group: {
    channel: 'group',
    app: 'ops',
    conversation: 'cid6KeB==',
    robotCode: null,
    coolAppCode: null,
  },
  users: { channel: 'users', app: 'ops', users: ['manager1234', 'u2'], mobiles: [] },
  work_notification: {
    channel: 'work_notification',
    app: 'ops',
    templateId: 'e27a9eed',
    users: ['123', '456'],
    mobiles: [],
    departments: [],
  },
  robot: {
    channel: 'robot',
    url: 'https://oapi.example/robot/send',
    accessToken: new Secret('robot-token'),
    secret: new Secret('SEC-robot-secret'),
    keyword: null,
  },
}

export function aMessage(over: Partial<Message> = {}): Message {
  return {
    msgKey: 'sampleMarkdown',
    title: 'Disk full',
    text: '**db-3** 满 "q"',
    buttons: [],
    ...over,
  }
}

export function aCall(channel: ChannelName, over: Partial<Call> = {}): Call {
  const address = ADDRESSES[channel]
  return {
    address,
    app: channel === 'robot' ? null : anApp(),
    message: aMessage(),
    recipients: address.channel === 'group' || address.channel === 'robot' ? [] : address.users,
    idempotencyKey: 'd1.1.0.full',
    ...over,
  }
}

export const forever = (): AbortSignal => new AbortController().signal
