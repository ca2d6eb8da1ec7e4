import { expect, test } from 'vitest'
import type { Attempt, Delivery, Words } from '../../src/domain/delivery.ts'
import { NO_PROGRESS } from '../../src/domain/delivery.ts'
import { wordingOf } from '../../src/domain/wording.ts'
import { droppedBecause } from '../../src/match/dropped.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import type { DeliveryChange } from '../../src/outbox/store.ts'
import { aDesk, aNewDelivery, type House, look, NOON, SETTINGS } from './make-desk.ts'

/* What the page of a delivery says first: what happened, what happens next, what to do. */

const MINUTE = 60_000
const message = { msgKey: 'sampleText', title: 'Disk', text: 'Disk', buttons: [] } as const
const WORDS: Words = { template: 'alert', parts: [message], omitted: 0, form: 'full' }

async function aHouse(...more: Parameters<House['accept']>[1][]) {
  const house = await aDesk()
  const expiresAt = NOON + 60 * MINUTE
  await house.accept('chat', aNewDelivery('d1', { expiresAt }), ...more)
  return house
}

async function leadOf(house: House, id = 'd1', lang = 'en') {
  const { html } = await look(house, `/deliveries/${id}?lang=${lang}`)
  const lead = /<p class="lead">(.*?)<\/p>/s.exec(html)?.[1] ?? ''
  return lead.replaceAll(/<[^>]*>/g, '').trim()
}

/** It was tried once, which ended so, and is what `change` says; the next try is in 5 min. */
async function tried(
  house: House,
  reason: Delivery['reason'],
  change: Omit<DeliveryChange, 'id'>,
  outcome: Attempt['outcome'] = 'retry',
) {
  const call = { delivery: 'd1', at: NOON, tookMs: 1, part: 0, recipients: [] }
  const answer = { outcome, reason, code: null, detail: null, receipt: null }
  await house.settle('chat', {
    attempts: [{ ...call, ...answer, wording: wordingOf(WORDS) }],
    changes: [{ id: 'd1', reason, ...change }],
    memory: { ...FRESH_LINE, failures: 1, retryingSince: NOON },
    next: { kind: 'release', dueAt: NOON + 5 * MINUTE },
  })
}

const BEGUN = { ...NO_PROGRESS, partsDone: 1 }

test.each([
  [
    'transient',
    { tried: [WORDS] },
    'retry',
    'DingTalk is in trouble. Nobody has heard this yet. It waits in the line of chat and is tried until 13:00. Next try in 5 min. What to do: Nothing.',
  ],
  [
    'ambiguous',
    { words: WORDS },
    'unknown',
    'DingTalk may or may not have sent it, and nobody can know. It waits in the line of chat and is tried until 13:00. Next try in 5 min. What to do: Nothing.',
  ],
  [
    'rate',
    { words: WORDS, progress: BEGUN },
    'retry',
    'Too many calls: for this robot in this chat, for the app, or from our address. Some people have heard it or a part of it; the others are still to hear it. It waits',
  ],
  [
    'network',
    { state: 'dead', tried: [WORDS] },
    'retry',
    'It was given up. Nobody heard of it by this delivery. Its time ran out (13:00). The last answer: The connection failed: name, route, proxy, certificate, or it broke half way. Attempts: 1. What to do: Check the network and dingtalk.proxy from the machine of the bridge. Then send it again.',
  ],
  [
    'transient',
    { state: 'dead', tried: [WORDS] },
    'retry',
    'What to do: Send it again if it still matters.',
  ],
  [
    'config',
    { state: 'dead', tried: [WORDS] },
    'reject',
    'What to do: Mend what DingTalk names, here or there. Then send it again.',
  ],
  [
    'ambiguous',
    { state: 'dead', words: WORDS },
    'unknown',
    'It was given up. Whether anybody heard of it DingTalk did not say.',
  ],
  [
    'message',
    { state: 'dead', words: WORDS },
    'reject',
    'It was given up. Nobody heard of it by this delivery. DingTalk refuses these words: too long, a link it distrusts, a missing keyword. Attempts: 1. What to do: Mend the template',
  ],
  [
    'rate',
    { state: 'dead', words: WORDS, progress: BEGUN },
    'retry',
    'It was given up. Some people heard it or a part of it, the others did not.',
  ],
  [
    'ambiguous',
    { state: 'held', words: WORDS },
    'unknown',
    'DingTalk may or may not have sent it. Look into the chat, then send it again or discard it. Nothing more happens by itself.',
  ],
  [
    'rate',
    { state: 'discarded' },
    'retry',
    'Somebody took it out. Nothing more is said by this delivery. If it is wanted after all, send it again.',
  ],
] as const)('after %s, being %o, tried with %s: %s', async (reason, change, outcome, lead) => {
  const house = await aHouse()
  await tried(house, reason, change, outcome)
  expect(await leadOf(house)).toContain(lead)
})

