import { expect, test } from 'vitest'
import { compileMapping } from '../../src/ingest/mapping/compile.ts'
import { mappingOf } from '../../src/ingest/mapping/form.ts'
import type { InboundRequest } from '../../src/ingest/source.ts'
import { aRequest, aSource } from './make.ts'

type Written = Parameters<typeof mappingOf>[0]

const read = (map: Written, body: unknown, over: Partial<InboundRequest> = {}) =>
  aSource({ type: 'generic', map: mappingOf(map) }).read(aRequest(body, over))

test('each item of the list at the path is mapped, and only what the map names is read', () => {
  const map = {
    alerts: 'data.items',
    fields: {
      title: '{{check.name}}',
      status: '{{#if good}}ok{{else}}firing{{/if}}',
      url: '{{root.base}}/{{n}}',
    },
    labels: { team: '{{check.owner}}', none: '{{missing}}' },
    annotations: { note: 'from {{root.sender}}' },
  }
  const item = (n: number, good: boolean) => ({
    n,
    good,
    title: 'unread',
    check: { name: `c${n}`, owner: 'dba' },
  })
  const body = {
    sender: 'S',
    base: 'https://x.example.com',
    data: { items: [item(1, true), item(2, false)] },
  }
  const result = read(map, body)
  expect(result.ok && result.value.alerts).toMatchObject([
    {
      status: 'resolved',
      labels: { alertname: 'c1', team: 'dba' },
      annotations: { note: 'from S' },
      links: { source: 'https://x.example.com/1' },
    },
    { status: 'firing', labels: { alertname: 'c2', team: 'dba' } },
  ])
  expect(result.ok && Object.keys(result.value.alerts[0]?.labels ?? {})).toEqual([
    'alertname',
    'team',
  ])
})

test('without a path the payload itself is the alert', () => {
  const result = read({ fields: { title: '{{subject}}' } }, { subject: 'A' })
  expect(result.ok && result.value.alerts[0]?.labels).toEqual({ alertname: 'A' })
})

test('a path that leads nowhere is refused', () => {
  expect(read({ alerts: 'data.items', fields: { title: 'A' } }, { data: [] })).toEqual({
    ok: false,
    error: {
      status: 400,
      code: 'bad_payload',
      message: 'data.items: expected a list or an object, as `map:` says',
    },
  })
})

test('a path cannot lead to what every object inherits', () => {
  expect(read({ alerts: '__proto__', fields: { title: 'A' } }, {})).toMatchObject({ ok: false })
})

test('a mapping that comes out empty is refused, because it would tell nothing', () => {
  expect(read({ fields: { title: '{{nothing}}' } }, { a: 1 })).toMatchObject({
    ok: false,
    error: { message: 'the payload: nothing that the mapping names is there' },
  })
})

test('data cannot become a template', () => {
  const result = read({ fields: { title: '{{t}}' } }, { t: '{{lookup this "constructor"}}' })
  expect(result.ok && result.value.alerts[0]?.labels['alertname']).toBe(
    '{{lookup this "constructor"}}',
  )
})

test('everything that is wrong with a mapping is said, with its place', () => {
  const compiled = compileMapping(
    mappingOf({ fields: { title: '{{#if}' }, labels: { a: '{{ok}}', b: '{{' } }),
  )
  expect(!compiled.ok && compiled.error.map((issue) => issue.field)).toEqual([
    'fields.title',
    'labels.b',
  ])
})

test('what the sender calls a piece of news is its key, together with its bytes', () => {
  const map = { idempotency: '{{headers.x-delivery}}', fields: { title: '{{t}}' } }
  const keyOf = (body: object, delivery: string) => {
    const result = read(map, body, { headers: { 'x-delivery': delivery } })
    return result.ok && result.value.idempotencyKey
  }
  expect(keyOf({ t: 'A' }, '1')).toMatch(/^1 [0-9a-f]{64}$/)
  expect(keyOf({ t: 'A' }, '1')).toBe(keyOf({ t: 'A' }, '1'))
  expect(keyOf({ t: 'B' }, '1')).not.toBe(keyOf({ t: 'A' }, '1'))
  expect(keyOf({ t: 'A' }, '')).toBe(undefined)
})
