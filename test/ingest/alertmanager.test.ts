import { expect, test } from 'vitest'
import { aRequest, aSource, captured, NOW } from './make.ts'

const read = (body: unknown, over = {}) => aSource().read(aRequest(body, over))

function reading(body: unknown, over = {}) {
  const result = read(body, over)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

test('a firing alert as Alertmanager 0.33 sends it', () => {
  expect(reading(captured('am033-one-firing'))).toEqual({
    group: {
      key: '{}:{alertname="InstanceDown"}',
      labels: { alertname: 'InstanceDown' },
      receiver: 'dingtalk-bridge',
      reason: 'first notification',
      truncated: 0,
      url: 'http://alertmanager.example.org:9093',
    },
    alerts: [
      {
        fingerprint: '597dc11f3861a64f',
        status: 'firing',
        kind: 'alert',
        labels: {
          alertname: 'InstanceDown',
          env: 'prod',
          instance: 'web-01.example.org:9100',
          job: 'node',
          severity: 'critical',
        },
        annotations: {
          description: 'web-01.example.org:9100 of job node has been down for more than 5 minutes.',
          summary: 'Instance web-01.example.org:9100 down',
        },
        startsAt: Date.parse('2026-11-21T23:01:48.471Z'),
        endsAt: null,
        value: null,
        links: { source: 'http://prometheus.example.org:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1' },
      },
    ],
    ignored: false,
  })
})

test('a resolved alert has its end', () => {
  const [alert] = reading(captured('am033-firing-then-resolved-2')).alerts
  expect(alert?.status).toBe('resolved')
  expect(alert?.endsAt).toBeGreaterThan(alert?.startsAt ?? Infinity)
})

test('offsets and nanoseconds are understood', () => {
  expect(reading(captured('am025-time-offsets')).alerts.map((alert) => alert.startsAt)).toEqual([
    Date.parse('2024-02-29T15:59:59.123Z'),
    Date.parse('2023-01-01T03:30:00Z'),
    0,
    Date.parse('2026-11-21T23:08:34.238Z'),
  ])
})

test('alerts that max_alerts cut off are counted', () => {
  const { group, alerts } = reading(captured('am033-max-alerts-truncated'))
  expect([alerts.length, group.truncated]).toEqual([10, 90])
})

test('label names may be any UTF-8', () => {
  const [alert] = reading(captured('am028-utf8-label-names')).alerts
  expect(alert?.labels['http/status code']).toBe('502')
})

test('the receiver’s name loses its regular-expression quoting', () => {
  expect(reading({ receiver: 'web\\.hook \\(a\\+b\\)', alerts: [] }).group.receiver).toBe(
    'web.hook (a+b)',
  )
})

test('what Prometheus posts directly is read by its end, and its labels stand in for a group', () => {
  const receivedAt = Date.parse('2026-11-21T23:07:35Z')
  const { group, alerts } = reading(captured('prom353-direct'), { receivedAt })
  expect(alerts.map(({ labels, status, endsAt }) => [labels['alertname'], status, endsAt])).toEqual(
    [
      ['Watchdog', 'firing', null],
      ['接口错误率过高', 'firing', null],
      ['NaNValue', 'firing', null],
      ['BrokenTemplate', 'firing', null],
    ],
  )
  expect(group.key).toMatch(/^[0-9a-f]{64}$/)
})

test('an alert whose end Prometheus puts in the past is resolved', () => {
  const [alert] = reading([{ labels: { a: 'b' }, endsAt: '2026-11-21T23:59:59Z' }]).alerts
  expect(alert).toMatchObject({ status: 'resolved', endsAt: NOW - 1_000 })
})

const bare = { status: 'firing', labels: { alertname: 'A' } }

test('a missing fingerprint is made of the labels, whatever their order', () => {
  const prints = [
    { a: '1', b: '2' },
    { b: '2', a: '1' },
    { a: '1', b: '3' },
  ].map((labels) => reading({ alerts: [{ ...bare, labels }] }).alerts[0]?.fingerprint)
  expect(prints[0]).toMatch(/^[0-9a-f]{16}$/)
  expect([prints[0] === prints[1], prints[0] === prints[2]]).toEqual([true, false])
})

test('value, runbook and dashboard are found in the annotations', () => {
  const annotations = {
    current_value: '12.4 %',
    runbook_url: 'https://run.example.com/a',
    dashboard: 'https://dash.example.com/b',
  }
  expect(reading({ alerts: [{ ...bare, annotations }] }).alerts[0]).toMatchObject({
    value: '12.4 %',
    links: { runbook: 'https://run.example.com/a', dashboard: 'https://dash.example.com/b' },
  })
})

test('numbers and booleans become text; no list of alerts is a list without alerts', () => {
  const labels = { port: 9100, up: false }
  expect(reading({ alerts: [{ ...bare, labels }] }).alerts[0]?.labels).toEqual({
    port: '9100',
    up: 'false',
  })
  expect(reading({ alerts: [] }).alerts).toEqual([])
})

test.each([
  [{}, 'alerts: expected list, found nothing'],
  [{ alerts: { length: 1 } }, 'alerts: expected list, found object'],
  [{ alerts: [bare, null] }, 'alerts[1]: expected object, found null'],
  [{ alerts: [bare, { status: 'firing' }] }, 'alerts[1].labels: expected object, found nothing'],
  [{ alerts: [{ ...bare, labels: { a: {} } }] }, 'alerts[0].labels.a: expected text, found object'],
  [{ alerts: [{ ...bare, labels: { a: null } }] }, 'alerts[0].labels.a: expected text, found null'],
  [{ alerts: [{ ...bare, status: 7 }] }, 'alerts[0].status: expected `firing` or `resolved`'],
  [{ alerts: [{ ...bare, startsAt: 'soon' }] }, 'alerts[0].startsAt: expected an RFC 3339 time'],
  [[], 'the payload: expected object, found list'],
  ['null', 'the payload: expected object, found null'],
])('%j is refused: %s', (body, message) => {
  expect(read(body)).toEqual({ ok: false, error: { status: 400, code: 'bad_payload', message } })
})

test('labels named like the inheritance of objects are labels', () => {
  const body =
    '{"alerts":[{"status":"firing","labels":{"__proto__":"a","constructor":"b","toJSON":"c"}}]}'
  const labels = reading(body).alerts[0]?.labels ?? {}
  expect(Object.entries(labels)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toJSON', 'c'],
  ])
})
