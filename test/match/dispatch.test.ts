import { describe, expect, test } from 'vitest'
import { type Draft, dispatch } from '../../src/match/dispatch.ts'
import { aListener, anAlert, anInterval, aPlan, aTarget, aWebhook, matchersOf } from './make.ts'

const NOW = Date.parse('2026-03-07T12:00:00Z')
const MONDAY = Date.parse('2026-03-09T00:00:00Z')
const weekends = anInterval('weekends', { weekdays: ['saturday', 'sunday'] })

/** `target < labels of its alerts`, and what is not as usual. */
const say = ({ target, notification, mute, dropped }: Draft): string => {
  const alerts = notification.alerts.map(({ labels }) => labels['name']).join(' ')
  const silence = mute ? ` muted until ${mute.until} by ${mute.by}` : ''
  return `${target.key} < ${alerts}${silence}${dropped ? ` dropped: ${dropped}` : ''}`
}

const a = anAlert({ name: 'a', team: 'db' })
const b = anAlert({ name: 'b', team: 'web' })
const c = anAlert({ name: 'c', team: 'db' })

test('the alerts of one route and one target are one notification, with all it needs', () => {
  const plan = aPlan(
    { receiver: 'sre', routes: [{ matchers: ['team="db"'], receiver: 'dba', template: 'short' }] },
    { sre: [aListener('chat')], dba: [aListener('dba-chat')] },
  )
  const webhook = aWebhook([a, b, { ...c, status: 'resolved' }])
  const shared = { source: 'prod', sourceType: 'alertmanager', group: webhook.reading.group }
  expect(dispatch(plan, webhook, NOW)).toEqual([
    {
      target: aTarget('chat'),
      notification: {
        ...shared,
        receiver: 'sre',
        route: ['route'],
        status: 'firing',
        alerts: [b],
        template: null,
        notice: null,
      },
      mute: null,
      dropped: null,
    },
    {
      target: aTarget('dba-chat'),
      notification: {
        ...shared,
        receiver: 'dba',
        route: ['route', 'routes[0]'],
        status: 'firing',
        alerts: [a, { ...c, status: 'resolved' }],
        template: 'short',
        notice: null,
      },
      mute: null,
      dropped: null,
    },
  ])
})

test('no alerts, no drafts', () => {
  expect(dispatch(aPlan({}, { sre: [aListener('chat')] }), aWebhook([]), NOW)).toEqual([])
})

test('drafts come in the order of the tree and of the targets, whatever the order of the alerts', () => {
  const plan = aPlan(
    { routes: [{ matchers: ['team="web"'], receiver: 'web' }, { matchers: ['team="db"'] }] },
    { sre: [aListener('one'), aListener('two')], web: [aListener('three')] },
  )
  const expected = ['three < b', 'one < a', 'two < a']
  expect(dispatch(plan, aWebhook([a, b]), NOW).map(say)).toEqual(expected)
  expect(dispatch(plan, aWebhook([b, a]), NOW).map(say)).toEqual(expected)
})

test('a target may narrow what it hears', () => {
  const narrow = aListener('phone', { matchers: matchersOf(['team="db"', '__status__="firing"']) })
  const plan = aPlan({}, { sre: [aListener('chat'), narrow] })
  expect(dispatch(plan, aWebhook([a, b, c]), NOW).map(say)).toEqual(['chat < a b c', 'phone < a c'])
})

test('a templated group hears the alerts that lead to it', () => {
  const choose: typeof listener.choose = (alert) => aTarget(`group of ${alert.labels['team']}`)
  const listener = aListener('by team', { targets: [] })
  const plan = aPlan({}, { sre: [{ ...listener, choose }] })
  expect(dispatch(plan, aWebhook([a, b, c]), NOW).map(say)).toEqual([
    'group of db < a c',
    'group of web < b',
  ])
})

describe('meta labels', () => {
  const heard = (matcher: string, alert = a) => {
    const plan = aPlan(
      { routes: [{ matchers: [matcher], receiver: 'x' }] },
      {
        sre: [aListener('no')],
        x: [aListener('yes')],
      },
    )
    const webhook = aWebhook([alert])
    const group = { ...webhook.reading.group, receiver: 'oncall' }
    const drafts = dispatch(plan, { ...webhook, reading: { group, alerts: [alert] } }, NOW)
    return drafts.map(({ target }) => target.key)
  }

  test.each([
    '__source__="prod"',
    '__type__="alertmanager"',
    '__status__="firing"',
    '__receiver__="oncall"',
    '__kind__="alert"',
  ])('%s can be matched', (matcher) => {
    expect(heard(matcher)).toEqual(['yes'])
  })

  test('a label of the alert cannot fake one', () => {
    const fake = anAlert({ __source__: 'vault', __kind__: 'ci', __receiver__: 'boss' })
    expect(heard('__source__="vault"', fake)).toEqual(['no'])
    expect(heard('__kind__="ci"', fake)).toEqual(['no'])
    expect(heard('__receiver__="boss"', fake)).toEqual(['no'])
  })
})

describe('send_resolved', () => {
  const gone = { ...b, status: 'resolved' as const }

  test.each<[string, boolean, boolean | null, readonly string[]]>([
    ['the route says yes', true, null, ['chat < a b']],
    ['the route says no', false, null, ['chat < a']],
    ['the target wins with yes', false, true, ['chat < a b']],
    ['the target wins with no', true, false, ['chat < a']],
  ])('%s', (_, sendResolved, own, expected) => {
    const plan = aPlan({ sendResolved }, { sre: [aListener('chat', { sendResolved: own })] })
    expect(dispatch(plan, aWebhook([a, gone]), NOW).map(say)).toEqual(expected)
  })

  test('a group of which nothing is left is not told', () => {
    const plan = aPlan({ sendResolved: false }, { sre: [aListener('chat')] })
    expect(dispatch(plan, aWebhook([gone]), NOW)).toEqual([])
  })
})

