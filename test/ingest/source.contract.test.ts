import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { presets } from '../../src/ingest/presets.ts'
import { REJECTIONS } from '../../src/ingest/rejection.ts'
import type { Rejection } from '../../src/ingest/source.ts'
import { sources } from '../../src/ingest/sources.ts'
import { anAuth, aRequest, aSource, secrets } from './make.ts'

const SECRET = 'hunter2-hunter2'

const names = fc.constantFrom(
  'alerts',
  'labels',
  'annotations',
  'status',
  'startsAt',
  'endsAt',
  'title',
  'state',
  'tags',
  'values',
  'groupLabels',
  'truncatedAlerts',
  'evalMatches',
  'ruleId',
  '__proto__',
  'constructor',
  'toString',
  'x',
)
const { payload } = fc.letrec((tie) => ({
  payload: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1, 1e300, '', 'firing', 'ok', '0001-01-01T00:00:00Z', '\uD800'),
    fc.string(),
    fc.array(tie('payload'), { maxLength: 4 }),
    fc.dictionary(names, tie('payload'), { maxKeys: 6 }),
  ),
}))

describe.each(sources.map(({ type }) => type))('a source of type %s', (type) => {
  const source = aSource({ type })

  test('answers any JSON with a reading or a reason', () => {
    fc.assert(
      fc.property(payload, (value) => {
        const result = source.read(aRequest(JSON.stringify(value)))
        if (result.ok) expect(JSON.stringify(result.value)).not.toContain('[object Object]')
        else expectReason(result.error)
      }),
      // What presets share is read often enough; each has only its expressions to itself.
      { numRuns: presets.some((preset) => preset.type === type) ? 150 : 1_500 },
    )
  })

  test('answers any bytes under any content type with a reading or a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (body, contentType) => {
        const result = source.read(aRequest(body, { headers: { 'content-type': contentType } }))
        if (!result.ok) expectReason(result.error)
      }),
    )
  })

  test('refuses a stranger without a word about what was expected', () => {
    const auth = anAuth({
      bearerToken: secrets(SECRET),
      basic: { username: SECRET, password: secrets(SECRET) },
      hmacSecret: secrets(SECRET),
      headerToken: secrets(SECRET),
      queryToken: secrets(SECRET),
    })
    const rejection = aSource({ type, auth }).authenticate(aRequest('{}'))
    expect(rejection?.status).toBe(401)
    expect(JSON.stringify(rejection)).not.toContain(SECRET)
  })

  test('never quotes a body that it refuses', () => {
    const bodies = [`{"password":"${SECRET}",}`, `["${SECRET}"]`, `{"alerts":"${SECRET}"}`]
    const reasons = bodies.map((body) => JSON.stringify(source.read(aRequest(body))))
    expect(reasons.filter((reason) => reason.includes(SECRET))).toEqual([])
  })
})

const folder = new URL('../../../shared/payloads/', import.meta.url)
const real = ['alertmanager', 'grafana'].flatMap((type) =>
  existsSync(folder)
    ? readdirSync(new URL(type, folder))
        .filter((name) => /^(?!custom-payload).*(?<!headers)\.json$/.test(name))
        .map((name) => ({ type, name }))
    : [],
)

// Skipped where the shared payloads are absent.
describe.skipIf(real.length === 0)('payloads of real senders', () => {
  test.each(real)('$type/$name', ({ type, name }) => {
    const bytes = readFileSync(new URL(`${type}/${name}`, folder))
    const payload = JSON.parse(bytes.toString('utf8'))
    const result = aSource({ type }).read(aRequest(bytes))
    const said = payload.alerts ?? [{ status: payload.state === 'ok' ? 'resolved' : 'firing' }]
    expect(result.ok && result.value.alerts.map(({ status }) => status)).toEqual(
      said.map(({ status }: { status: string }) => status),
    )
    const started = said.map(({ startsAt }: { startsAt?: string }) =>
      startsAt && !startsAt.startsWith('0001') ? Date.parse(startsAt) : expect.any(Number),
    )
    expect(result.ok && result.value.alerts.map(({ startsAt }) => startsAt)).toEqual(started)
  })
})

function expectReason(rejection: Rejection): void {
  expect(Object.keys(REJECTIONS)).toContain(rejection.code)
  expect(rejection.message.length).toBeLessThan(400)
}
