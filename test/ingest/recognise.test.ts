import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { InboundRequest } from '../../src/ingest/source.ts'
import { sources } from '../../src/ingest/sources.ts'
import { isAbsent, nameOf, requestOf, shared, TABLES } from './preset-tables.ts'

const takers = (request: InboundRequest): readonly string[] => {
  const payload = payloadOf(request)
  return sources.filter((each) => each.recognises?.({ request, payload })).map(({ type }) => type)
}

function payloadOf({ body, query, headers }: InboundRequest): unknown {
  if (body.length === 0) return Object.fromEntries(query)
  const text = Buffer.from(body).toString('utf8')
  if (headers['content-type']?.includes('form'))
    return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const own = TABLES.flatMap(([type, rows]) =>
  rows
    .filter((row) => row.refused === undefined && !isAbsent(row))
    .map((row) => ({ type, name: nameOf(row), row })),
)

test.each(own)(
  '$type is known by $name, and nobody else is, unless the row says so',
  ({ type, row }) => {
    const expected = row.auto === undefined ? [type] : [row.auto ?? []].flat()
    expect(takers(requestOf(row))).toEqual(expected)
  },
)

const folders = ['ci', 'monitoring-other', 'grafana', 'alertmanager']
const named = new Set(own.map(({ row }) => row.payload))
const others = folders.flatMap((folder) =>
  existsSync(new URL(folder, shared))
    ? readdirSync(new URL(folder, shared))
        .filter((name) => !name.endsWith('.headers.json'))
        .map((name) => `${folder}/${name}`)
        .filter((payload) => !named.has(payload))
    : [],
)

// Skipped where the shared payloads are absent.
describe.skipIf(others.length === 0)('a payload that is in no table', () => {
  test.each(others)('%s is nobody’s, or that of one type', (payload) => {
    expect(takers(requestOf({ payload })).length).toBeLessThanOrEqual(1)
  })
})

test('what nobody sends is recognised by nobody', () => {
  for (const body of [{}, [], { hello: 'world' }, { status: 'firing' }, 'text', 7, null])
    expect(takers(requestOf({ body }))).toEqual([])
})
