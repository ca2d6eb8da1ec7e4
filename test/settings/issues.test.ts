import { describe, expect, test } from 'vitest'
import { check, checkFiles } from './check-files.ts'

/** One app, one group, one route; tables below add one mistake. */
const APP = 'dingtalk: { region: cn, apps: { ops: { app_key: k, app_secret: very-secret } } }'
const RECEIVER = 'receivers: [{ name: sre, targets: [{ group: cidA }] }]'
const ROUTE = 'route: { receiver: sre }'
const GOOD = [APP, RECEIVER, ROUTE].join('\n')

const target = (text: string) =>
  [APP, `receivers: [{ name: sre, targets: [${text}] }]`, ROUTE].join('\n')
const route = (text: string) => [APP, RECEIVER, `route: { receiver: sre, ${text} }`].join('\n')
const also = (text: string) => `${GOOD}\n${text}`

test('the smallest settings have no issues', () => {
  expect(check(GOOD).issues).toEqual([])
})

describe('what is wrong is told with its place and what to do', () => {
  test.each<[string, string]>([
    // Keys and values
    [
      also('local: en'),
      'main.yaml:4:1: unknown_key: unknown key `local` in the settings; did you mean `locale`?',
    ],
    [
      route('reciever: x'),
      'main.yaml:3:25: unknown_key: unknown key `reciever` in route; did you mean `receiver`?',
    ],
    [
      route('group_by: [a]'),
      'main.yaml:3:25: unknown_key: unknown key `group_by` in route; grouping stays with the sender: alerts come grouped',
    ],
    [
      `${target('{ users: [m] }')}\nsources: [{ name: bots, type: dingtalk-robot, auth: { bearer_token: t } }]`,
      'main.yaml:4:53: missing_key: senders to /robot/send are told apart by their access_token: add `query_token`',
    ],
    [
      also('timezone: Mars/Base'),
      'main.yaml:4:11: invalid_value: timezone: expected a time zone by its IANA name, such as Asia/Shanghai',
    ],
    [
      also('delivery: { retry_for: 5 }'),
      'main.yaml:4:24: invalid_value: delivery.retry_for: expected a duration longer than 0, such as 30s, 5m, 1h30m or 7d',
    ],
    [
      also('store: { keep: 0d }'),
      'main.yaml:4:16: invalid_value: store.keep: expected a duration longer than 0, such as 30s, 5m, 1h30m or 7d',
    ],
    [
      GOOD.replace('region: cn,', 'region: cn, timeout: 0s,'),
      'main.yaml:1:34: invalid_value: dingtalk.timeout: expected a duration longer than 0, such as 30s, 5m, 1h30m or 7d',
    ],
    [
      also('server: { max_body: lots }'),
      'main.yaml:4:21: invalid_value: server.max_body: expected a size larger than 0, such as 5MiB, 512KiB or 20000',
    ],
    [
      also('server: { max_body: 0MiB }'),
      'main.yaml:4:21: invalid_value: server.max_body: expected a size larger than 0, such as 5MiB, 512KiB or 20000',
    ],
    [
      also('x-owner: a\uFFFD'),
      'main.yaml:4:11: yaml_syntax: these bytes are not UTF-8; save the file as UTF-8',
    ],
    [
      also('server: { listen: "8080" }'),
      'main.yaml:4:19: invalid_value: server.listen: expected host:port, such as 127.0.0.1:8080 or [::1]:8080',
    ],
    [
      also('log: { level: loud }'),
      'main.yaml:4:15: invalid_value: log.level: expected one of debug, info, warn, error',
    ],
    [also('sources: 1'), 'main.yaml:4:10: invalid_value: sources: expected a list'],
    [also('log: []'), 'main.yaml:4:6: invalid_value: log: expected a map'],
    [
      also('store: { url: mysql://x }'),
      'main.yaml:4:15: invalid_value: store.url: expected sqlite:PATH or postgres://HOST/DATABASE',
    ],
    [
      target('{ group: cidA, pace: 18 }'),
      'main.yaml:2:57: invalid_value: receivers[0].targets[0].pace: expected messages per time, such as 18/1m',
    ],
    [
      also('sources: [{ name: a, type: generic, auth: nobody }]'),
      'main.yaml:4:43: invalid_value: sources[0].auth: expected none or a map',
    ],
    [
      also('sources: [{ type: generic }]'),
      'main.yaml:4:11: missing_key: sources[0] needs `name` (Its address is /webhook/<name>)',
    ],
    // Names
    [
      route('routes: [{ receiver: ser }]'),
      'main.yaml:3:46: unknown_name: there is no receiver `ser`; did you mean `sre`?',
    ],
    [
      route('template: allert'),
      'main.yaml:3:35: unknown_name: there is no template `allert`; did you mean `alert`?',
    ],
    [
      route('mute_time_intervals: [nights]'),
      'main.yaml:3:47: unknown_name: there is no time interval `nights`; define it under time_intervals:',
    ],
    [
      target('{ group: cidA, app: opps }'),
      'main.yaml:2:56: unknown_name: there is no app `opps`; did you mean `ops`?',
    ],
    [
      target('{ users: [$dba] }'),
      'main.yaml:2:46: unknown_name: there is no list `dba`; define it under lists:',
    ],
    [
      also('sources: [{ name: a, type: alertmanagr }]'),
      'main.yaml:4:28: unknown_name: there is no source type `alertmanagr`; did you mean `alertmanager`?',
    ],
    [
      also('delivery: { report_to: sree }'),
      'main.yaml:4:24: unknown_name: there is no receiver `sree`; did you mean `sre`?',
    ],
    [
      also('sources: [{ name: auto, type: generic }]'),
      'main.yaml:4:19: reserved_name: `auto` is kept for /webhook/auto; choose another name',
    ],
    [
      also('sources: [{ name: a, type: generic }, { name: a, type: generic }]'),
      'main.yaml:4:47: duplicate_name: `a` is defined here and at main.yaml:4:19; keep one of them',
    ],
    // Targets
    [
      target('{ name: x }'),
      'main.yaml:2:36: missing_key: a target needs one of group, users, mobiles, work_notification, robot or receiver',
    ],
    [
      target('{ group: cidA, users: [a] }'),
      'main.yaml:2:36: conflicting_keys: a target has one address, and this one has group and users; make them separate targets',
    ],
    [
      target('{ group: "{{alert.labels.team}}" }'),
      'main.yaml:2:36: missing_key: a templated `group` needs `default_group`, for results that are no name',
    ],
    [
      target('{ receiver: sre }'),
      'main.yaml:2:48: circular_reference: receivers lead back to themselves: sre → sre',
    ],
    [
      target('{ group: cidA, pace: 5/1m }, { group: cidA, pace: 6/1m }'),
      'main.yaml:2:86: pace_conflict: this target (sre/2) has another pace at main.yaml:2:51; give both the same',
    ],
    // Routes
    [
      route('matchers: [a=b]'),
      'main.yaml:3:35: conflicting_keys: the root takes every alert and has no matchers; move them to a route below it',
    ],
    // Doors
    [
      also('server: { listen: 0.0.0.0:8080 }\nsources: [{ name: a, type: generic }]'),
      'main.yaml:5:11: auth_required: the listener can be reached from elsewhere, and `a` has no auth; add `auth: { bearer_token_file: ./token }`, or `auth: none` if anybody may send',
    ],
    [
      also('admin: { listen: ":9" }'),
      'main.yaml:4:18: auth_required: the admin listener can be reached from elsewhere and has no auth; add `auth: { bearer_token_file: ./admin.token }` under admin, or listen on 127.0.0.1',
    ],
    // YAML itself
    [
      also('locale: en\nlocale: en'),
      'main.yaml:5:1: yaml_duplicate_key: the key `locale` is there twice; keep one',
    ],
    [also('log:\n\tlevel: warn'), 'main.yaml:5:1: yaml_syntax: a tab cannot indent; use spaces'],
    [
      [APP, RECEIVER, 'route:\n  receiver: sre\n  routes:\n    -receiver: sre'].join('\n'),
      'main.yaml:6:5: invalid_value: route.routes: expected a list; an item needs a blank after its dash: `- `',
    ],
    [
      also('include:\n  -more.yaml'),
      'main.yaml:5:3: invalid_value: include: expected a list; an item needs a blank after its dash: `- `',
    ],
    [
      also('---\nlocale: en'),
      'main.yaml:4:1: yaml_syntax: a second document starts here (---); put it in a file of its own and include it',
    ],
    [
      also('timezone: ${ZONE}'),
      'main.yaml:4:11: env_missing: the variable ZONE is not set; set it, or write ${ZONE:-default}',
    ],
    [
      also('external_url: ${no'),
      'main.yaml:4:15: env_syntax: a `${` without a variable name and `}`; write `$${` for a literal `${`',
    ],
    [
      also('x-a: *nobody'),
      'main.yaml:4:6: yaml_alias: the alias *nobody leads nowhere, or into itself',
    ],
  ])('%s', (yaml, issue) => {
    const { plan, issues } = check(yaml)
    expect(issues).toEqual([issue])
    expect(plan).toBeNull()
  })
})

