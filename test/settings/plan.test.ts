import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alert.ts'
import { labelsOf, NO_LABELS } from '../../src/domain/labels.ts'
import type { Plan } from '../../src/settings/plan.ts'
import { check, planOf } from './check-files.ts'

const APPS = `dingtalk:
  default_app: ops
  apps:
    ops: { region: cn, app_key: k, app_secret: s, agent_id: 7 }
    far: { region: intl, app_key: other, app_secret: s }
`
const ROUTE = 'route: { receiver: sre }\n'

const APPS_OF = 'apps: { ops: { app_key: k, app_secret: s } }'

/** The targets of the receiver sre, in order. */
function targetsOf(plan: Plan) {
  return plan.receivers.get('sre')?.listeners.flatMap((listener) => listener.targets) ?? []
}
const targets = (...written: string[]) =>
  targetsOf(planOf(`${APPS}${ROUTE}${DIRECTORY}receivers: [{ name: sre, targets: [${written}] }]`))

const DIRECTORY = `groups: { db: cidDB, web: cidWEB, fallback: cidF }
people: { wang.fang: { user: "0123", mobile: "138" }, li.lei: { mobile: "139" } }
lists: { dba: [wang.fang, li.lei], all: [$dba, "user:li.lei", 12345678901234567890] }
`

describe('addresses', () => {
  test('a group is a name of the directory, or an id as it was written', () => {
    expect(
      targets('{ group: db }', '{ group: cidX }', '{ group: 0123 }').map((t) => t.address),
    ).toEqual(
      ['cidDB', 'cidX', '0123'].map((conversation) => ({
        channel: 'group',
        app: 'ops',
        conversation,
        robotCode: null,
        coolAppCode: null,
      })),
    )
  })

  test('people, lists and ids become sorted ids and numbers, each once', () => {
    expect(targets('{ users: [$all, "0123", 7], mobiles: [13700000000] }')[0]?.address).toEqual({
      channel: 'users',
      app: 'ops',
      users: ['0123', '12345678901234567890', '7', 'li.lei'],
      mobiles: ['13700000000', '139'],
    })
  })

  test('a work notification has its recipients, data and a slower pace', () => {
    const [target] = targets(
      '{ work_notification: { template_id: e2, users: [wang.fang], departments: [42], data: { __proto__: "{{name}}" } } }',
    )
    expect(target?.address).toEqual({
      channel: 'work_notification',
      app: 'ops',
      templateId: 'e2',
      users: ['0123'],
      mobiles: [],
      departments: ['42'],
    })
    expect(Object.entries(target?.data ?? {})).toEqual([['__proto__', '{{name}}']])
    expect(target?.pace).toEqual({ messages: 1, perMs: 60_000 })
  })

  test('a robot by its address and by its token is the same target', () => {
    const [byUrl, byToken] = targets(
      '{ robot: { url: "https://oapi.dingtalk.com/robot/send?access_token=tok" } }',
      '{ robot: { access_token: tok, region: intl, secret: SEC, keyword: alert } }',
    )
    expect(byUrl?.address).toMatchObject({
      url: 'https://oapi.dingtalk.com/robot/send',
      secret: null,
    })
    expect(byToken?.address).toMatchObject({
      url: 'https://oapi.dingtalk.io/robot/send',
      keyword: 'alert',
    })
    expect(byUrl?.key).toBe(byToken?.key)
    expect(JSON.stringify(byUrl)).not.toContain('tok')
  })

  test.each([
    ['https://oapi.dingtalk.com/robot/send', 'http://127.0.0.1:2/robot/send'],
    ['https://oapi.dingtalk.io/robot/send', 'http://127.0.0.1:2/robot/send'],
    ['http://oapi.dingtalk.com/robot/send', 'http://127.0.0.1:2/robot/send'],
    [
      'https://oapi.dingtalk.com.example/robot/send',
      'https://oapi.dingtalk.com.example/robot/send',
    ],
    ['http://127.0.0.1:3/robot/send', 'http://127.0.0.1:3/robot/send'],
  ])('where oapi_url is set, a robot at %s is asked at %s', (written, asked) => {
    const robot = `{ robot: { url: "${written}?access_token=tok" } }`
    const yaml = `receivers: [{ name: sre, targets: [${robot}] }]\n${ROUTE}`
    const { targets } = planOf(`dingtalk: { oapi_url: "http://127.0.0.1:2" }\n${yaml}`)
    expect([...targets.values()].map(({ address }) => address)).toMatchObject([{ url: asked }])
  })
})

