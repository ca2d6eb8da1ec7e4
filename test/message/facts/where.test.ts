import { expect, test } from 'vitest'
import { labelsOf, NO_LABELS } from '../../../src/domain/labels.ts'
import { headingsOf, placesBesideName } from '../../../src/message/facts/where.ts'

const HOST = labelsOf([
  ['host', 'server1'],
  ['cluster', 'prod-cn'],
])

test('a check that is named after its host does not say the host again', () => {
  expect(placesBesideName(HOST, 'server1')).toEqual(['prod-cn'])
  expect(placesBesideName(HOST, 'server10')).toEqual(['server1', 'prod-cn'])
})

test('nor does its heading beside other names, but beside its like it is all there is', () => {
  const one = { name: 'server1', labels: HOST }
  const headings = (...names: readonly string[]) => {
    const of = headingsOf([one, ...names.map((name) => ({ ...one, name }))], NO_LABELS, [])
    return [0, 1].map(of)
  }
  expect(headings('disk')).toEqual(['server1 · prod-cn', 'disk · server1 · prod-cn'])
  expect(headings('server1')).toEqual(['server1 · prod-cn', 'server1 · prod-cn'])
})

test('of a rule that could not be asked the rule is named', () => {
  const labels = labelsOf([
    ['rulename', 'CPU high'],
    ['datasource_uid', 'P1'],
    ['cluster', 'prod-cn'],
  ])
  expect(placesBesideName(labels, 'DatasourceNoData')).toEqual(['CPU high', 'prod-cn'])
})
