import { expect, test } from 'vitest'
import { aRequest, aSource, NOW } from './make.ts'

const read = (body: unknown) => aSource({ type: 'grafana' }).read(aRequest(body))

function only(body: unknown) {
  const result = read(body)
  if (!result.ok) throw new Error(result.error.message)
  return { ...result.value, alert: result.value.alerts[0] }
}

const unified = (alert: object) => ({
  receiver: 'bridge',
  status: 'firing',
  version: '1',
  orgId: 1,
  groupKey: '{}/{}:{alertname="CPU"}',
  groupLabels: { alertname: 'CPU' },
  truncatedAlerts: 0,
  externalURL: 'https://grafana.example.com/',
  title: '[FIRING:1] CPU',
  state: 'alerting',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'CPU', grafana_folder: 'infra', __alert_rule_uid__: 'abc' },
      annotations: { summary: 'high', __dashboardUid__: 'xyz' },
      startsAt: '2026-11-21T23:00:00+08:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://grafana.example.com/alerting/1/view',
      fingerprint: 'fac0861a85de433a',
      silenceURL: 'https://grafana.example.com/alerting/silence/new',
      dashboardURL: '',
      panelURL: 'https://grafana.example.com/d/x?viewPanel=1',
      imageURL: 'https://grafana.example.com/i.png',
      values: { B: 22.5, C: 1 },
      ...alert,
    },
  ],
})

test('a unified alert is read with its values and links, without Grafana’s own labels', () => {
  const { group, alert } = only(unified({}))
  expect(group).toMatchObject({ key: '{}/{}:{alertname="CPU"}', receiver: 'bridge' })
  expect(alert).toEqual({
    fingerprint: 'fac0861a85de433a',
    status: 'firing',
    kind: 'alert',
    labels: { alertname: 'CPU', grafana_folder: 'infra' },
    annotations: { summary: 'high' },
    startsAt: Date.parse('2026-11-21T15:00:00Z'),
    endsAt: null,
    value: 'B=22.5, C=1',
    links: {
      source: 'https://grafana.example.com/alerting/1/view',
      silence: 'https://grafana.example.com/alerting/silence/new',
      panel: 'https://grafana.example.com/d/x?viewPanel=1',
      image: 'https://grafana.example.com/i.png',
    },
  })
})

test.each([
  ['values that are null', { values: null, valueString: '' }, null],
  [
    'values only as a string',
    {
      values: null,
      valueString: "[ var='B' labels={host=a} value=22 ], [ var='C' labels={} value=1 ]",
    },
    'B=22, C=1',
  ],
  ['one value that is null', { values: { A: null, B: 2 } }, 'B=2'],
])('%s', (_, alert, value) => {
  expect(only(unified(alert)).alert?.value).toBe(value)
})

const legacy = {
  title: '[Alerting] Disk',
  ruleId: 7,
  ruleName: 'Disk',
  ruleUrl: 'https://grafana.example.com/d/x',
  state: 'alerting',
  message: 'nearly full',
  evalMatches: [{ metric: 'free', value: 3.5, tags: null }],
  tags: { severity: 'warning', port: 1 },
}

test.each([
  [{}, 'query A: timeout'],
  [{ description: 'CPU is high' }, 'CPU is high\nquery A: timeout'],
  [{ message: 'CPU is high' }, 'CPU is high\nquery A: timeout'],
  [{ description: 'failed: query A: timeout' }, 'failed: query A: timeout'],
])('a rule that could not be asked, beside %j, says why', (annotations, description) => {
  const { alert } = only(unified({ annotations: { ...annotations, Error: 'query A: timeout' } }))
  expect(alert?.annotations['description']).toBe(description)
})

test('a legacy alert is one alert for its rule', () => {
  expect(only(legacy).alert).toEqual({
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    status: 'firing',
    kind: 'alert',
    labels: { alertname: 'Disk', severity: 'warning', port: '1' },
    annotations: { summary: '[Alerting] Disk', description: 'nearly full' },
    startsAt: NOW,
    endsAt: null,
    value: 'free=3.5',
    links: { source: 'https://grafana.example.com/d/x' },
  })
})

test('its end has the same fingerprint', () => {
  const end = only({ ...legacy, state: 'ok', evalMatches: [] }).alert
  expect([end?.status, end?.fingerprint]).toEqual(['resolved', only(legacy).alert?.fingerprint])
})

test.each([
  ['no_data', 'firing', { state: 'no_data' }, false],
  ['unknown', 'firing', { state: 'unknown' }, false],
  ['paused', 'firing', { state: 'paused' }, true],
  ['pending', 'firing', { state: 'pending' }, true],
])('legacy state %s is %s', (state, status, annotations, ignored) => {
  const reading = only({ ...legacy, state })
  expect(reading.alert).toMatchObject({ status, annotations })
  expect(reading.ignored).toBe(ignored)
})

test('the oldest versions’ names of links are known', () => {
  const old = {
    state: 'alerting',
    rule_url: 'https://g.example.com/r',
    image_url: 'https://g.example.com/i',
  }
  expect(only(old).alert?.links).toEqual({
    source: 'https://g.example.com/r',
    image: 'https://g.example.com/i',
  })
})

test('a custom payload is refused with the way out', () => {
  expect(read({ var1: 'val1' })).toEqual({
    ok: false,
    error: {
      status: 400,
      code: 'bad_payload',
      message:
        'alerts: missing, and this is no legacy Grafana alert either. A contact point with a custom payload needs a source of `type: generic` with `map:`',
    },
  })
})
