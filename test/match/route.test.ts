import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Labels } from '../../src/domain/labels.ts'
import { type Route, type RouteVisit, walk } from '../../src/match/route.ts'
import { aRoute, labels, type RouteSketch } from './make.ts'

const tree = aRoute({
  receiver: 'fallback',
  routes: [
    { matchers: ['audit="yes"'], receiver: 'audit', continue: true },
    {
      matchers: ['team=~"db|infra"'],
      receiver: 'db',
      routes: [
        { matchers: ['severity="critical"'], receiver: 'db-phone', continue: true },
        { matchers: ['severity=~"critical|error"'], receiver: 'db-chat' },
      ],
    },
    { matchers: ['severity="critical"', 'env!="test"'], receiver: 'phone' },
  ],
})

test.each<[Readonly<Record<string, string>>, readonly string[]]>([
  [{}, ['fallback']],
  [{ audit: 'yes' }, ['audit']],
  [{ audit: 'yes', severity: 'critical' }, ['audit', 'phone']],
  [{ team: 'db' }, ['db']],
  [{ team: 'db', severity: 'error' }, ['db-chat']],
  [{ team: 'infra', severity: 'critical' }, ['db-phone', 'db-chat']],
  [{ team: 'database', severity: 'critical' }, ['phone']],
  [{ severity: 'critical', env: 'test' }, ['fallback']],
])('%j goes to %j', (pairs, receivers) => {
  expect(walk(tree, labels(pairs)).map(({ receiver }) => receiver)).toEqual(receivers)
})

test('the root takes everything, even what its matchers refuse', () => {
  const root = aRoute({ matchers: ['team="db"'] })
  expect(walk(root, labels({}))).toEqual([root])
})

test('a visitor hears each verdict, and which nodes were not asked', () => {
  const visits: RouteVisit[] = []
  walk(tree, labels({ team: 'db', severity: 'error' }), (visit) => visits.push(visit))
  expect(visits).toEqual([
    { path: 'route', receiver: 'fallback', outcome: { kind: 'entered', verdicts: [] } },
    {
      path: 'route.routes[0]',
      receiver: 'audit',
      outcome: {
        kind: 'refused',
        verdicts: [{ matcher: 'audit="yes"', holds: false, actual: null }],
      },
    },
    {
      path: 'route.routes[1]',
      receiver: 'db',
      outcome: {
        kind: 'entered',
        verdicts: [{ matcher: 'team=~"db|infra"', holds: true, actual: 'db' }],
      },
    },
    {
      path: 'route.routes[1].routes[0]',
      receiver: 'db-phone',
      outcome: {
        kind: 'refused',
        verdicts: [{ matcher: 'severity="critical"', holds: false, actual: 'error' }],
      },
    },
    {
      path: 'route.routes[1].routes[1]',
      receiver: 'db-chat',
      outcome: {
        kind: 'entered',
        verdicts: [{ matcher: 'severity=~"critical|error"', holds: true, actual: 'error' }],
      },
    },
    {
      path: 'route.routes[2]',
      receiver: 'phone',
      outcome: { kind: 'skipped', takenBy: 'route.routes[1]' },
    },
  ])
})

const matcher = fc
  .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('=', '!='), fc.constantFrom('', '1', '2'))
  .map(([name, op, value]) => `${name}${op}"${value}"`)

const sketchOf = (depth: number): fc.Arbitrary<RouteSketch> =>
  fc.record({
    matchers: fc.array(matcher, { maxLength: 2 }),
    continue: fc.boolean(),
    routes: depth === 0 ? fc.constant([]) : fc.array(sketchOf(depth - 1), { maxLength: 3 }),
  })

const anyLabels = fc
  .record({ a: fc.constantFrom('1', '2'), b: fc.constantFrom('1', '2') }, { requiredKeys: [] })
  .map((pairs) => labels(pairs as Readonly<Record<string, string>>))

/** As Alertmanager's documentation has it: every node says for itself whether it is taken. */
function taken(root: Route, set: Labels): readonly Route[] {
  const willing = (route: Route) => route.matchers.every((one) => one.matches(set))
  const reached = (route: Route): readonly Route[] => {
    const children = route.routes.filter(
      (child, i) =>
        willing(child) &&
        !route.routes.slice(0, i).some((before) => willing(before) && !before.continue),
    )
    return [route, ...children.flatMap(reached)]
  }
  const nodes = reached(root)
  return nodes.filter((node) => !node.routes.some((child) => nodes.includes(child)))
}

test('the walk takes the routes that the rules name, and tracing changes nothing', () => {
  fc.assert(
    fc.property(sketchOf(3), anyLabels, (root, set) => {
      const tree = aRoute(root)
      const visits: RouteVisit[] = []
      const routes = walk(tree, set).map(({ path }) => path)
      expect(routes).toEqual(taken(tree, set).map(({ path }) => path))
      expect(walk(tree, set, (visit) => visits.push(visit)).map(({ path }) => path)).toEqual(routes)
      expect(new Set(visits.map(({ path }) => path)).size).toBe(visits.length)
    }),
    { numRuns: 500 },
  )
})
