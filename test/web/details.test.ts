import { expect, test } from 'vitest'
import { detailsOf } from '../../src/web/details.ts'
import { aNotification, anAlert } from '../support/make.ts'
import { aDesk, aNewDelivery, NOON, planOf, SETTINGS } from './make-desk.ts'

test('speaks the language of the chat that got the message', async () => {
  const yaml = SETTINGS.replace('name: chat }', 'name: chat, locale: zh-CN }')
  const house = await aDesk(yaml)
  await house.accept('chat', aNewDelivery('d1'))
  await house.accept('sre/2', aNewDelivery('d2'))
  const page = (id: string) => detailsOf(id, { store: house.store, plan: planOf(yaml) }, NOON)
  expect(await page('d1')).toContain('<html lang="zh-CN">')
  expect(await page('d2')).toContain('<html lang="en">')
  expect(await page('none')).toBeNull()
})

test('of a digest that tells of a digest shows all alerts', async () => {
  const { store, accept, settle } = await aDesk()
  const about = (alertname: string) => ({
    notification: aNotification([anAlert({ labels: { alertname } })]),
  })
  const ids = ['Lost', 'Slow', 'Full']
  await accept('chat', ...ids.map((id) => aNewDelivery(id, about(id))))
  const digest = (id: string, first: string) => ({
    ...aNewDelivery(id, about(first)),
    state: 'sending' as const,
    words: null,
    placeOf: first,
  })
  const toldBy = (by: string, ...those: readonly string[]) =>
    those.map((id) => ({ id, state: 'sending' as const, toldBy: by }))
  await settle('chat', {
    created: [digest('inner', 'Lost')],
    changes: toldBy('inner', 'Lost', 'Slow'),
  })
  await settle('chat', {
    created: [digest('outer', 'Full')],
    changes: toldBy('outer', 'inner', 'Full'),
  })
  const page = await detailsOf('outer', { store, plan: planOf(SETTINGS) }, NOON)
  for (const name of ids) expect(page).toContain(name)
})
