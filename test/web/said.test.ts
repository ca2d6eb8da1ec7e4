import { describe, expect, test } from 'vitest'
import type { Attempt, Words } from '../../src/domain/delivery.ts'
import { wordingOf } from '../../src/domain/wording.ts'
import { aDesk, aNewDelivery, type House, NOON } from './make-desk.ts'

const saying = (text: string, over: Partial<Words> = {}): Words => ({
  template: 'alert',
  parts: [{ msgKey: 'sampleMarkdown', title: 'Disk', text, buttons: [] }],
  omitted: 0,
  form: 'full',
  ...over,
})
const A = saying('80 %')
const B = saying('90 %')

const call = (words: Words, outcome: Attempt['outcome'] = 'retry', delivery = 'd1'): Attempt => ({
  ...{ delivery, at: NOON, tookMs: 12, part: 0, recipients: [], outcome },
  ...{ reason: outcome === 'sent' ? null : 'rate', code: null, detail: null, receipt: null },
  wording: wordingOf(words),
})

describe('a delivery says in which words it was tried', () => {
  const shape = { template: 'alert', form: 'full', omitted: 0 }
  const view = ({ parts }: Words) =>
    parts.map(({ msgKey, ...rest }) => ({ msg_key: msgKey, ...rest }))
  const wordsOf = async (house: House, id = 'd1') => {
    const { body } = await house.get(`/api/v1/deliveries/${id}`)
    const { words, tried } = body
    return { words, tried, made: body.attempt_list.map(({ wording }: Attempt) => wording) }
  }

  test('while it waits, and which were those of each attempt', async () => {
    const house = await aDesk()
    await house.accept('chat', aNewDelivery('d1'))
    const attempts = [call(A, 'unknown'), call(B)]
    await house.settle('chat', { attempts, changes: [{ id: 'd1', tried: [A, B] }] })
    expect(await wordsOf(house)).toEqual({
      words: {
        ...{ ...shape, wording: wordingOf(B), parts: view(B), outcome: 'not_told' },
        parts_told: 0,
      },
      tried: [{ ...shape, wording: wordingOf(A), parts: view(A), outcome: 'unknown' }],
      made: [wordingOf(A), wordingOf(B)],
    })
  })

  test('with those that it has as the last, each once', async () => {
    const house = await aDesk()
    await house.accept('chat', aNewDelivery('d1'))
    const changes = [{ id: 'd1', state: 'dead', words: A, tried: [A, B] } as const]
    await house.settle('chat', { attempts: [call(A), call(B), call(A)], changes })
    const { words, tried } = await wordsOf(house)
    expect([words.wording, words.outcome]).toEqual([wordingOf(A), 'not_told'])
    expect(tried.map(({ wording }: Attempt) => wording)).toEqual([wordingOf(B)])
  })

  test.each([
    ['dead', 'retry', 'not_told'],
    ['dead', 'unknown', 'unknown'],
    ['discarded', 'unknown', 'unknown'],
    ['held', 'retry', 'unknown'],
    ['sent', 'sent', 'told'],
    ['waiting', 'unknown', 'open'],
  ] as const)('where it is %s after %s: %s', async (state, outcome, fate) => {
    const house = await aDesk()
    await house.accept('chat', aNewDelivery('d1'))
    const changes = [{ id: 'd1', state, words: A }]
    await house.settle('chat', { attempts: [call(A, outcome)], changes })
    expect((await wordsOf(house)).words.outcome).toBe(fate)
  })

  test.each([
    ['gone', { tried: [saying('of all', { standWith: 'd1' })] }],
    ['given up there', { state: 'dead', words: saying('of all') }],
  ] as const)('in a message with others whose words are %s', async (_name, change) => {
    const house = await aDesk()
    await house.accept('chat', aNewDelivery('d1'), aNewDelivery('d2'))
    const all = saying('of all')
    const triedWith = { delivery: 'd1', wording: wordingOf(all) }
    const changes = [
      { id: 'd1', ...change },
      { id: 'd2', tried: [A], triedWith },
    ]
    await house.settle('chat', { attempts: [call(all, 'unknown')], changes })
    const { words, tried } = await wordsOf(house, 'd2')
    expect(words).toMatchObject({ parts: view(all), stand_with: 'd1', outcome: 'unknown' })
    expect(tried).toMatchObject([{ wording: wordingOf(A) }])
  })

  test('and has none where they are kept no more', async () => {
    const house = await aDesk()
    await house.accept('chat', aNewDelivery('d1'))
    const triedWith = { delivery: 'gone', wording: 'a1b2' }
    await house.settle('chat', { changes: [{ id: 'd1', triedWith }] })
    expect(await wordsOf(house)).toEqual({ words: null, tried: [], made: [] })
  })
})