test('before its first try it waits for its turn, and there is nothing to do', async () => {
  expect(await leadOf(await aHouse())).toBe(
    'It waits in the line of chat and is tried until 13:00. What to do: Nothing.',
  )
})

test('a muted one says when it is told', async () => {
  const house = await aHouse(aNewDelivery('d2', { mutedUntil: NOON + 30 * MINUTE }))
  expect(await leadOf(house, 'd2')).toBe(
    'A time interval holds it back until 12:30. What still fires then is told in one message. What to do: Nothing.',
  )
})

test('one that a mute dropped does not blame a person', async () => {
  const until = NOON + 30 * MINUTE
  const mute = { until, heldUntil: until, by: ['weekends'] }
  const dropped = droppedBecause(mute, 'stale')
  const house = await aHouse(aNewDelivery('d2', { dropped }))
  expect(await leadOf(house, 'd2')).toBe(
    'A time interval muted it, and such news is not kept until it ends. Nothing more is said by this delivery. If it is wanted after all, send it again.',
  )
})

test('one whose target is gone says how it can be told', async () => {
  const house = await aHouse()
  const other = await aDesk(SETTINGS.replace('cidSecretGroup', 'cidOther'), { store: house.store })
  expect(await leadOf(other)).toBe(
    'It waits for chat, which the settings have no more, so nobody tries; at 13:00 it is given up. What to do: bring the target back, or send it elsewhere with the button below.',
  )
})

test('one that was sent to another receiver leads there', async () => {
  const house = await aHouse()
  await tried(house, 'config', { state: 'dead' }, 'reject')
  const { body } = await house.post('/api/v1/deliveries/d1/redrive', { receiver: 'dba' })
  const [id] = body.sent_as
  expect(await leadOf(house)).toBe(`It was sent to dba instead. What became of it there: ${id}`)
  const { html } = await look(house, '/deliveries/d1')
  expect(html).toContain(`<a href="/deliveries/${id}">`)
  expect(html).not.toContain('<span class="why">')
})

test('what was told to some says that others were refused', async () => {
  const house = await aHouse()
  const refused = [{ user: 'li.lei', because: 'unknown' }]
  const progress = { ...BEGUN, refused }
  const sent = { state: 'sent', words: WORDS, toldAt: NOON + 1_000, progress } as const
  await tried(house, null, sent, 'sent')
  expect(await leadOf(house)).toBe(
    'It was told after 1 s. Not to everybody: DingTalk refused some people, who are listed below.',
  )
})

test('Chinese sentences follow each other without a space', async () => {
  const house = await aHouse()
  await tried(house, 'transient', { tried: [WORDS] })
  expect(await leadOf(house, 'd1', 'zh-CN')).toBe(
    '钉钉出现故障。目前还没有人得知。它在 chat 的队列中等待，最晚尝试到 13:00。下次尝试：5 分钟后。怎么办：无需处理。',
  )
})

test('what was told in a digest leads to that at once, and without delay is at once', async () => {
  const house = await aHouse(aNewDelivery('d2'))
  const told = { state: 'sent', toldAt: NOON } as const
  await house.settle('chat', {
    changes: [
      { id: 'd1', ...told },
      { id: 'd2', ...told, toldAt: NOON + 3_000, toldBy: 'd1' },
    ],
  })
  expect(await leadOf(house)).toBe('It was told at once.')
  const { html } = await look(house, '/deliveries/d2')
  expect(/<p class="lead">(.*?)<\/p>/s.exec(html)?.[1]).toMatch(
    /^It was told after 3 s\. <a href="\/deliveries\/d1">.+<\/a>\.$/,
  )
})
