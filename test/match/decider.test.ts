import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelsOf } from '../../src/domain/labels.ts'
import { decisionsByAlert } from '../../src/match/decider.ts'
import { walk } from '../../src/match/route.ts'
import type { DispatchEvent } from '../../src/match/trace.ts'
import { anAlert } from '../support/make.ts'
import { aRoute, labels } from './make.ts'

const tree = aRoute({
  receiver: 'fallback',
  routes: [
    { matchers: ['audit="yes"'], receiver: 'audit', continue: true },
    {
      matchers: ['team=~"db|infra"', 'env!="test"'],
      receiver: 'db',
      routes: [{ matchers: ['severity="critical"'], receiver: 'db-phone' }],
    },
  ],
})

const traceOf = (pairs: Readonly<Record<string, string>>): readonly DispatchEvent[] => {
  const alert = anAlert({ labels: pairs })
  const trace: DispatchEvent[] = [{ kind: 'alert', alert, labels: alert.labels }]
  walk(tree, labels(pairs), (visit) => trace.push({ kind: 'route', visit }))
  return trace
}

const deciders = (pairs: Readonly<Record<string, string>>) =>
  decisionsByAlert(traceOf(pairs)).flatMap((each) => each.deciders)

test('the matchers of the route that took it decided', () => {
  expect(deciders({ team: 'db', severity: 'critical' })).toEqual([
    {
      route: 'route.routes[1].routes[0]',
      receiver: 'db-phone',
      matchers: ['severity="critical"'],
      refusals: [],
    },
  ])
})

test('where every route below said no, each names its first matcher that did', () => {
  expect(deciders({ team: 'db', env: 'test' })).toEqual([
    {
      route: 'route',
      receiver: 'fallback',
      matchers: [],
      refusals: [
        { route: 'route.routes[0]', matcher: 'audit="yes"' },
        { route: 'route.routes[1]', matcher: 'env!="test"' },
      ],
    },
  ])
})

test('an alert that goes several ways has a decider for each', () => {
  const found = deciders({ audit: 'yes', team: 'infra' })
  expect(found.map(({ route, receiver }) => [route, receiver])).toEqual([
    ['route.routes[0]', 'audit'],
    ['route.routes[1]', 'db'],
  ])
})

test('those who decided are always those where the walk ends', () => {
  const value = fc.constantFrom('yes', 'db', 'infra', 'test', 'critical', '')
  const names = fc.constantFrom('audit', 'team', 'env', 'severity')
  fc.assert(
    fc.property(fc.array(fc.tuple(names, value)), (pairs) => {
      const given = { ...labelsOf(pairs) }
      const ends = walk(tree, labels(given)).map(({ path }) => path)
      expect(deciders(given).map(({ route }) => route)).toEqual(ends)
    }),
  )
})

test('each alert of a webhook has its own decisions', () => {
  const both = [...traceOf({ alertname: 'A' }), ...traceOf({ alertname: 'B', team: 'db' })]
  expect(
    decisionsByAlert(both).map(({ alert, deciders }) => [
      alert.labels['alertname'],
      deciders[0]?.receiver,
    ]),
  ).toEqual([
    ['A', 'fallback'],
    ['B', 'db'],
  ])
})
