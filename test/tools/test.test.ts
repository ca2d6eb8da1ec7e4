import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadPlan } from '../../src/settings/check.ts'
import { UsageError } from '../../src/tools/bench.ts'
import { BUILT_IN_TEMPLATES } from '../support/bench.ts'
import { aBench } from './make-bench.ts'

const folder = mkdtempSync(join(tmpdir(), 'dingbridge-test-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(
  join(folder, 'bridge.yaml'),
  `
dingtalk: { region: intl, apps: { ops: { app_key: dingops, app_secret: s } } }
sources:
  - { name: prod, type: generic, heartbeat: { matchers: ['alertname="Watchdog"'], every: 5m, to: sre } }
time_intervals: [{ name: weekends, time_intervals: [{ weekdays: [saturday, sunday] }] }]
receivers:
  - { name: sre, targets: [{ group: cidSre }] }
  - { name: dba, targets: [{ group: cidDba, name: chat, template: alert-card }] }
route:
  receiver: sre
  routes:
    - { matchers: [severity="critical"], receiver: dba }
    - { matchers: [severity="info"], receiver: sre, mute_time_intervals: [weekends] }
    - { matchers: [severity="debug"], receiver: sre, mute_time_intervals: [weekends], on_mute: drop }
`,
)

/** One case about an alert of this severity, with more keys and expectations as YAML. */
async function run(yaml: string, ...args: readonly string[]) {
  const file = join(folder, 'cases.yaml')
  writeFileSync(file, yaml)
  const bench = aBench({
    load: (config) => loadPlan(config, {}, BUILT_IN_TEMPLATES),
    readInput: (path) =>
      readFile(path).catch(() => Promise.reject(new UsageError(`Cannot read ${path}.`))),
  })
  const ran = await bench.run('test', file, ...args)
  const short = (text: string) => text.replaceAll(`${folder}/`, '')
  return { ...ran, printed: short(ran.printed), complained: short(ran.complained) }
}

const aCase = (severity: string, expected: string, rest = ''): string => `config: ./bridge.yaml
tests:
  - name: It
    source: prod
    payload: { title: Disk full, severity: ${severity}, url: 'https://x.example.com/1' }
    at: 2026-11-22T03:00:00Z ${rest}
    expect: { ${expected} }
`

test.each([
  ['who hears', 'critical', 'receivers: [dba], targets: [chat], muted: [], dropped: []'],
  ['who hears later', 'info', 'receivers: [], muted: [sre], targets: [sre/1]'],
  ['who never hears', 'debug', 'receivers: [], dropped: [sre], targets: []'],
  ['the words', 'critical', 'messages: [{ title: [Disk full], lacks: [dba], alerts: 1 }]'],
  [
    'the form',
    'critical',
    'messages: [{ to: dba, template: alert-card, msg_key: sampleActionCard }]',
  ],
  ['a button', 'critical', 'messages: [{ to: chat, text: ["https://x.example.com/1"] }]'],
])('is content with %s', async (_what, severity, expected) => {
  expect(await run(aCase(severity, expected))).toEqual({
    code: 0,
    printed: 'ok    cases.yaml: It\n',
    complained: '1 passed, 0 failed\n',
  })
})

test.each([
  ['receivers: [sre]', '7:15: receivers differ (- expected, + found):', '- sre', '+ dba'],
  ['muted: [dba]', '7:15: muted differ (- expected, + found):', '- dba', ''],
  ['ignored: true', '7:15: it is not ignored', '', ''],
  ['refused: 400', '7:15: expected to be refused with 400; it is accepted', '', ''],
  ['duplicate_of: that', '7:15: no case before this one is called so', '', ''],
  ['messages: [{ to: sre }]', '7:28: there is no message to sre', '', ''],
  [
    'messages: [{ title: [Disk empty] }]',
    '7:28: the message to chat has no "Disk empty" in its title:',
    '| 🔴 critical · Disk full',
    '',
  ],
  ['messages: [{ alerts: 2 }]', '7:28: the message to chat has alerts 1, expected 2', '', ''],
])('says where %s is wrong, and what came instead', async (expected, ...lines) => {
  const { code, printed, complained } = await run(aCase('critical', expected))
  expect({ code, complained }).toEqual({ code: 1, complained: '0 passed, 1 failed\n' })
  const said = printed.split('\n').map((line) => line.trim())
  expect(said).toEqual(
    ['FAIL  cases.yaml: It', `cases.yaml:${lines[0]}`, ...lines.slice(1)]
      .filter(Boolean)
      .concat(''),
  )
})

test('a heartbeat is told to nobody', async () => {
  const payload = 'payload: { alertname: Watchdog, status: firing }'
  const yaml = aCase('x', 'receivers: []').replace(/payload: .*/, payload)
  expect(await run(yaml)).toMatchObject({ code: 0 })
})

test.each([
  [
    'an unknown key',
    'receiver: [sre]',
    '7:15: unknown_key: unknown key `receiver` in tests[0].expect; did you mean `receivers`?',
  ],
  [
    'no expectation',
    '',
    '7:13: missing_key: expects nothing; write `receivers: [...]`, for instance',
  ],
])('refuses a file with %s by its line', async (_what, expected, said) => {
  expect(await run(aCase('critical', expected))).toEqual({
    code: 1,
    printed: '',
    complained: `cases.yaml:${said}\n`,
  })
})

test('annotates a pull request, and tells programs', async () => {
  const wrong = aCase('critical', 'receivers: [dba, sre]')
  expect((await run(wrong, '--format', 'github')).printed).toMatch(
    /^::error file=.*cases\.yaml,line=7,col=15,title=It::receivers differ .*%0A- sre\n$/,
  )
  expect(JSON.parse((await run(wrong, '--format', 'json')).printed)).toMatchObject({
    passed: 0,
    failed: 1,
    tests: [{ line: 3, name: 'It', passed: false, differences: [{ line: 7 }] }],
  })
})

test('the shipped example holds', async () => {
  const file = 'config/examples/tests/people.yaml'
  const ran = await aBench({
    load: (config) => loadPlan(config, {}, BUILT_IN_TEMPLATES),
    readInput: (path) => readFile(path),
  }).run('test', file)
  expect(ran).toMatchObject({ code: 0, complained: '4 passed, 0 failed\n' })
})

test('a payload that is not there fails its test, and hides no other', async () => {
  const { code, printed } = await run(`config: ./bridge.yaml
tests:
  - { name: lost, source: prod, payload_file: ./no.json, expect: { receivers: [sre] } }
  - { name: there, source: prod, payload: { title: T }, expect: { receivers: [sre] } }
`)
  expect([code, printed]).toEqual([1, expect.stringMatching(/FAIL.*lost[\s\S]*ok .*there/)])
  expect(printed).toContain('cases.yaml:3:5: Cannot read no.json')
})

test('files without a test say so', async () => {
  expect(await run('config: ./bridge.yaml\ntests: []\n')).toMatchObject({
    code: 0,
    complained: 'There are no tests in cases.yaml.\n',
  })
})