describe('the key of a target', () => {
  test('is the same wherever the place is written, and no other', () => {
    const [list, ids, other, far, group] = targets(
      '{ users: [$dba] }',
      '{ users: ["0123"], mobiles: [139] }',
      '{ users: ["0123"] }',
      '{ users: [$dba], app: far }',
      '{ group: db }',
    ).map(({ key }) => key)
    expect(list).toBe(ids)
    expect(new Set([list, other, far, group]).size).toBe(4)
  })

  test('stays when the app is renamed', () => {
    const renamed = planOf(
      `${APPS.replaceAll('ops', 'main')}${ROUTE}receivers: [{ name: sre, targets: [{ group: cidX }] }]`,
    )
    expect(targetsOf(renamed)[0]?.key).toBe(targets('{ group: cidX }')[0]?.key)
  })

  test('one pace that is written holds wherever the target is', () => {
    const paces = targets('{ group: db }', '{ group: cidDB, pace: 5/30s }').map(({ pace }) => pace)
    expect(paces).toEqual([
      { messages: 5, perMs: 30_000 },
      { messages: 5, perMs: 30_000 },
    ])
  })
})

test('target, receiver and the top say locale, timezone, template and send_resolved, in this order', () => {
  const plan = planOf(`${APPS}locale: zh-CN
route: { receiver: sre, template: plain, routes: [{ matchers: [a=b], send_resolved: false, on_mute: drop }] }
receivers:
  - { name: sre, timezone: Asia/Shanghai, template: ci, send_resolved: false, targets: [
      { group: cidA }, { group: cidB, locale: en, timezone: UTC, template: alert, send_resolved: true, name: chat } ] }`)
  const listeners = plan.receivers.get('sre')?.listeners ?? []
  expect(listeners.map(({ name, sendResolved }) => [name, sendResolved])).toEqual([
    ['sre/1', false],
    ['chat', true],
  ])
  expect(targetsOf(plan).map((t) => [t.name, t.locale, t.timezone, t.template])).toEqual([
    ['sre/1', 'zh-CN', 'Asia/Shanghai', 'ci'],
    ['chat', 'en', 'UTC', 'alert'],
  ])
  expect(plan.root).toMatchObject({ template: 'plain', sendResolved: true, onMute: 'hold' })
  expect(plan.root.routes[0]).toMatchObject({
    receiver: 'sre',
    template: 'plain',
    sendResolved: false,
    onMute: 'drop',
  })
})

describe('a templated group', () => {
  const plan = planOf(
    `${APPS}${ROUTE}${DIRECTORY}receivers: [{ name: sre, targets: [{ group: "{{common.labels.team}}", default_group: fallback }] }]`,
  )
  const [listener] = plan.receivers.get('sre')?.listeners ?? []
  const alert = (team: string): Alert => ({
    fingerprint: 'f',
    status: 'firing',
    kind: 'alert',
    labels: labelsOf([['team', team]]),
    annotations: NO_LABELS,
    startsAt: 0,
    endsAt: null,
    value: null,
    links: {},
  })

  test.each([
    ['db', 'sre/1/db'],
    [' web ', 'sre/1/web'],
    ['cidDB', 'sre/1/fallback'],
    ['__proto__', 'sre/1/fallback'],
    ['', 'sre/1/fallback'],
  ])('leads %j to %s', (team, name) => {
    expect(listener?.choose(alert(team)).name).toBe(name)
  })

  test('shows every target that it may choose', () => {
    expect(listener?.targets.map(({ name }) => name)).toEqual([
      'sre/1/db',
      'sre/1/web',
      'sre/1/fallback',
    ])
    expect(listener?.targets.every(({ key }) => plan.targets.has(key))).toBe(true)
  })
})

