import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkFiles } from '../settings/check-files.ts'
import { runCommand } from '../support/bench.ts'

const PWD = `timeout: 5s
templates: [my.tmpl]
targets:
  webhook1:
    url: https://oapi.dingtalk.com/robot/send?access_token=one
    secret: SEC\${1}
  everybody:
    url: https://oapi.dingtalk.com/robot/send?access_token=two
    mention: { all: yes }
  people:
    url: https://oapi.dingtalk.com/robot/send?access_token=three
    mention: { mobiles: [13800000000, "+1-555"] }
    message:
      title: '{{ .Status }} {{ shuffle "x" }}'
      text: '{{ template "mine" . }}'
  mute:
    url: https://oapi.dingtalk.com/robot/send
`
const MINE = `{{ define "mine" }}
{{ range .Alerts }}{{ .Labels.alertname }} {{ humanize 5 }}{{ end }}
{{ end }}`

const files = { 'config.yml': PWD, 'my.tmpl': MINE }
const pwd = ['import', 'prometheus-webhook-dingtalk', 'config.yml']

test('each target of prometheus-webhook-dingtalk is a receiver, in settings that hold', async () => {
  const { code, out } = await runCommand(pwd, files)
  const robot = (token: string) => ({
    url: `https://oapi.dingtalk.com/robot/send?access_token=${token}`,
  })
  const template = 'prometheus-webhook-dingtalk'
  expect([code, parse(out)]).toEqual([
    0,
    {
      server: { listen: '0.0.0.0:8060' },
      sources: [{ name: 'dingtalk', type: 'prometheus-webhook-dingtalk', auth: 'none' }],
      receivers: [
        {
          name: 'webhook1',
          template,
          targets: [{ robot: { ...robot('one'), secret: 'SEC$${1}' } }],
        },
        {
          name: 'everybody',
          template,
          targets: [{ robot: robot('two'), mentions: { all: true, on: 'always' } }],
        },
        {
          name: 'people',
          template,
          targets: [
            {
              robot: robot('three'),
              mentions: { mobiles: ['13800000000', '+1-555'], on: 'always' },
            },
          ],
        },
      ],
      route: { receiver: 'webhook1' },
    },
  ])
  expect(checkFiles({ 'main.yaml': out }).issues).toEqual([])
})

test('what was not translated is told with its file and line', async () => {
  const { err } = await runCommand(pwd, files)
  expect(err.trim().split('\n')).toEqual([
    'config.yml:1: `timeout` was read and never used there; ours is `dingtalk.timeout`',
    'config.yml:1: anybody who reaches the listener may send, as before; `auth` of the source asks for a credential',
    'config.yml:14: the function shuffle has no counterpart',
    'config.yml:17: `mute` is left out: its url has no access_token',
    'my.tmpl:2: the function humanize has no counterpart',
    'config.yml: templates of your own are not used; with `--templates FOLDER` they are translated into it',
  ])
})

test('templates of one’s own are translated into a folder, and named', async () => {
  const { out, written } = await runCommand([...pwd, '--templates', './mine'], files)
  expect([...written]).toEqual([
    [
      './mine/people.hbs',
      '---\nmsg_key: sampleMarkdown\ntitle: "{{status}}"\n---\n\n{{#each alerts}}{{labels.alertname}} {{/each}}\n',
    ],
  ])
  expect(parse(out)).toMatchObject({
    templates: ['./mine'],
    receivers: [{}, {}, { template: 'people' }],
  })
})

test.each([
  ['{{ dateInZone "2006-01-02" .Alerts.x "Asia/Tokyo" }}', 'Asia/Tokyo'],
  ['{{ range .Alerts }}{{ (.StartsAt.Add 28800e9).Format "15:04" }}{{ end }}', 'Asia/Shanghai'],
  ['{{ dateInZone "2006-01-02" .Alerts.x "No/Where" }}', undefined],
  ['{{ .Status }}', undefined],
])('times as in %s are told in %s', async (text, timezone) => {
  const { out } = await runCommand([...pwd], { ...files, 'my.tmpl': text })
  expect(parse(out).timezone).toBe(timezone)
})

test('a message of which nothing is left has the default look, and is told of once', async () => {
  const robot = (token: string) =>
    `{ url: "https://oapi.dingtalk.com/robot/send?access_token=${token}" }`
  const config = `default_message: { title: x, text: '{{ template "none" . }}' }
targets: { a: ${robot('a')}, b: ${robot('b')} }\n`
  const { out, err, written } = await runCommand([...pwd, '--templates', './mine'], {
    'config.yml': config,
  })
  expect([...written]).toEqual([])
  expect(parse(out).receivers).toMatchObject([
    { template: 'prometheus-webhook-dingtalk' },
    { template: 'prometheus-webhook-dingtalk' },
  ])
  expect(err.trim().split('\n').slice(0, 2)).toEqual([
    'config.yml:1: there is no template "none"',
    'config.yml:1: nothing of it could be translated; the default look is used',
  ])
})

