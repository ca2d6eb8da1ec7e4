import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { METRICS } from '../../src/telemetry/metrics-table.ts'

const read = (path: string) =>
  readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8')

/** Every PromQL expression below this value. */
function expressionsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'expr' && typeof inner === 'string' ? [inner] : expressionsIn(inner),
  )
}

/** What a scrape adds, and what the sums of a histogram have. */
const ALWAYS = ['job', 'instance']
const OTHERS = ['up', 'process_start_time_seconds', 'process_resident_memory_bytes']

/** What an expression asks for that `/metrics` does not have. */
function unknownIn(expression: string): readonly string[] {
  const metrics: Readonly<Record<string, { labels: readonly string[]; type: string }>> = METRICS
  const names = [...new Set(expression.match(/\b(?:dingbridge|process|nodejs)_\w+|\bup\b/g))]
  const known = names.map((name) => {
    const base = name.replace(/_(?:bucket|sum|count)$/, '')
    const row = metrics[name] ?? (metrics[base]?.type === 'histogram' ? metrics[base] : undefined)
    return { name, labels: row ? [...row.labels, 'le'] : OTHERS.includes(name) ? [] : null }
  })
  const labels = known.flatMap((each) => each.labels ?? []).concat(ALWAYS)
  const grouped = [...expression.matchAll(/\b(?:by|on|without)\s*\(([^)]*)\)/g)]
  const selected = [...expression.matchAll(/\{([^}]*)\}/g)]
  const asked = [
    ...grouped.flatMap(([, list = '']) => list.split(',').map((label) => label.trim())),
    ...selected.flatMap(([, list = '']) =>
      [...list.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    ),
  ]
  return [
    ...known.filter((each) => each.labels === null).map(({ name }) => name),
    ...asked.filter((label) => !labels.includes(label)),
  ]
}

test.each([
  ['a metric', 'sum(dingbridge_wating)', ['dingbridge_wating']],
  ['a label', 'sum by (targt) (dingbridge_waiting{receiver="a", colour="b"})', ['targt', 'colour']],
  ['a bucket of what is no histogram', 'dingbridge_waiting_bucket', ['dingbridge_waiting_bucket']],
])('the search for unknown names finds %s', (_what, expression, found) => {
  expect(unknownIn(expression)).toEqual(found)
})

test('the dashboard asks only for what the bridge exports, and for nearly all of it', () => {
  const expressions = expressionsIn(JSON.parse(read('grafana/dashboard.json')))
  expect(expressions.flatMap(unknownIn)).toEqual([])
  const missing = Object.keys(METRICS).filter((name) => !expressions.join().includes(name))
  expect(missing).toEqual(['dingbridge_build_info'])
})

test('no panel lies over another, and each says what it is', () => {
  const { panels } = JSON.parse(read('grafana/dashboard.json'))
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }: { gridPos: Record<string, number> }) =>
    Array.from({ length: w! * h! }, (_, i) => `${x! + (i % w!)},${y! + Math.floor(i / w!)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
  expect(panels.filter(({ title }: { title: string }) => !title)).toEqual([])
})

test('the alert rules ask only for what the bridge exports', () => {
  expect(expressionsIn(parse(read('prometheus/rules.yaml'))).flatMap(unknownIn)).toEqual([])
})
