import { expect, test } from 'vitest'
import { aRequest, aSource, NOW } from './make.ts'

const read = (body: unknown) => aSource({ type: 'generic' }).read(aRequest(body))

function reading(body: unknown) {
  const result = read(body)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

const only = (body: unknown) => reading(body).alerts[0]

test('obvious names become an alert; other scalars stay visible', () => {
  const payload = {
    title: 'Backup failed',
    message: 'exit 1',
    severity: 'critical',
    labels: { host: 'db-3', port: 5432 },
    url: 'https://ci.example.com/1',
    starts_at: '2026-11-21T23:00:00Z',
    id: 17,
    attempt: 3,
    nested: { not: 'shown' },
  }
  expect(only(payload)).toEqual({
    fingerprint: '17',
    status: 'firing',
    kind: 'alert',
    labels: { alertname: 'Backup failed', severity: 'critical', host: 'db-3', port: '5432' },
    annotations: { description: 'exit 1', attempt: '3' },
    startsAt: Date.parse('2026-11-21T23:00:00Z'),
    endsAt: null,
    value: null,
    links: { source: 'https://ci.example.com/1' },
  })
})

test('a name names it, and a longer title stays as its summary', () => {
  expect(only({ name: 'HighCPU', title: 'CPU is high on web-1' })).toMatchObject({
    labels: { alertname: 'HighCPU' },
    annotations: { summary: 'CPU is high on web-1' },
  })
})

test('the alert’s own labels win over the named fields, and case does not matter', () => {
  expect(only({ Title: 'A', Severity: 'info', Labels: { severity: 'critical' } })?.labels).toEqual({
    alertname: 'A',
    severity: 'critical',
  })
})

test.each([
  [
    'a list of pairs and words',
    ['env:prod', 'team=dba', 'night'],
    { env: 'prod', team: 'dba', tags: 'night' },
  ],
  ['Zabbix’ objects', [{ tag: 'env', value: 'prod' }], { env: 'prod' }],
  ['an object', { env: 'prod' }, { env: 'prod' }],
  ['one text', 'env,prod', { tags: 'env, prod' }],
])('tags as %s', (_, tags, labels) => {
  expect(only({ tags })?.labels).toEqual(labels)
})

test.each([
  'ok',
  'OK',
  'Resolved',
  'recovered',
  'UP',
  'success',
  'closed',
  'normal',
  'Back to normal',
  '恢复',
  '已恢复',
])('status %s is resolved', (status) => {
  expect(only({ title: 'A', status })).toMatchObject({ status: 'resolved', annotations: {} })
})

test.each(['firing', 'PROBLEM', 'down', 'critical', '告警'])('status %s is firing', (status) => {
  expect(only({ title: 'A', state: status })).toMatchObject({ status: 'firing', annotations: {} })
})

test.each([true, false, 0, 1, 200, 'acknowledged'])(
  'status %j may mean either: it is told as firing and stays visible',
  (status) => {
    expect(only({ title: 'A', status })).toMatchObject({
      status: 'firing',
      annotations: { status: String(status) },
    })
  },
)

test.each([
  [1_795_302_427, 1_795_302_427_000],
  ['1795302427680', 1_795_302_427_680],
  ['2026-11-21 23:00:00', Date.parse('2026-11-21T23:00:00Z')],
])('time %j', (timestamp, startsAt) => {
  expect(only({ title: 'A', timestamp })?.startsAt).toBe(startsAt)
})

test('a time that cannot be read does not cost the alert', () => {
  expect(only({ title: 'A', time: 'at night' })).toMatchObject({
    startsAt: NOW,
    annotations: { starts_at: 'at night' },
  })
})

test('without a status, an end in the past is one', () => {
  expect(only({ title: 'A', ends_at: '2026-11-21T23:59:00Z' })).toMatchObject({
    status: 'resolved',
    endsAt: NOW - 60_000,
  })
})

test('a list may stand at the top or under alerts, where status and severity may be said once', () => {
  const names = (body: unknown) =>
    reading(body).alerts.map(({ labels, status }) => [labels['alertname'], status])
  expect(names([{ title: 'A' }, { title: 'B', status: 'ok' }])).toEqual([
    ['A', 'firing'],
    ['B', 'resolved'],
  ])
  expect(names({ status: 'ok', alerts: [{ title: 'A' }, { title: 'B', status: 'down' }] })).toEqual(
    [
      ['A', 'resolved'],
      ['B', 'firing'],
    ],
  )
  expect(names([])).toEqual([])
})

test('only alerts with an id and a start can be told from their repeats', () => {
  const keys = [
    { title: 'A', id: 1, time: 1_795_302_427 },
    { title: 'A', id: 1 },
    { title: 'A', time: 1_795_302_427 },
  ].map((body) => reading(body).group.key !== null)
  expect(keys).toEqual([true, false, false])
})

test.each([
  ['"text"', 'the payload: expected an object or a list, found text'],
  [[{ title: 'A' }, 1], '[1]: expected object, found number'],
  [{ alerts: 5 }, 'alerts: expected list, found number'],
  [{ title: {} }, 'title: expected text, found object'],
  [{ alerts: [{ labels: { a: [] } }] }, 'alerts[0].labels.a: expected text, found list'],
])('%j is refused: %s', (body, message) => {
  expect(read(body)).toEqual({ ok: false, error: { status: 400, code: 'bad_payload', message } })
})

test('a payload without one known field is refused with the names and the way out', () => {
  const result = read({ foo: 1 })
  expect(!result.ok && result.error.message).toMatchInlineSnapshot(
    `"the payload: no field that is known. Send one of title, summary, name, alertname, subject, message, description, text, body, content, status, state, severity, level, priority, labels, tags, annotations, url, link, starts_at, startsAt, time, timestamp, ends_at, endsAt, id, fingerprint; or give the source a \`map:\`"`,
  )
})
