import { expect, test } from 'vitest'
import type { Attempt, Words } from '../../src/domain/delivery.ts'
import { wordingOf } from '../../src/domain/wording.ts'
import { aDesk, aNewDelivery, look, NOON } from './make-desk.ts'

/* In which words it was tried, on the page of a delivery. */

const saying = (text: string, over: Partial<Words> = {}): Words => ({
  template: 'alert',
  parts: [{ msgKey: 'sampleMarkdown', title: 'Disk', text, buttons: [] }],
  omitted: 0,
  form: 'full',
  ...over,
})
const [A, B] = [saying('Eighty percent'), saying('Ninety percent')]

const call = (words: Words, n: number, outcome: Attempt['outcome'] = 'retry'): Attempt => ({
  ...{ delivery: 'd1', at: NOON + n, tookMs: 12, part: 0, recipients: [], outcome },
  ...{ reason: outcome === 'sent' ? null : 'transient', code: null, detail: null, receipt: null },
  wording: wordingOf(words),
})

async function aHouse() {
  const house = await aDesk()
  await house.accept('chat', aNewDelivery('d1'), aNewDelivery('d2'))
  return house
}

/** What is between the names of two steps. */
const between = (html: string, from: string, to: string) =>
  html.slice(html.indexOf(`<h2>${from}</h2>`), html.indexOf(`<h2>${to}</h2>`))

test('a delivery that waits shows what was said last, what it would say now, and what each try said', async () => {
  const house = await aHouse()
  const attempts = [call(A, 1), call(A, 2), call(B, 3), call(A, 4), call(B, 5)]
  await house.settle('chat', { attempts, changes: [{ id: 'd1', tried: [A, B] }] })
  const { html } = await look(house, '/deliveries/d1')
  const message = between(html, 'The message', 'Attempts')
  expect(message).toContain('In these words it was tried last, and DingTalk did not take them.')
  expect(message.indexOf('Ninety percent')).toBeLessThan(message.indexOf('What it would say now'))
  expect(message).toContain('HighErrorRate')
  const tries = between(html, 'Attempts', 'How it stands')
  expect(tries.match(/In which words/g)).toHaveLength(2)
  expect(tries.match(/Eighty percent/g)).toHaveLength(2)
  expect(tries.match(/In the words that stand above/g)).toHaveLength(2)
  expect(tries).not.toContain('Ninety percent')
})

test('words that are kept no more are said to be gone', async () => {
  const house = await aHouse()
  await house.settle('chat', {
    attempts: [call(A, 1), call(B, 2)],
    changes: [{ id: 'd1', tried: [B] }],
  })
  const { html } = await look(house, '/deliveries/d1')
  expect(html).toContain('Its words are not kept any more')
})

test('one message with others shows its words with each of them', async () => {
  const house = await aHouse()
  const all = saying('Both are full', { standWith: 'd1' })
  const triedWith = { delivery: 'd1', wording: wordingOf(all) }
  const changes = [
    { id: 'd1', tried: [all] },
    { id: 'd2', triedWith },
  ]
  await house.settle('chat', { attempts: [call(all, 1)], changes })
  const first = (await look(house, '/deliveries/d1')).html
  expect(first).toContain('These are the words of a digest that was to tell it with others.')
  expect(first).toContain('Both are full')
  const second = (await look(house, '/deliveries/d2')).html
  expect(between(second, 'The message', 'Attempts')).toMatch(
    /stand with <a href="\/deliveries\/d1">.*Both are full/s,
  )
  expect(between(second, 'Attempts', 'How it stands')).toMatch(
    /No attempt by itself\. .*<a href="\/deliveries\/d1">/,
  )
})

test.each([
  ['waiting', 'unknown', {}, 'The next try repeats them as they are.'],
  ['dead', 'retry', {}, 'Nobody is known to have read these words'],
  ['dead', 'unknown', {}, 'Whether anybody has read these words DingTalk did not say.'],
  ['discarded', 'reject', {}, 'Nobody is known to have read these words'],
  ['held', 'unknown', {}, 'Whether anybody has read these words DingTalk did not say.'],
  [
    'dead',
    'retry',
    { progress: { partsDone: 1, owed: null, refused: [], receipts: [] } },
    'Some people have these words',
  ],
] as const)(
  'of the words of one that is %s after %s it says what is known',
  async (state, outcome, more, line) => {
    const house = await aHouse()
    const changes = [{ id: 'd1', state, words: A, ...more }]
    await house.settle('chat', { attempts: [call(A, 1, outcome)], changes })
    const { html } = await look(house, '/deliveries/d1')
    expect(between(html, 'The message', 'Attempts')).toContain(line)
    expect(html).not.toContain('In which words')
  },
)

test('what is to be said again shows in which words people heard it', async () => {
  const house = await aHouse()
  const sent = { id: 'd1', state: 'sent', words: A, toldAt: NOON } as const
  await house.settle('chat', { attempts: [call(A, 1, 'sent')], changes: [sent] })
  await house.store.redrive(['d1'], NOON, NOON + 60_000, true)
  const { html } = await look(house, '/deliveries/d1')
  expect(between(html, 'The message', 'Attempts')).toMatch(
    /people heard it before.*Eighty percent/s,
  )
})

test('all of it is there in Chinese', async () => {
  const house = await aHouse()
  await house.settle('chat', {
    attempts: [call(A, 1), call(B, 2)],
    changes: [{ id: 'd1', tried: [A, B] }],
  })
  const { html } = await look(house, '/deliveries/d1', { cookie: 'dingbridge_lang=zh-CN' })
  for (const text of [
    '上一次尝试用的就是这些文字',
    '现在发送会是什么样',
    '当时的文字',
    '用的是上面显示的文字',
  ])
    expect(html).toContain(text)
})
