import { expect, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'
import { anAlertNamed, aWebhook } from '../support/webhook.ts'

const HOUR = 3_600_000
const ALERTMANAGER = '/webhook/alertmanager'

/** Quiet in this hour of the day (UTC) and in the next one. */
function quietNow(onMute: 'hold' | 'drop'): string {
  const from = new Date().getUTCHours()
  const times = [from, (from + 1) % 24].map(
    (hour) => `{ start_time: "${pad(hour)}:00", end_time: "${pad(hour + 1)}:00" }`,
  )
  return `${HEAD}
receivers: [{ name: chat, targets: [{ group: cidChat }] }]
route:
  receiver: chat
  routes:
    - matchers: ['alertname!="Loud"']
      receiver: chat
      mute_time_intervals: [quiet]
      on_mute: ${onMute}
time_intervals:
  - name: quiet
    time_intervals: [{ times: [${times.join(', ')}] }]
`
}

const pad = (hour: number): string => String(hour).padStart(2, '0')

test('a mute holds what comes and tells it in one message when it ends', async () => {
  const house = await aHouse(quietNow('hold'))
  const labels = (alertname: string) => ({ labels: { alertname, instance: 'db-1' } })
  const answer = await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  expect(answer).toMatchObject({ status: 202, body: { deliveries: [expect.any(String)] } })
  await house.post(ALERTMANAGER, anAlertNamed('Memory'))
  const swap = { groupKey: 'swap' }
  await house.post(ALERTMANAGER, aWebhook([labels('Swap')], swap))
  await house.post(ALERTMANAGER, aWebhook([{ ...labels('Swap'), status: 'resolved' }], swap))
  await house.post(ALERTMANAGER, anAlertNamed('Loud'))
  const [loud] = await house.told(1)
  expect(loud!.title).toContain('Loud')
  await house.settled()
  expect(await house.rows('muted')).toHaveLength(4)

  house.clock.advance(2 * HOUR)
  const messages = await house.told(2)
  await house.settled()
  expect(messages).toHaveLength(2)
  const { text } = messages[1]!
  expect(text).toMatch(/Disk/)
  expect(text).toMatch(/Memory/)
  expect(text).toMatch(/2 still firing · 1 came and went/)
  const told = (await house.rows('sent')).filter(({ toldBy }) => toldBy !== null)
  expect(told).toHaveLength(4)
  const [late] = (await house.rows('sent')).filter(({ kind }) => kind === 'digest')
  expect(new Set(told.map(({ toldBy }) => toldBy))).toEqual(new Set([late!.id]))
})

test('where a mute drops, nothing is told and nothing waits, but it is listed with the reason', async () => {
  const house = await aHouse(quietNow('drop'))
  const answer = await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  expect(answer).toMatchObject({ status: 202, body: { deliveries: [expect.any(String)] } })
  house.clock.advance(2 * HOUR)
  await house.post(ALERTMANAGER, anAlertNamed('Loud'))
  const [message] = await house.told(1)
  await house.settled()
  expect(message!.title).toContain('Loud')
  expect(house.sandbox.messages()).toHaveLength(1)
  expect(await house.rows('discarded')).toMatchObject([
    { id: answer.body.deliveries[0], detail: 'Muted by quiet: its route says on_mute: drop.' },
  ])
})

test('a mute outlives a restart', async () => {
  const house = await aHouse(quietNow('hold'))
  await house.post(ALERTMANAGER, anAlertNamed('Disk'))
  await house.restart()
  expect(await house.rows('muted')).toHaveLength(1)
  house.clock.advance(2 * HOUR)
  const [message] = await house.told(1)
  expect(message!.title).toContain('Disk')
})

test('a mute without end holds for a day, as explain says', async () => {
  const yaml = quietNow('hold')
    .replace('mute_time_intervals', 'active_time_intervals')
    .replace(/times: .*\]/, "years: ['2020'] }]")
  const house = await aHouse(yaml)
  const body = anAlertNamed('Disk')
  await house.post(ALERTMANAGER, body)
  const [row] = await house.rows('muted')
  expect(row!.mutedUntil! - row!.acceptedAt).toBe(24 * HOUR)
  const asked = { method: 'POST', body: JSON.stringify({ source: 'alertmanager', payload: body }) }
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${house.bridge().adminUrl}/api/v1/explain`, { ...asked, headers })
  const { deliveries } = (await answer.json()) as { deliveries: [{ muted: { until: string } }] }
  const [{ muted }] = deliveries
  expect(muted).toEqual({ until: expect.any(String), for_good: true, by: ['outside quiet'] })
  expect(Math.abs(Date.parse(muted.until) - row!.mutedUntil!)).toBeLessThan(HOUR)
})
