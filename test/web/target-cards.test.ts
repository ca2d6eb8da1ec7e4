import { expect, test } from 'vitest'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import { aDesk, aNewDelivery, look, NOON, press, SETTINGS } from './make-desk.ts'

/* One place in many receivers, and names in any script: every card has its own address. */

const SHARED = SETTINGS.replace(
  'route: {',
  `  - { name: 值班, targets: [{ group: sre, name: night }] }
  - { name: 运维, targets: [{ group: sre, name: day }] }
route: {`,
)

const idsIn = (html: string): string[] => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)

/** The title of the card that an address leads to. */
const titleAt = (html: string, card: string | undefined): string | undefined =>
  html.split(`id="${card}"`)[1]?.match(/<h2[^>]*>([^<]*)</)?.[1]

test('no two cards have one id', async () => {
  const { html } = await look(await aDesk(SHARED), '/targets')
  const ids = idsIn(html)
  expect(ids.filter((id) => id.startsWith('t-'))).toHaveLength(5)
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
})

test('the overview and a delivery lead to the card of their receiver', async () => {
  const house = await aDesk(SHARED)
  await house.accept('chat', aNewDelivery('d1', { receiver: '运维' }))
  await house.settle('chat', {
    memory: { ...FRESH_LINE, unhealthySince: NOON, closed: true },
    next: { kind: 'release', dueAt: NOON + 60_000 },
  })
  const { html: cards } = await look(house, '/targets')
  const linksOf = async (path: string) => {
    const { html } = await look(house, path)
    return [...html.matchAll(/href="\/targets#([^"]+)"/g)].map(([, card]) => titleAt(cards, card))
  }
  expect(await linksOf('/')).toEqual(['chat', 'night', 'day'])
  expect(await linksOf('/deliveries/d1')).toEqual(['day'])
})

test('who tries a place comes back to the card where it was asked for', async () => {
  const house = await aDesk(SHARED)
  const { html } = await look(house, '/targets')
  const key = house.targets['chat']!.key
  const answer = await press(house, `/targets/${key}/probe`, { receiver: '运维' })
  const [, card] = (answer.headers.get('location') ?? '').split('#')
  expect(titleAt(html, card)).toBe('day')
})
