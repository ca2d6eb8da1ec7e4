import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Delivery } from '../../src/domain/delivery.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import type { Target } from '../../src/domain/target.ts'
import { openSqlite } from '../../src/outbox/sqlite.ts'
import type { OutboxStore } from '../../src/outbox/store.ts'
import type { Call } from '../../src/send/channel.ts'
import type { Gateway } from '../../src/send/gateway.ts'
import { badMessage, badSettings, nobodyKnows, SENT, tooFast } from '../support/gateway.ts'
import { aNotification, anAlert } from '../support/make.ts'
import { bridgeOn } from '../support/teller.ts'

/*
 * Whatever is accepted, whatever DingTalk answers and whenever the bridge dies: when DingTalk is
 * well again everything ends, everybody has heard it, nobody twice, and of a group in order.
 */

const MINUTE = 60_000
/** Each is hundreds of turns on a real store. */
const PATIENCE = 180_000
const USERS = ['u1', 'u2', 'u3']
const people: Target['address'] = { channel: 'users', app: 'ops', users: USERS, mobiles: [] }
const failures = { tooFast, nobodyKnows, badMessage, badSettings }

type Answer = 'sent' | keyof typeof failures | { readonly slow: readonly string[] }
type Step =
  | { readonly accept: 'firing' | 'resolved'; readonly group: string; readonly muted: boolean }
  | { readonly turn: readonly Answer[] }
  | { readonly wait: number }
  | 'die'

const answers = (kinds: readonly Answer[]) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...kinds) },
    {
      weight: 1,
      arbitrary: fc.subarray(USERS, { minLength: 1 }).map((slow): Answer => ({ slow })),
    },
  )

const steps = (kinds: readonly Answer[], mayDie: boolean) =>
  fc.array(
    fc.oneof<fc.WeightedArbitrary<Step>[]>(
      {
        weight: 5,
        arbitrary: fc.record({
          accept: fc.constantFrom('firing', 'resolved'),
          group: fc.constantFrom('g', 'h'),
          muted: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
        }),
      },
      { weight: 5, arbitrary: fc.record({ turn: fc.array(answers(kinds), { maxLength: 3 }) }) },
      { weight: 3, arbitrary: fc.record({ wait: fc.constantFrom(10_000, MINUTE, 6 * MINUTE) }) },
      { weight: mayDie ? 1 : 0, arbitrary: fc.constant('die' as const) },
    ),
    { minLength: 4, maxLength: 30 },
  )

test(
  'whatever DingTalk answers and whenever the bridge dies, all ends and is heard',
  async () => {
    const kinds: Answer[] = ['sent', 'tooFast', 'nobodyKnows', 'badMessage', 'badSettings']
    await fc.assert(
      fc.asyncProperty(steps(kinds, true), fc.boolean(), async (script, isChat) => {
        const { rows, heard } = await play(script, isChat)
        expect(rows.filter(({ state }) => state !== 'sent' && state !== 'dead')).toEqual([])
        for (const row of rows.filter(({ state, kind }) => state === 'sent' && kind !== 'digest'))
          for (const user of isChat ? ['chat'] : USERS)
            expect(
              heard.filter((it) => it.user === user && tells(it.row, row, rows)),
              row.id,
            ).not.toEqual([])
      }),
      { numRuns: 25 },
    )
  },
  PATIENCE,
)

test(
  'as long as every answer is clear, nobody hears a thing twice, and of a group in order',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        steps(['sent', 'tooFast', 'badMessage'], false),
        fc.boolean(),
        async (script, isChat) => {
          const { heard, order } = await play(script, isChat)
          for (const user of isChat ? ['chat'] : USERS) {
            const his = heard.filter((it) => it.user === user)
            expect(new Set(his.map(({ row }) => row)).size).toBe(his.length)
            for (const group of ['g', 'h']) {
              const told = his.filter(({ row }) => row.startsWith(group) && order.includes(row))
              const sorted = told.toSorted(
                (a, b) => a.call - b.call || order.indexOf(a.row) - order.indexOf(b.row),
              )
              const places = sorted.map(({ row }) => order.indexOf(row))
              expect(places).toEqual(places.toSorted((a, b) => a - b))
            }
          }
        },
      ),
      { numRuns: 25 },
    )
  },
  PATIENCE,
)

interface Hearing {
  readonly call: number
  readonly user: string
  /** The delivery that the words name. */
  readonly row: string
}

async function play(script: readonly Step[], isChat: boolean) {
  const store = await openSqlite(':memory:')
  try {
    return await played(script, isChat, store)
  } finally {
    await store.close()
  }
}

async function played(script: readonly Step[], isChat: boolean, store: OutboxStore) {
  const pace = { messages: 3, perMs: MINUTE }
  const bridge = bridgeOn(store, { target: { ...(!isChat && { address: people }), pace } })
  const heard: Hearing[] = []
  /** As they were accepted; what a mute holds back is told after others. */
  const order: string[] = []
  for (const [n, step] of script.entries()) {
    if (step === 'die') await bridge.die()
    else if ('wait' in step) bridge.clock.advance(step.wait)
    else if ('turn' in step) await bridge.turn(dingTalk([...step.turn]))
    else {
      const { group, accept: status, muted } = step
      const id = `${group}${n}`
      const alert = anAlert({ labels: { alertname: group }, status })
      const notification = aNotification([alert], { group: { key: group } })
      const now = bridge.clock.now()
      const times = {
        acceptedAt: now,
        expiresAt: now + 24 * 60 * MINUTE,
        mutedUntil: muted ? now + 2 * MINUTE : null,
      }
      await bridge.accept(id, { notification, ...times })
      if (!muted) order.push(id)
    }
  }
  for (let turns = 0; turns < 200 && (await isOpen()); turns++) {
    bridge.clock.advance(10 * MINUTE)
    await bridge.turn(dingTalk([]))
  }
  const { items: rows } = await store.find({ limit: 500 })
  return { rows, heard, order }

  async function isOpen() {
    const { items } = await store.find({ states: ['waiting', 'sending', 'muted'], limit: 1 })
    return items.length > 0
  }

  function dingTalk(script: Answer[]): Gateway {
    return {
      ...bridge.gateway,
      async send(call, signal) {
        const outcome = outcomeOf(script.shift() ?? 'sent', call)
        await bridge.gateway.send(call, signal)
        if (outcome.kind === 'sent') {
          const waits = new Set(outcome.flowControlled)
          const users = isChat ? ['chat'] : call.recipients.filter((user) => !waits.has(user))
          for (const user of users)
            for (const row of namedIn(call)) heard.push({ call: bridge.calls.length, user, row })
        }
        return outcome
      },
    }
  }
}

function outcomeOf(answer: Answer, { recipients }: Call): Outcome {
  if (answer === 'sent') return SENT
  if (typeof answer === 'string') return failures[answer]
  return { ...SENT, flowControlled: recipients.filter((user) => answer.slow.includes(user)) }
}

const namedIn = ({ message }: Call): string[] => message.text.match(/\b[gh]\d+\b/g) ?? []

/** Its own words, or those of the *resolved* that told it as well. */
function tells(named: string, row: Delivery, rows: readonly Delivery[]): boolean {
  if (named === row.id) return true
  const teller = rows.find(({ id, kind }) => id === row.toldBy && kind === 'notification')
  return teller !== undefined && tells(named, teller, rows)
}
