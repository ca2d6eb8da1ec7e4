import { expect, test } from 'vitest'
import { compileMapping } from '../../src/ingest/mapping/compile.ts'
import { mappingOf } from '../../src/ingest/mapping/form.ts'
import type { Reading } from '../../src/ingest/source.ts'
import { aRequest, aSource, NOW } from './make.ts'

type Written = Parameters<typeof mappingOf>[0]

function read(map: Written, body: unknown): Reading {
  const reading = aSource({ type: 'generic', map: mappingOf(map) }).read(aRequest(body))
  if (!reading.ok) throw new Error(reading.error.message)
  return reading.value
}

test('texts that stand for nothing count as missing, however deep they are', () => {
  const map = {
    blank: '\\{[A-Z.]+\\}|null',
    fields: { name: '{{default trigger host.name}}', value: '{{value}}' },
    labels: { users: '{{join users}}' },
  }
  const body = { trigger: '{TRIGGER.NAME}', host: { name: 'db-1' }, users: ['null', 'a'], value: 0 }
  expect(read(map, body).alerts[0]).toMatchObject({
    labels: { alertname: 'db-1', users: 'a' },
    value: '0',
  })
})

test('only a whole text stands for nothing, and never a long one', () => {
  const map = { blank: 'n.*', fields: { name: '{{a}}', summary: '{{b}}' } }
  const b = 'n'.repeat(300)
  expect(read(map, { a: 'on', b }).alerts[0]).toMatchObject({
    labels: { alertname: 'on' },
    annotations: { summary: b },
  })
})

test('a pattern that is none is an issue of the mapping', () => {
  expect(compileMapping(mappingOf({ blank: '(', fields: { name: 'x' } }))).toMatchObject({
    ok: false,
    error: [{ field: 'blank', message: '"(" is no regular expression (RE2).' }],
  })
})

test('a block over texts sees what is around it', () => {
  const map = { fields: { name: '{{#each hosts}}{{this}}.{{../zone}} {{/each}}' } }
  expect(read(map, { hosts: ['a', 'b'], zone: 'cn' }).alerts[0]?.labels).toEqual({
    alertname: 'a.cn b.cn',
  })
})

test('details become annotations and tags labels, what is named by itself winning', () => {
  const map = {
    fields: { name: '{{title}}' },
    tags: '{{tags}}',
    details: '{{more}}',
    annotations: { note: 'mine' },
  }
  const body = { title: 'A', tags: ['alertname=B', 'team=db'], more: { note: 'theirs', why: 'x' } }
  expect(read(map, body).alerts[0]).toMatchObject({
    labels: { alertname: 'A', team: 'db' },
    annotations: { note: 'mine', why: 'x' },
  })
})

test('the event is the reason of a notification, so that a repeat can be told from news', () => {
  const map = { event: '{{did}}', events: { opened: {}, joined: {} }, fields: { name: '{{n}}' } }
  expect(['opened', 'joined'].map((did) => read(map, { did, n: 1 }).group.reason)).toEqual([
    'opened',
    'joined',
  ])
})

test('what is known to have ended, but not when it began, did not last', () => {
  const map = { fields: { name: '{{n}}', status: 'ok', ends_at: '{{at}}' } }
  const at = '2026-11-21T10:00:00Z'
  expect(read(map, { n: 'a', at }).alerts[0]).toMatchObject({
    startsAt: Date.parse(at),
    endsAt: Date.parse(at),
  })
  expect(read(map, { n: 'a' }).alerts[0]).toMatchObject({ startsAt: NOW, endsAt: null })
})

test('a result in a word that nobody knows is told as failed, with the word beside it', () => {
  const map = { kind: 'ci', fields: { name: '{{job}}', result: '{{end}}' } }
  expect(read(map, { job: 'unit', end: 'Half done' }).alerts[0]).toMatchObject({
    status: 'firing',
    labels: { alertname: 'unit', result: 'failed' },
    annotations: { status: 'Half done' },
  })
})
