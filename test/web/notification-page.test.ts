import { expect, test } from 'vitest'
import { DEFAULT_SEVERITY } from '../../src/message/voice.ts'
import { aDelivery } from '../../src/tools/explain.ts'
import { notificationPage } from '../../src/web/notification-page.ts'
import { aNotification, anAlert, NOW } from '../support/make.ts'

const page = { locale: 'en', timezone: 'UTC', severity: DEFAULT_SEVERITY }
const TARGET = { key: 'k', name: 'sre/1', address: { channel: 'group' } }

const told = (...alerts: Parameters<typeof aNotification>[0][number][]) => {
  const [first = anAlert(), ...rest] = alerts
  const notification = aNotification([first, ...rest])
  return aDelivery({ target: TARGET as never, notification }, NOW)
}

test('shows all labels and annotations of every alert, and markup as the characters it is', () => {
  const labels = { alertname: '<script>alert(1)</script>', __proto__x: 'p', constructor: 'c' }
  const html = notificationPage(
    [told(anAlert({ labels, annotations: { note: 'a & b' } }))],
    page,
    NOW,
  )
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(html).not.toContain('<script>')
  expect(html).toContain('a &amp; b')
  expect(html).toContain('<dt>constructor</dt>')
})

test('an alert that was told twice is shown once, with its last word', () => {
  const firing = anAlert({ labels: { alertname: 'Down' } })
  const resolved = { ...firing, status: 'resolved' as const, endsAt: NOW }
  const html = notificationPage([told(firing), told(resolved)], page, NOW)
  expect(html.match(/<article/g)).toHaveLength(1)
  expect(html).toContain('✅ 1 resolved')
})

test('only addresses of the web are links', () => {
  const links = { source: 'javascript:alert(1)', runbook: 'https://example.com/r' }
  const html = notificationPage([told(anAlert({ links }))], page, NOW)
  expect(html).not.toContain('javascript:')
  expect(html).toContain('href="https://example.com/r"')
})

test.each([
  ['alertmanager', 'Graph'],
  ['generic', 'Open'],
  ['pagerduty', 'Open'],
])('the link of an alert from %s is called %s', (sourceType, word) => {
  const alert = anAlert({ links: { source: 'https://example.com/x' } })
  const delivery = told(alert)
  const notification = { ...delivery.notification, sourceType }
  const html = notificationPage([{ ...delivery, notification }], page, NOW)
  expect(html).toContain(`>${word}</a>`)
})
