import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dispatch } from '../../src/match/dispatch.ts'
import { explain } from './explained.ts'
import { aListener, anAlert, anInterval, aPlan, aWebhook, labels, matchersOf } from './make.ts'

const NOW = Date.parse('2026-03-07T12:00:00Z')
const weekends = anInterval('weekends', { weekdays: ['saturday', 'sunday'] })

test('every decision about an alert can be read', () => {
  const plan = aPlan(
    {
      routes: [
        { matchers: ['team="db"'], receiver: 'dba', continue: true, mute: [weekends] },
        { receiver: 'sre', sendResolved: false },
      ],
    },
    {
      sre: [aListener('chat'), aListener('phone', { matchers: matchersOf(['team="web"']) })],
      dba: [aListener('chat'), aListener('dba-chat')],
    },
  )
  const alert = anAlert({ team: 'db' })
  const { alerts, wish } = explain(plan, aWebhook([alert]), NOW)
  const until = Date.parse('2026-03-09T00:00:00Z')
  const mute = { until, heldUntil: until, by: ['weekends'] }
  expect(wish).toBe(null)
  expect(alerts).toEqual([
    {
      alert,
      labels: labels({
        team: 'db',
        __source__: 'prod',
        __type__: 'alertmanager',
        __status__: 'firing',
        __receiver__: '',
        __kind__: 'alert',
      }),
      visits: [
        { path: 'route', receiver: 'sre', outcome: { kind: 'entered', verdicts: [] } },
        {
          path: 'route.routes[0]',
          receiver: 'dba',
          outcome: {
            kind: 'entered',
            verdicts: [{ matcher: 'team="db"', holds: true, actual: 'db' }],
          },
        },
        { path: 'route.routes[1]', receiver: 'sre', outcome: { kind: 'entered', verdicts: [] } },
      ],
      decisions: [
        {
          route: 'route.routes[0]',
          receiver: 'dba',
          listener: 'chat',
          verdicts: [],
          target: 'chat',
          fate: { kind: 'already_told', route: 'route.routes[1]', listener: 'chat' },
        },
        {
          route: 'route.routes[0]',
          receiver: 'dba',
          listener: 'dba-chat',
          verdicts: [],
          target: 'dba-chat',
          fate: { kind: 'muted', mute },
        },
        {
          route: 'route.routes[1]',
          receiver: 'sre',
          listener: 'chat',
          verdicts: [],
          target: 'chat',
          fate: { kind: 'told' },
        },
        {
          route: 'route.routes[1]',
          receiver: 'sre',
          listener: 'phone',
          verdicts: [{ matcher: 'team="web"', holds: false, actual: 'db' }],
          target: null,
          fate: { kind: 'narrowed' },
        },
      ],
    },
  ])
})

test('who did not want it resolved is named', () => {
  const plan = aPlan(
    { sendResolved: false },
    { sre: [aListener('a'), aListener('b', { sendResolved: false })] },
  )
  const { alerts } = explain(plan, aWebhook([anAlert({}, { status: 'resolved' })]), NOW)
  expect(alerts.flatMap(({ decisions }) => decisions.map(({ fate }) => fate))).toEqual([
    { kind: 'resolved_unwanted', saidBy: 'route' },
    { kind: 'resolved_unwanted', saidBy: 'listener' },
  ])
})

test('a wish is answered, and no route is visited', () => {
  const plan = aPlan({}, { sre: [aListener('chat')], dba: [aListener('dba-chat')] })
  const asked = aWebhook([anAlert({})], { wishedReceiver: 'dba', mayWish: ['dba'] })
  const { wish, alerts } = explain(plan, asked, NOW)
  expect(wish).toEqual({ receiver: 'dba', answer: 'granted' })
  expect(alerts.map(({ visits }) => visits)).toEqual([[]])
})

const teams = fc.constantFrom('db', 'web', 'ops')
const alert = fc
  .record({
    team: teams,
    status: fc.constantFrom('firing', 'resolved'),
    kind: fc.constantFrom('alert', 'ci'),
    id: fc.nat(),
  })
  .map(({ team, id, status, kind }) => anAlert({ team, id: String(id) }, { status, kind }))
const child = fc.record({
  matchers: fc.array(
    teams.map((team) => `team="${team}"`),
    { maxLength: 1 },
  ),
  receiver: fc.constantFrom('sre', 'dba'),
  continue: fc.boolean(),
  sendResolved: fc.boolean(),
  mute: fc.constantFrom([], [weekends]),
  onMute: fc.constantFrom('hold', 'drop'),
})
const listeners = fc.array(
  fc
    .record({
      name: fc.constantFrom('x', 'y', 'z'),
      sendResolved: fc.constantFrom(null, true, false),
      mute: fc.constantFrom([], [weekends]),
    })
    .map(({ name, ...rest }) => aListener(name, rest)),
  { minLength: 1, maxLength: 3 },
)
const plan = fc
  .record({ routes: fc.array(child, { maxLength: 4 }), sre: listeners, dba: listeners })
  .map(({ routes, ...receivers }) => aPlan({ routes }, receivers))

test('explaining changes nothing, and tells of each alert at each target what dispatch does', () => {
  fc.assert(
    fc.property(plan, fc.array(alert, { maxLength: 5 }), (plan, alerts) => {
      const webhook = aWebhook(alerts)
      const drafts = dispatch(plan, webhook, NOW)
      const explained = explain(plan, webhook, NOW)
      expect(explained.drafts).toEqual(drafts)

      const drafted = drafts.flatMap(({ target, notification, mute, dropped }) =>
        notification.alerts.map((one) => [
          one,
          target.key,
          dropped ? 'dropped' : mute ? 'muted' : 'told',
        ]),
      )
      const decided = explained.alerts.flatMap(({ alert: one, decisions }) =>
        decisions
          .filter(({ fate }) => ['told', 'muted', 'dropped'].includes(fate.kind))
          .map(({ target, fate }) => [one, target, fate.kind]),
      )
      expect(new Set(drafted.map((row) => JSON.stringify(row)))).toEqual(
        new Set(decided.map((row) => JSON.stringify(row))),
      )
      expect(drafted.length).toBe(decided.length)

      for (const { decisions } of explained.alerts) {
        const heard = decisions.filter(({ fate }) =>
          ['told', 'muted', 'dropped'].includes(fate.kind),
        )
        expect(new Set(heard.map(({ target }) => target)).size).toBe(heard.length)
        const reached = decisions.flatMap(({ target }) => target ?? [])
        expect(new Set(heard.map(({ target }) => target))).toEqual(new Set(reached))
      }
    }),
    { numRuns: 300 },
  )
})