const ALERTMANAGER = `global: { resolve_timeout: 5m }
route:
  receiver: default
  group_by: [alertname]
  routes:
    - match: { severity: critical, "team name": x }
      match_re: { service: "^(a|b)$" }
      receiver: oncall
      continue: yes
      group_wait: 0s
      mute_time_intervals: [nights]
      routes: [{ matchers: [team="db"], receiver: robot, active_time_intervals: [office] }]
time_intervals:
  - name: office
    time_intervals: [{ times: [{ start_time: 09:00, end_time: 17:00 }], years: [2026] }]
mute_time_intervals:
  - { name: nights, time_intervals: [{ days_of_month: [-3:-1] }] }
receivers:
  - name: default
    email_configs: [{ to: a@example.com }]
  - { name: oncall, webhook_configs: [{ url: "http://x/send", send_resolved: no }] }
  - name: robot
    webhook_configs: [{ url: "https://oapi.dingtalk.com/robot/send?access_token=abc" }]
  - name: blackhole
inhibit_rules: []
`

test('Alertmanager’s tree, receivers and time intervals are lifted', async () => {
  const { code, out } = await runCommand(['import', 'alertmanager', 'am.yml'], {
    'am.yml': ALERTMANAGER,
  })
  const { receivers, route, time_intervals: intervals, groups } = parse(out)
  expect([code, { groups, receivers, route, intervals }]).toEqual([
    0,
    {
      groups: { default: 'cid-of-default', oncall: 'cid-of-oncall' },
      receivers: [
        { name: 'default', targets: [{ group: 'default' }] },
        { name: 'oncall', send_resolved: false, targets: [{ group: 'oncall' }] },
        {
          name: 'robot',
          targets: [{ robot: { url: 'https://oapi.dingtalk.com/robot/send?access_token=abc' } }],
        },
        { name: 'blackhole', targets: [] },
      ],
      route: {
        receiver: 'default',
        routes: [
          {
            receiver: 'oncall',
            matchers: ['severity="critical"', '"team name"="x"', 'service=~"^(a|b)$"'],
            continue: true,
            mute_time_intervals: ['nights'],
            routes: [
              { receiver: 'robot', matchers: ['team="db"'], active_time_intervals: ['office'] },
            ],
          },
        ],
      },
      intervals: [
        {
          name: 'office',
          time_intervals: [
            { times: [{ start_time: '09:00', end_time: '17:00' }], years: ['2026'] },
          ],
        },
        { name: 'nights', time_intervals: [{ days_of_month: ['-3:-1'] }] },
      ],
    },
  ])
  const wrong = checkFiles({ 'main.yaml': out }).issues.filter((text) => !/: warning: /.test(text))
  expect(wrong).toEqual([])
})

test('what stays in Alertmanager is told with its line', async () => {
  const { err } = await runCommand(['import', 'alertmanager', 'am.yml'], {
    'am.yml': ALERTMANAGER,
  })
  expect(
    err
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 60)),
  ).toEqual([
    'am.yml:1: `global` stays in Alertmanager',
    'am.yml:2: let Alertmanager’s own route lead to one receiver ',
    'am.yml:10: `group_wait` of this route: only Alertmanager gro',
    'am.yml:18: `region: intl` is dingtalk.io; write `region: cn`',
    'am.yml:19: put the conversation id of the chat that `default',
    'am.yml:20: `email_configs` of `default` stays in Alertmanage',
    'am.yml:21: put the conversation id of the chat that `oncall`',
    'am.yml:25: `inhibit_rules` stay in Alertmanager, which inhib',
  ])
})

test.each([
  [['import', 'alertmanager', 'am.yml'], 'am.yml is no configuration of alertmanager: line 1'],
  [['import', 'nagios', 'am.yml'], 'Allowed choices are prometheus-webhook-dingtalk, alertmanager'],
])('%j is answered with what is wrong', async (args, sentence) => {
  const { code, err } = await runCommand(args, { 'am.yml': 'a: [' })
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)])
})

test.each([
  ['alertmanager', '', 'there is no `route`'],
  ['alertmanager', '\u0000\u0001', 'no configuration of alertmanager'],
  ['alertmanager', PWD, 'looks like one of prometheus-webhook-dingtalk'],
  ['prometheus-webhook-dingtalk', 'route: { receiver: a }', 'looks like one of alertmanager'],
  ['prometheus-webhook-dingtalk', 'timeout: 5s', 'there is no `targets`'],
])('what is no configuration of %s is not made one: %j', async (program, text, why) => {
  const { code, out, err } = await runCommand(['import', program, 'f'], { f: text })
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(why)
})
