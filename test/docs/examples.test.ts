import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { mappingOf } from '../../src/ingest/mapping/form.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { configSchema } from '../../src/settings/schema.ts'
import { aRequest, aSource } from '../ingest/make.ts'

const PAGES = [
  'alertmanager',
  'dingtalk-setup',
  'generic',
  'grafana',
  'sources/dingtalk-robot',
  'sources/prometheus-webhook-dingtalk',
  'templates',
  'testing',
]

async function blocks(page: string, language: string): Promise<readonly string[]> {
  const text = await readFile(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8')
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , block = '']) => block)
}

/** A piece of our own settings, not of a sender's. */
const isOurs = (piece: object): boolean =>
  Object.keys(piece).every((key) => Object.hasOwn(configSchema.shape, key)) &&
  !JSON.stringify(piece).includes('webhook_configs')

test.each(PAGES)('every piece of settings in docs/%s.md is one', async (page) => {
  const pieces = (await blocks(page, 'yaml')).map((block) => parse(block) as object).filter(isOurs)
  expect(pieces.length).toBeGreaterThan(0)
  for (const piece of pieces) {
    const { error } = configSchema.safeParse(inlined(piece))
    expect(error?.issues ?? []).toEqual([])
  }
})

test('the template of docs/templates.md compiles', async () => {
  const [source = ''] = await blocks('templates', 'handlebars')
  const { issues, templates } = compileTemplates([{ name: 'mine', file: 'mine.hbs', source }])
  expect([issues, [...templates.keys()]]).toEqual([[], ['mine']])
})

test('the map of docs/generic.md makes of its body what the page says', async () => {
  const [yaml = ''] = await blocks('generic', 'yaml')
  const [json = ''] = await blocks('generic', 'json')
  const { map } = configSchema.parse(inlined(parse(yaml))).sources[0] ?? {}
  const source = aSource({ type: 'generic', map: map ? mappingOf(map) : null })
  const reading = source.read(aRequest(json))
  expect(reading.ok && reading.value.alerts).toMatchObject([
    {
      status: 'firing',
      startsAt: Date.parse('2026-11-22T06:10:00Z'),
      labels: { alertname: 'pg_dump on db-1', job: 'pg_dump', host: 'db-1', team: 'db' },
      annotations: { description: 'no space left', size: '0' },
    },
  ])
})

/** Files that hold a value are read before the settings are: here the value is put in their place. */
function inlined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inlined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key.endsWith('_file') && key !== 'suite_ticket_file'
        ? [key.slice(0, -'_file'.length), key === 'url_file' ? ROBOT : 'x']
        : [key, inlined(inner)],
    ),
  )
}

const ROBOT = 'https://oapi.dingtalk.com/robot/send?access_token=x'
