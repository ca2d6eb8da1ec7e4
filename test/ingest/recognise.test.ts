import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openRecogniser } from '../../src/ingest/recognise.ts'
import type { InboundRequest } from '../../src/ingest/source.ts'
import { aRequest, aSource } from './make.ts'
import { isAbsent, nameOf, requestOf, shared, TABLES } from './preset-tables.ts'

/** Whom `/webhook/auto` takes it to be from; null: nobody known, at most any JSON. */
const recognise = openRecogniser(new Map(), (type) => aSource({ type }))
const takerOf = (request: InboundRequest): string | null => {
  const found = recognise(request)
  if (!found.ok)
    return found.error.message.startsWith('No sender is known') ? null : found.error.message
  return found.value.type === 'generic' ? null : found.value.type
}

// Whoever can only send a GET has to name the source.
const own = TABLES.flatMap(([type, rows]) =>
  rows
    .filter((row) => row.refused === undefined && row.query === undefined && !isAbsent(row))
    .map((row) => ({ type, name: nameOf(row), row })),
)

test.each(own)(
  '$type is known by $name, and nobody else is, unless the row says so',
  ({ type, row }) => {
    expect(takerOf(requestOf(row))).toBe(row.auto === undefined ? type : row.auto)
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
    expect(takerOf(requestOf({ payload })) ?? '').not.toContain('It may be')
  })
})

test('what nobody sends is recognised by nobody', () => {
  for (const body of [
    {},
    [],
    { hello: 'world' },
    { status: 'firing' },
    '"text"',
    '7',
    'null',
    'a=b',
  ])
    expect(takerOf(aRequest(body))).toBe(null)
})

test('a few lines of text are those of a script', () => {
  for (const type of ['text/plain', 'TEXT/PLAIN; charset=utf-8'])
    expect(takerOf(aRequest('OK: backup', { headers: { 'content-type': type } }))).toBe('text')
})
