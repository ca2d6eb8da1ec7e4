import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../support/bench.ts'

const folder = mkdtempSync(join(tmpdir(), 'dingbridge-cli-'))
const config = join(folder, 'bridge.yaml')
const broken = join(folder, 'broken.yaml')

beforeAll(() => {
  writeFileSync(config, SETTINGS)
  writeFileSync(broken, SETTINGS.replace('receiver: dba', 'receiver: dbaa'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('check', () => {
  test('says yes to good settings', async () => {
    expect(await runCommand(['check', '-c', config])).toMatchObject({
      code: 0,
      out: '',
      err: `${config}: ok\n`,
    })
  })

  test('names the place and the nearest name', async () => {
    const { code, out } = await runCommand(['check', '-c', broken])
    expect(code).toBe(1)
    expect(out).toMatch(/broken\.yaml:\d+:\d+: unknown_name: .*dbaa.*did you mean .*dba/)
  })

  test('a file that is not there is refused by name', async () => {
    const { code, out } = await runCommand(['check', '-c', join(folder, 'none.yaml')])
    expect(code).toBe(1)
    expect(out).toContain('none.yaml')
  })
})

describe('route', () => {
  const ask = (...args: string[]) => runCommand(['route', '-c', config, ...args])

  test.each([
    { labels: ['severity=critical'], receivers: 'dba\n' },
    { labels: ['severity=info'], receivers: 'sre\n' },
    { labels: ['severity="critical"', 'team=db'], receivers: 'dba\n' },
    { labels: [], receivers: 'sre\n' },
  ])('$labels go to $receivers', async ({ labels, receivers }) => {
    expect(await ask(...labels)).toMatchObject({ code: 0, out: receivers })
  })

  test('is right when it is what one expects, and wrong otherwise', async () => {
    expect(await ask('severity=critical', '--expect', 'dba')).toMatchObject({ code: 0 })
    expect(await ask('severity=critical', '--expect', 'sre')).toMatchObject({
      code: 1,
      err: 'expected sre; found dba\n',
    })
  })

  test.each([
    [['"severity"="critical"'], 'dba\n'],
    [['"sever\\u0069ty"="criti\\u0063al"', '负责 人=王 芳'], 'dba\n'],
    [['severity=critical=x'], 'sre\n'],
    [['path="~/x"', '"a=b"=c'], 'sre\n'],
  ])('reads %j', async (labels, receivers) => {
    expect(await ask(...labels)).toMatchObject({ code: 0, out: receivers })
  })

  test.each([
    ['severity!=critical', 'is a matcher'],
    ['severity=~critical', 'is a matcher'],
    ['severity', 'is no label'],
    ['=critical', 'is no label'],
  ])('%s is wrong usage: it %s', async (label, why) => {
    expect(await ask(label)).toMatchObject({ code: 2, err: expect.stringContaining(why) })
  })

  test('a label that is given twice is wrong usage', async () => {
    expect(await ask('a=1', 'a=2')).toMatchObject({
      code: 2,
      err: 'error: The label "a" is given twice.\n',
    })
  })

  test.each([['1'], ['tomorrow'], ['Nov 22 2026']])('--at %s is wrong usage', async (at) => {
    expect((await ask('a=1', '--at', at)).code).toBe(2)
  })

  test('a receiver that is expected twice is expected', async () => {
    expect((await ask('severity=critical', '--expect', 'dba, dba,')).code).toBe(0)
    expect(await ask('severity=critical', '--expect', '')).toMatchObject({
      code: 1,
      err: 'expected nobody; found dba\n',
    })
  })

  test('says that a receiver is muted at that time', async () => {
    const { err } = await ask('severity=info', '--at', '2026-11-22T10:00:00Z')
    expect(err).toContain('sre is muted until 2026-11-23T00:00:00.000Z by weekends')
  })
})

describe('explain', () => {
  const files = { 'payload.json': PAYLOAD }
  const ask = (...args: string[]) =>
    runCommand(
      ['explain', '-c', config, '-s', 'alertmanager', '-p', 'payload.json', ...args],
      files,
    )

  test('shows what a sender wrote, and does nothing of it', async () => {
    const payload = PAYLOAD.replace('db-1', 'db-1\\u001b[31m\\u202e')
    const args = ['explain', '-c', config, '-s', 'alertmanager', '-p', 'p']
    const { code, out } = await runCommand(args, { p: payload })
    expect(code).toBe(0)
    expect(out).toContain('db-1')
    expect(out).not.toMatch(/\u001b\[31m|\u202e/)
  })

  test('goes from the alert over each verdict to the request', async () => {
    const { code, out } = await ask()
    expect(code).toBe(0)
    expect(out).toContain('✓ severity="critical" is "critical"')
    expect(out).toContain('dba · dba/1: told')
    expect(out).toContain('POST /v1.0/robot/oToMessages/batchSend')
    expect(out).toContain('to 2: u1, u2')
  })

  test('holds no secret, as text or as JSON', async () => {
    const [text, json] = [await ask(), await ask('--format', 'json')]
    for (const { out } of [text, json]) expect(out).not.toMatch(/TOPSECRET|tok-robot/)
    expect(JSON.parse(json.out).deliveries).toMatchObject([
      { receiver: 'dba', channel: 'users', template: 'alert', requests: [{ family: 'api' }] },
      { receiver: 'dba', channel: 'robot', requests: [{ auth: 'robot' }] },
    ])
  })

  test('of a payload that would be refused says the answer', async () => {
    const bad = { 'payload.json': '{"version":"4","alerts":[{"labels":3}]}' }
    const args = ['explain', '-c', config, '-s', 'alertmanager', '-p', 'payload.json']
    const { code, err } = await runCommand(args, bad)
    expect(code).toBe(1)
    expect(err).toMatch(/^alertmanager would answer 400 bad_payload: .*alerts\[0\]\.labels/)
  })

  test('of a body whose sender nobody names says whose /webhook/auto takes it for', async () => {
    const args = ['explain', '-c', config, '-s', 'auto', '-p', 'p']
    const found = await runCommand(args, { p: PAYLOAD })
    expect(found.code).toBe(0)
    expect(found.out).toMatch(/^alertmanager \(alertmanager\) says /)
    expect(await runCommand(args, { p: '{"who":"knows"}' })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^\/webhook\/auto would answer 400 unrecognised: /),
    })
  })

  test('of a source that does not exist names those that do', async () => {
    const { code, err } = await runCommand(['explain', '-c', config, '-s', 'prod', '-p', '-'])
    expect(code).toBe(2)
    expect(err).toContain('There is no source "prod". The settings have: alertmanager')
  })
})

describe('render', () => {
  test('prints msgKey and msgParam', async () => {
    const args = ['render', '-c', config, '-t', 'alert', '-p', 'payload.json', '--locale', 'zh-CN']
    const { code, out } = await runCommand(args, { 'payload.json': PAYLOAD })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      msgKey: 'sampleMarkdown',
      msgParam: { title: expect.stringContaining('严重'), text: expect.stringContaining('db-1') },
    })
  })

  test('of a digest tells the alerts as if each had come by itself', async () => {
    const args = ['render', '-c', config, '-t', 'digest', '-p', 'payload.json']
    const { out } = await runCommand(args, { 'payload.json': PAYLOAD })
    expect(JSON.parse(out).msgParam.text).toMatch(/^#### 🌊 1 alert in .*In place of 1 message/s)
  })

  test.each([
    ['{ name: prod, type: alertmanager, auth: { bearer_token: t }, labels: { cluster: x } }'],
    ['{ name: any, type: generic }'],
    ['{ name: gh, type: github }'],
  ])('takes the payload for what it looks like, beside %s', async (source) => {
    const settings = join(folder, 'other.yaml')
    writeFileSync(settings, `${SETTINGS}\nsources: [${source}]`)
    const args = ['render', '-c', settings, '-t', 'alert', '-p', 'payload.json']
    const { code, out } = await runCommand(args, { 'payload.json': PAYLOAD })
    expect([code, out]).toEqual([0, expect.stringContaining('db-1')])
  })

  test('of what looks like nobody asks for a source', async () => {
    const settings = join(folder, 'other.yaml')
    writeFileSync(settings, `${SETTINGS}\nsources: [{ name: alertmanager, type: github }]`)
    const args = ['render', '-c', settings, '-t', 'alert', '-p', '-']
    expect(await runCommand(args, { '-': '[1]' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('name it with --source. The settings have: alertmanager'),
    })
  })

  test('of a template that does not exist names those that do', async () => {
    const { code, err } = await runCommand(['render', '-c', config, '-t', 'alrt', '-p', '-'])
    expect(code).toBe(2)
    expect(err).toMatch(/There is no template "alrt"\. There are: alert, alert-card/)
  })
})

describe('the command line', () => {
  test.each([['serv'], ['check', '--formt', 'json'], ['explain'], []])(
    '%j is wrong usage',
    async (...args) => {
      expect((await runCommand(args)).code).toBe(2)
    },
  )

  test.each(['check', 'serve'])('%s with a file but no -c says how to name it', async (command) => {
    const { code, err } = await runCommand([command, 'bridge.yaml'])
    expect([code, err.includes('The settings are named with -c FILE.')]).toEqual([2, true])
  })

  test.each([['--help'], ['--version'], ['check', '--help'], ['schema']])(
    '%j is fine',
    async (...args) => {
      const { code, out } = await runCommand(args)
      expect(code).toBe(0)
      expect(out).not.toBe('')
    },
  )
})

const SETTINGS = `
dingtalk:
  region: intl
  apps: { ops: { app_key: k, app_secret: TOPSECRET, robot_code: r } }
receivers:
  - name: sre
    targets: [{ group: cidA }]
  - name: dba
    targets: [{ users: [u1, u2] }, { robot: { access_token: tok-robot } }]
time_intervals:
  - name: weekends
    time_intervals: [{ weekdays: ['saturday', 'sunday'] }]
route:
  receiver: sre
  mute_time_intervals: [weekends]
  routes:
    - matchers: ['severity="critical"']
      receiver: dba
`

const PAYLOAD = JSON.stringify({
  version: '4',
  groupKey: '{}:{}',
  status: 'firing',
  receiver: 'bridge',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'ReplicationLag', severity: 'critical', instance: 'db-1' },
      annotations: { summary: 'Replication lags.' },
      startsAt: '2026-11-22T05:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: 'abc',
    },
  ],
})
