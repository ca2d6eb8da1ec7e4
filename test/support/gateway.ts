import type { Outcome } from '../../src/domain/outcome.ts'
import type { Call, Channel } from '../../src/send/channel.ts'
import type { Gateway, LookUp } from '../../src/send/gateway.ts'

/** Stands for DingTalk: answers what the test says, in order, and then that all is well. */
export function scriptedGateway(...script: readonly Outcome[]) {
  const calls: Call[] = []
  const answers = [...script]
  const people = new Map<string, string>()
  const gateway: Gateway = {
    async prepare() {
      return null
    },
    async send(call) {
      calls.push(call)
      return answers.shift() ?? { ...SENT, receipt: `receipt-${calls.length}` }
    },
    async confirm() {
      return null
    },
    async lookUp(_app, mobiles): Promise<LookUp> {
      const users = mobiles.flatMap((mobile) => people.get(mobile) ?? [])
      return { kind: 'found', users, unknown: mobiles.filter((mobile) => !people.has(mobile)) }
    },
    async close() {},
  }
  return { gateway, calls, people, next: (...more: readonly Outcome[]) => answers.push(...more) }
}

export const SENT: Extract<Outcome, { kind: 'sent' }> = {
  kind: 'sent',
  receipt: 'receipt',
  refused: [],
  flowControlled: [],
}

export const tooFast: Outcome = {
  kind: 'retry',
  reason: 'rate',
  code: 'send.too.fast',
  detail: 'Too fast.',
  closes: { scope: 'target', forMs: 60_000 },
}

export const nobodyKnows: Outcome = {
  kind: 'unknown',
  reason: 'ambiguous',
  code: 'unknown.send.result',
  detail: 'DingTalk does not know.',
}

export const badMessage: Outcome = {
  kind: 'reject',
  reason: 'message',
  code: 'invalidParameter.msgParam.invalid',
  detail: 'Malformed.',
}

export const badSettings: Outcome = {
  kind: 'reject',
  reason: 'config',
  code: 'resource.not.found',
  detail: 'The robot is not in the group.',
}

const aChannel = (name: Channel['name'], recipientsPerCall: number | null): Channel => ({
  name,
  maxBytes: 15_000,
  size: () => 100,
  recipientsPerCall,
  request: () => {
    throw new Error('The scripted gateway makes no request.')
  },
  read: () => SENT,
})

export const plainChannels = {
  group: aChannel('group', null),
  users: aChannel('users', 20),
  work_notification: {
    ...aChannel('work_notification', 100),
    confirmation: {
      afterMs: 2_000,
      request: () => {
        throw new Error('The scripted gateway makes no request.')
      },
      read: () => null,
    },
  },
  robot: aChannel('robot', null),
}
