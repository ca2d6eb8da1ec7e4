import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { mappingForm, mappingOf } from '../../src/ingest/mapping/form.ts'
import { aRequest, aSource } from '../ingest/make.ts'

const text = readFileSync(new URL('../../docs/mapping.md', import.meta.url), 'utf8')
const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain',
}

/** Each has a mapping, a body, and what is told of it. */
const examples = [...text.matchAll(/^### (.+)$([\s\S]*?)(?=^### |$(?![\s\S]))/gm)].map(
  ([, name = '', section = '']) => {
    const [map, body, told] = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
      ([, language = '', block = '']) => ({ language, block }),
    )
    return { name, map, body, told }
  },
)

test('there are five examples', () => {
  expect(examples).toHaveLength(5)
})

test.each(examples)('$name', ({ map, body, told }) => {
  const mapping = mappingOf(mappingForm.parse(parse(map?.block ?? '').map))
  const { headers, told: expected } = parse(told?.block ?? '')
  const type = TYPES[body?.language ?? ''] ?? ''
  const request = aRequest(body?.block, { headers: { 'content-type': type, ...headers } })
  const reading = aSource({ type: 'generic', map: mapping }).read(request)
  const alerts = reading.ok ? reading.value.alerts : []
  expect(
    alerts.map((alert) => ({ ...alert, startsAt: new Date(alert.startsAt).toISOString() })),
  ).toMatchObject(expected)
})