describe('one alert is told to one target once', () => {
  const everybody = { sre: [aListener('chat')], dba: [aListener('chat'), aListener('phone')] }

  test('the first way wins, per alert', () => {
    const plan = aPlan(
      { routes: [{ matchers: ['name="a"'], receiver: 'dba', continue: true }, {}] },
      everybody,
    )
    const drafts = dispatch(plan, aWebhook([a, b]), NOW)
    expect(drafts.map(say)).toEqual(['chat < a', 'phone < a', 'chat < b'])
  })

  test('the same target twice in one receiver hears it once', () => {
    const plan = aPlan({}, { sre: [aListener('chat'), aListener('chat')] })
    expect(dispatch(plan, aWebhook([a, b]), NOW).map(say)).toEqual(['chat < a b'])
  })

  test.each(['hold', 'drop'] as const)(
    'a muted way (%s) does not silence an open one',
    (onMute) => {
      const muted = { receiver: 'sre', mute: [weekends], onMute, continue: true }
      const plan = aPlan({ routes: [muted, { receiver: 'dba' }] }, everybody)
      const drafts = dispatch(plan, aWebhook([a]), NOW)
      expect(drafts.map(say)).toEqual(['chat < a', 'phone < a'])
      expect(drafts.map(({ notification }) => notification.receiver)).toEqual(['dba', 'dba'])
    },
  )

  test('a way that does not want it resolved leaves it to the next', () => {
    const gone = { ...a, status: 'resolved' as const }
    const deaf = { receiver: 'sre', sendResolved: false, continue: true }
    const plan = aPlan({ routes: [deaf, { receiver: 'dba' }] }, everybody)
    expect(dispatch(plan, aWebhook([gone]), NOW).map(say)).toEqual(['chat < a', 'phone < a'])
  })
})

describe('mutes', () => {
  test('what is muted waits for the end', () => {
    const plan = aPlan({ mute: [weekends] }, { sre: [aListener('chat')] })
    const drafts = dispatch(plan, aWebhook([a, b]), NOW)
    expect(drafts.map(say)).toEqual([`chat < a b muted until ${MONDAY} by weekends`])
  })

  test('on_mute: drop is listed, not told', () => {
    const plan = aPlan({ mute: [weekends], onMute: 'drop' }, { sre: [aListener('chat')] })
    const drafts = dispatch(plan, aWebhook([a]), NOW)
    expect(drafts.map(say)).toEqual([`chat < a muted until ${MONDAY} by weekends dropped: on_mute`])
  })

  test('a target has intervals of its own', () => {
    const quiet = aListener('phone', { active: [anInterval('office', { weekdays: ['monday'] })] })
    const plan = aPlan({}, { sre: [aListener('chat'), quiet] })
    expect(dispatch(plan, aWebhook([a]), NOW).map(say)).toEqual([
      'chat < a',
      `phone < a muted until ${MONDAY} by outside office`,
    ])
  })

  test.each(['ci', 'deploy', 'vcs'] as const)('news of kind %s is dropped, not held', (kind) => {
    const plan = aPlan({ mute: [weekends] }, { sre: [aListener('chat')] })
    const drafts = dispatch(plan, aWebhook([{ ...a, kind }, b]), NOW)
    expect(drafts.map(say)).toEqual([
      `chat < a muted until ${MONDAY} by weekends dropped: stale`,
      `chat < b muted until ${MONDAY} by weekends`,
    ])
  })
})

describe('?receiver=', () => {
  const plan = aPlan(
    { receiver: 'sre', mute: [], template: 'short', routes: [{ receiver: 'tree' }] },
    { sre: [aListener('chat')], dba: [aListener('dba-chat')], tree: [aListener('tree')] },
  )
  const ask = (wishedReceiver: string, mayWish: readonly string[] | 'any') =>
    dispatch(plan, aWebhook([a], { wishedReceiver, mayWish }), NOW).map(
      ({ target, notification: { receiver, route, template, notice } }) => ({
        target: target.key,
        receiver,
        route,
        template,
        notice,
      }),
    )

  test.each(['any', ['dba']] as const)('where %j are allowed it skips the tree', (mayWish) => {
    expect(ask('dba', mayWish)).toEqual([
      { target: 'dba-chat', receiver: 'dba', route: [], template: null, notice: null },
    ])
  })

  test.each<[string, readonly string[] | 'any', string]>([
    ['nobody', 'any', 'Sent for receiver “nobody”, which does not exist.'],
    ['nobody', ['nobody'], 'Sent for receiver “nobody”, which does not exist.'],
    ['dba', ['sre'], 'Sent for receiver “dba”, which this source may not name.'],
    ['__proto__', 'any', 'Sent for receiver “__proto__”, which does not exist.'],
    ['a\nb', 'any', 'Sent for receiver “a b”, which does not exist.'],
  ])('%j of %j goes to the root, which is told why', (wished, mayWish, notice) => {
    expect(ask(wished, mayWish)).toEqual([
      { target: 'chat', receiver: 'sre', route: ['route'], template: 'short', notice },
    ])
  })

  test('the reason is in the language of the target', () => {
    const zh = aPlan(
      {},
      { sre: [aListener('chat', { choose: () => aTarget('chat', { locale: 'zh-CN' }) })] },
    )
    const [draft] = dispatch(zh, aWebhook([a], { wishedReceiver: 'x', mayWish: 'any' }), NOW)
    expect(draft?.notification.notice).toBe('发送方指定的接收者“x”不存在。')
  })
})