test('a fault of syntax is told without what only seems to follow from it', () => {
  const yaml = `${APP}\n${RECEIVER}\nlists: { dba: [m] }\nroute:\n  receiver: sre\n   routes: []`
  expect(check(yaml).issues).toEqual([
    'main.yaml:5:13: yaml_syntax: a map or list cannot start in the middle of a line; is the line below indented too deep?',
    'main.yaml:5:13: yaml_syntax: a key must end on its own line; is a colon, the space after it, or a quote missing?',
  ])
})

describe('what works and is doubtful is a warning', () => {
  test.each<[string, string]>([
    [
      also('groups: { db: cidB }'),
      'main.yaml:4:11: unused_name: warning: no target leads to the group `db`',
    ],
    [
      `${target('{ group: bd }')}\ngroups: { db: cidB }`,
      'main.yaml:2:38: doubtful_id: warning: `bd` is no name of groups: and does not look like a conversation id; did you mean `db`?',
    ],
    [
      `${target('{ users: [wang.fan] }')}\npeople: { wang.fang: { user: m } }`,
      'main.yaml:2:46: doubtful_id: warning: `wang.fan` is taken as a user id; did you mean `wang.fang`? (if not, write user:wang.fan)',
    ],
    [
      target(
        '{ group: cidA, pace: 60/1m }, { robot: { access_token: t, secret: s }, pace: 6/10s }',
      ),
      'main.yaml:2:107: pace_too_fast: warning: DingTalk closes a custom robot for 10 min when it says more than 20 messages in a minute; leave 18/1m, or write less',
    ],
    [
      target('{ group: cidA, mentions: { all: true } }'),
      'main.yaml:2:51: no_effect: warning: `mentions` does nothing here: only custom robots can mention people',
    ],
    [
      `${APP}\nreceivers: [{ name: sre }, { name: chat, targets: [{ group: cidA }] }]\nroute: { receiver: sre, routes: [{ matchers: [a=b], receiver: chat }] }`,
      'main.yaml:2:13: no_effect: warning: the receiver `sre` has no targets: it tells nobody; write `targets: []` if it shall not',
    ],
    [
      route('routes: [{ receiver: sre }, { matchers: [a=b] }]'),
      'main.yaml:3:53: unreachable_route: warning: no alert gets here: the route at main.yaml:3:34 has no matchers and takes all; reorder, or `continue: true`',
    ],
    [
      also('delivery: { report_to: sre }'),
      'main.yaml:4:13: shared_app: warning: `sre` speaks through the app that it would report on; let it have a custom robot or another app too',
    ],
    [
      also('sources: [{ name: bots, type: dingtalk-robot }]'),
      "main.yaml:4:25: no_mentions: warning: `sre` cannot call by name whom `bots` mentions: an app's robot has no @ in a group; people of `people:` are told one to one besides, others stand in the text",
    ],
    [
      `${APP.replace('app_key: k', 'app_key: k, agent_id: 1')}\nreceivers: [{ name: sre, targets: [{ work_notification: { template_id: t, users: [u] } }] }]\n${ROUTE}`,
      'main.yaml:2:38: undocumented_use: warning: DingTalk documents this for third-party apps, and ops is an internal one; it may be refused',
    ],
  ])('%s', (yaml, issue) => {
    const { plan, issues } = check(yaml)
    expect(issues).toEqual([issue])
    expect(plan).not.toBeNull()
  })
})