test('a receiver heard through another one keeps its own conditions and gets those of the way', () => {
  const plan = planOf(`${APPS}${ROUTE}receivers:
  - { name: sre, targets: [{ receiver: b, matchers: ['x="1"'], send_resolved: false }, { group: cidA }] }
  - { name: b, targets: [{ group: cidB, matchers: ['y="2"'], mute_time_intervals: [w] }, { receiver: c }] }
  - { name: c, targets: [{ group: cidC, send_resolved: true }] }
time_intervals: [{ name: w, time_intervals: [{ weekdays: [sunday] }] }]`)
  const told = plan.receivers
    .get('sre')
    ?.listeners.map((listener) => [
      listener.name,
      listener.matchers.map(({ name }) => name),
      listener.mute.map(({ name }) => name),
      listener.sendResolved,
    ])
  expect(told).toEqual([
    ['b/1', ['x', 'y'], ['w'], false],
    ['c/1', ['x'], [], true],
    ['sre/2', [], [], null],
  ])
})

describe('the way to DingTalk', () => {
  const way = (top: string, app: string, env = {}) => {
    const dingtalk = `dingtalk: { ${top} apps: { ops: { app_key: k, app_secret: s, ${app} } } }`
    const receivers = 'receivers: [{ name: sre, targets: [{ group: cidA }] }]'
    return planOf(`${dingtalk}\n${receivers}\n${ROUTE}`, env).apps.get('ops')?.endpoints
  }
  const intl = { apiUrl: 'https://api.dingtalk.io', oapiUrl: 'https://oapi.dingtalk.io' }
  const cn = { apiUrl: 'https://api.dingtalk.com', oapiUrl: 'https://oapi.dingtalk.com' }
  const sandbox = { apiUrl: 'http://127.0.0.1:1', oapiUrl: 'http://127.0.0.1:2' }
  const rest = { proxy: null, timeoutMs: 5_000 }

  test.each([
    ['region: intl,', '', { ...intl, ...rest }],
    ['region: intl,', 'region: cn, timeout: 3s', { ...cn, ...rest, timeoutMs: 3_000 }],
    [
      'api_url: "http://127.0.0.1:1/", oapi_url: "http://127.0.0.1:2",',
      '',
      { ...sandbox, ...rest },
    ],
    ['region: cn, proxy: "http://p:3128",', '', { ...cn, ...rest, proxy: 'http://p:3128' }],
  ])('%s %s', (top, app, endpoints) => {
    expect(way(top, app)).toEqual(endpoints)
  })

  test('the usual proxy variables count, but never for this machine', () => {
    const env = { HTTPS_PROXY: 'http://p:1', http_proxy: 'http://p:2' }
    expect(way('region: cn,', '', env)?.proxy).toBe('http://p:1')
    expect(way('region: cn,', '', { HTTPS_PROXY: 'p:3128' })?.proxy).toBe('http://p:3128')
    expect(way('region: cn,', '', { ...env, no_proxy: 'a.b, .dingtalk.com' })?.proxy).toBeNull()
    expect(
      way('api_url: "http://127.0.0.1:1", oapi_url: "http://127.0.0.1:1",', '', env)?.proxy,
    ).toBeNull()
  })

  test('a custom robot goes by the proxy of its own address', () => {
    const env = { HTTPS_PROXY: 'http://p:1', no_proxy: '.dingtalk.com' }
    const receivers = 'receivers: [{ name: sre, targets: [{ group: cidA }] }]'
    const way = (dingtalk: string) =>
      planOf(`dingtalk: { ${dingtalk} ${APPS_OF} }\n${receivers}\n${ROUTE}`, env).robots
    const urls = [
      'https://127.0.0.1:1/r',
      'https://oapi.dingtalk.com/r',
      'https://oapi.dingtalk.io/r',
    ]
    expect(urls.map((url) => way('region: cn,')(url).proxy)).toEqual([null, null, 'http://p:1'])
    expect(way('region: cn, proxy: "http://q:1",')(urls[1]!).proxy).toBe('http://q:1')
  })

  test('no region is assumed', () => {
    const yaml = `dingtalk: { apps: { ops: { app_key: k, app_secret: s } } }\nreceivers: [{ name: sre, targets: [{ group: cidA }] }]\n${ROUTE}`
    expect(check(yaml).issues).toEqual([
      'main.yaml:1:26: missing_key: the region is not said; write `region: intl` (dingtalk.io) or `region: cn` (dingtalk.com) here or under dingtalk',
    ])
  })
})

