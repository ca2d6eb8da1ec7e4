import { expect, test } from 'vitest'
import { inOneGo, inTurns, mapInSteps } from '../../src/domain/steps.ts'
import { mappingOf } from '../../src/ingest/mapping/form.ts'
import type { SourceSettings } from '../../src/ingest/source.ts'
import { aRequest, aSource } from './make.ts'

/* A webhook of thousands of alerts: others are answered while it is read. */

const numbers = Array.from({ length: 1_000 }, (_, i) => i)

test('a list is worked on in order, at once or in turns', async () => {
  const doubled = () => mapInSteps(numbers, (number, index) => number + index)
  const expected = numbers.map((number) => 2 * number)
  expect(inOneGo(doubled())).toEqual(expected)
  expect(await inTurns(doubled())).toEqual(expected)
})

test('others have their turn every hundred items, and what is short does not wait', () => {
  const turns = (count: number) => [...mapInSteps(numbers.slice(0, count), String)].length
  expect([0, 1, 100, 101, 1_000].map(turns)).toEqual([0, 0, 0, 1, 9])
})

const alerts = numbers.map((n) => ({
  status: 'firing',
  labels: { alertname: 'Down', instance: `node-${n}` },
  startsAt: '2026-11-22T11:00:00Z',
}))
const map = mappingOf({ alerts: 'alerts', labels: { host: '{{labels.instance}}' } })

test.each<[string, Partial<SourceSettings>, unknown]>([
  ['Alertmanager’s', { type: 'alertmanager' }, { alerts }],
  ['Alertmanager’s with labels of its source', { labels: { dc: 'a' } }, { alerts }],
  ['Grafana’s', { type: 'grafana' }, { alerts }],
  ['Prometheus’ own', { type: 'prometheus' }, alerts],
  ['any JSON', { type: 'generic' }, { alerts }],
  ['mapped', { type: 'generic', map }, { alerts }],
])('%s: read in turns it is the same, and others have nine of them or more', async (...row) => {
  const [, settings, body] = row
  const source = aSource(settings)
  const request = aRequest(body)
  let turns = 0
  const count = (): void => {
    turns += 1
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  const reading = await source.readInTurns(request)
  clearImmediate(next)
  expect(turns).toBeGreaterThanOrEqual(9)
  expect(reading).toEqual(source.read(request))
  expect(reading.ok && reading.value.alerts.length).toBe(1_000)
})

test('one alert that does not fit refuses all of them, with its place', async () => {
  const body = { alerts: alerts.with(700, { ...alerts[0]!, labels: 7 as never }) }
  const reading = await aSource().readInTurns(aRequest(body))
  expect(reading).toMatchObject({
    ok: false,
    error: { code: 'bad_payload', message: 'alerts[700].labels: expected object, found number' },
  })
})