test('who writes that a receiver has no targets means it', () => {
  const yaml = `${APP}\nreceivers: [{ name: nobody, targets: [] }, { name: sre, targets: [{ group: cidA }] }]`
  const tree = 'route: { receiver: nobody, routes: [{ matchers: [a=b], receiver: sre }] }'
  expect(check(`${yaml}\n${tree}`).issues).toEqual([])
})

test('everything is told at once, forms and names alike, in the order of the file', () => {
  const yaml = also('lcale: en\ntimezone: 5\nsources: [{ name: a, type: nope }]')
  const codes = check(yaml.replace('receiver: sre', 'receiver: nobody')).issues
  expect(codes.map((text) => text.split(': ').slice(0, 2).join(' '))).toEqual([
    'main.yaml:2:15 unused_name',
    'main.yaml:3:20 unknown_name',
    'main.yaml:4:1 unknown_key',
    'main.yaml:5:11 invalid_value',
    'main.yaml:6:28 unknown_name',
  ])
})

test('what follows from one mistake is not told as another', () => {
  const yaml = target('{ group: cidA }, { robot: { url: "ftp://nowhere" } }')
  expect(check(yaml).issues).toEqual([
    'main.yaml:2:69: invalid_value: receivers[0].targets[1].robot.url: expected an address with ?access_token=…, as DingTalk shows it',
  ])
})

test('lists that lead back to themselves are told at each of them', () => {
  const { issues } = check(also('lists: { a: [$b], b: [$a, $c], c: [x] }'))
  expect(issues.filter((text) => !text.includes('unused'))).toEqual([
    'main.yaml:4:13: circular_reference: lists lead back to themselves: $a → $b → $a',
    'main.yaml:4:22: circular_reference: lists lead back to themselves: $b → $a → $b',
  ])
})

test('a file that is not there, and one that is no map, are told', () => {
  expect(checkFiles({}).issues[0]).toBe(
    'main.yaml:1:1: file_unreadable: cannot read main.yaml (there is no such file); check the path and its rights, or name another file with -c',
  )
  expect(check('- a\n').issues).toContain(
    'main.yaml:1:1: invalid_value: expected a map of settings at the top of the file',
  )
})