describe('sources that exist by themselves', () => {
  const RECEIVERS =
    'receivers: [{ name: sre, targets: [{ group: cidA, app: ops }, { group: cidB, app: far }] }]\n'
  const names = (yaml: string) => [...planOf(`${APPS}${ROUTE}${RECEIVERS}${yaml}`).sources.keys()]

  test('are there on loopback until one of their type is configured', () => {
    expect(names('')).toEqual(['alertmanager', 'grafana', 'generic'])
    expect(names('sources: [{ name: prod, type: alertmanager }]')).toEqual([
      'prod',
      'grafana',
      'generic',
    ])
  })

  test('are not there where others can reach the listener', () => {
    const open = 'server: { listen: "[::]:80" }\n'
    expect(names(`${open}sources: [{ name: a, type: generic, auth: none }]`)).toEqual(['a'])
  })
})

test('everything about a source is resolved', () => {
  const plan = planOf(`${APPS}${ROUTE}receivers: [{ name: sre, targets: [{ group: cidA }] }]
sources:
  - name: prod
    type: generic
    auth: { username: u, password: [a, b], allow: [10.0.0.0/8], hmac_secret: h, hmac_header: X-Sig }
    labels: { cluster: prod, __proto__: 1 }
    receivers: [sre]
    link_rewrites: [{ from: "http://a", to: "https://b" }]
    map: { alerts: data.items, fields: { title: "{{x}}" } }
    heartbeat: { matchers: ['alertname="Watchdog"'], every: 5m, to: sre }`)
  expect(plan.sources.get('prod')).toMatchObject({
    auth: {
      basic: { username: 'u', password: [{}, {}] },
      hmacHeader: 'X-Sig',
      allow: ['10.0.0.0/8'],
    },
    receivers: ['sre'],
    dedupWindowMs: 120_000,
    linkRewrites: [{ from: 'http://a', to: 'https://b' }],
    map: { alerts: 'data.items', fields: { title: '{{x}}' } },
  })
  expect(Object.entries(plan.sources.get('prod')?.labels ?? {})).toEqual([
    ['cluster', 'prod'],
    ['__proto__', '1'],
  ])
  expect(plan.heartbeats).toMatchObject([{ source: 'prod', everyMs: 300_000, to: 'sre' }])
})

test('the settings can be shown without their secrets', () => {
  const plan =
    planOf(`dingtalk: { region: cn, proxy: "http://me:h@idden@proxy:1", apps: { ops: { app_key: k, app_secret: hidden } } }
store: { url: "postgres://me:hidden@db/bridge" }
receivers: [{ name: sre, targets: [{ group: cidA }, { robot: { url: "https://o/robot/send?access_token=hidden" } }] }]
${ROUTE}`)
  expect(JSON.stringify(plan.redacted)).not.toContain('hidden')
  expect(plan.redacted).toMatchObject({
    dingtalk: {
      proxy: 'http://<secret>@proxy:1',
      apps: { ops: { app_key: 'k', app_secret: '<secret>' } },
    },
  })
})
