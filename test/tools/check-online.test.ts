import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openProbe, realClock } from '../../src/process.ts'
import { type ListeningSandbox, listenSandbox } from '../../src/sandbox/listen.ts'
import { loadPlan } from '../../src/settings/check.ts'
import { BUILT_IN_TEMPLATES } from '../support/bench.ts'
import { aBench } from './make-bench.ts'

const settings = (url: string): string => `
dingtalk:
  api_url: ${url}
  oapi_url: ${url}
  default_app: ops
  apps:
    ops: { app_key: dingops, app_secret: ops-S3CRET, robot_code: dingops, agent_id: 1 }
    shop: { corp_id: dingcorp, suite_key: suite, suite_secret: shop-S3CRET, robot_code: suiterobot, agent_id: 2 }
receivers:
  - name: sre
    targets:
      - { group: cidSre, name: chat }
      - { users: [zhao, qian], mobiles: ["13800000000"], name: oncall }
      - { robot: { access_token: robot-S3CRET } }
      - { work_notification: { template_id: tpl, users: [zhao], departments: [7], data: { a: b } }, app: shop }
route: { receiver: sre }
`

async function checking(prepare: (sandbox: ListeningSandbox) => void, ...args: readonly string[]) {
  const sandbox = await listenSandbox({ clock: realClock })
  onTestFinished(sandbox.close)
  prepare(sandbox)
  const ran = await checkingAt(sandbox.url, ...args)
  expect(sandbox.messages()).toEqual([])
  return ran
}

async function checkingAt(url: string, ...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-online-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const config = join(folder, 'bridge.yaml')
  writeFileSync(config, settings(url))
  const bench = aBench({
    load: (file) => loadPlan(file, {}, BUILT_IN_TEMPLATES),
    openProbe: () => openProbe('test'),
  })
  const ran = await bench.run('check', '--online', '-c', config, ...args)
  expect(`${ran.printed}${ran.complained}`).not.toContain('S3CRET')
  return ran
}

test('says what is right and what cannot be known, and sends nothing', async () => {
  const { code, printed, complained } = await checking(() => {})
  expect(code).toBe(0)
  expect(printed).toBe(`ok      access token (app ops)
ok      access token (app shop)
ok      group cidSre (app ops)
ok      user qian (app ops)
ok      user zhao (app ops)
ok      mobile 13800000000 (app ops)
unclear custom robot [sre/3]: not asked: DingTalk says it only when something is sent
unclear work notification template tpl (app shop) [sre/4]: not asked: DingTalk says it only when something is sent
ok      user zhao (app shop)
unclear department 7 (app shop) [sre/4]: not asked: DingTalk says it only when something is sent
`)
  expect(complained).toContain('nothing was sent: 7 right, 0 wrong, 3 unclear')
})

test('names the group without the robot, the user and the number that nobody has', async () => {
  const bad = { groups: ['cidSre'], users: ['qian', '13800000000'] }
  const { code, printed } = await checking((sandbox) => void sandbox.limits({ bad }))
  expect(code).toBe(1)
  const wrong = printed.split('\n').filter((line) => line.startsWith('WRONG'))
  expect(wrong.map((line) => line.split(':')[0])).toEqual([
    'WRONG   group cidSre (app ops) [chat]',
    'WRONG   user qian (app ops) [oncall]',
    'WRONG   mobile 13800000000 (app ops) [oncall]',
  ])
})

test('a group whose robots are others is wrong', async () => {
  const { code, printed } = await checking(
    (sandbox) => void sandbox.limits({ bad: { robots: ['dingops'] } }),
  )
  expect(code).toBe(1)
  expect(printed).toContain('the robot dingops is not in the group (it has none); add it')
})

test('an app without a token is wrong, and nothing else is asked of it', async () => {
  const { code, printed } = await checking(
    (sandbox) => void sandbox.limits({ bad: { keys: ['dingops'] } }),
  )
  expect(code).toBe(1)
  expect(printed).toMatch(
    /^WRONG {3}access token \(app ops\): .*invalidClientIdOrSecret|无效的clientId/,
  )
  expect(printed).toContain('unclear group cidSre (app ops) [chat]: not asked: the app ops has no')
})

test('a missing permission to look is no fault of the group', async () => {
  const refusal = {
    status: 403,
    body: { code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied', message: 'no scope' },
  }
  const { code, printed } = await checking((sandbox) =>
    sandbox.faults({ match: { path: '/v1.0/robot/groups/robots/query' }, answer: refusal }),
  )
  expect(code).toBe(0)
  expect(printed).toMatch(/^unclear group cidSre \(app ops\) \[chat\]: /m)
})

test('annotates a pull request, and tells programs', async () => {
  const bad = { groups: ['cidSre'] }
  const prepare = (sandbox: ListeningSandbox) => void sandbox.limits({ bad })
  const annotated = await checking(prepare, '--format', 'github')
  expect(annotated.printed).toMatch(
    /::error file=.*,line=1,col=1,title=online::group cidSre of chat: /,
  )
  const { printed } = await checking(prepare, '--format', 'json')
  expect(JSON.parse(printed).online[2]).toMatchObject({ about: 'group cidSre', verdict: 'wrong' })
})

test('where nobody answers the app is not called wrong, and yet nothing is proven', async () => {
  const away = 'http://127.0.0.1:9'
  const { code, printed, complained } = await checkingAt(away)
  expect(code).toBe(1)
  expect(printed).not.toContain('WRONG')
  expect(printed).toMatch(
    /^unclear access token \(app ops\): 127.0.0.1:9 refuses connections; nothing was sent; DingTalk could not be reached: check the network and DNS of this machine, and dingtalk\.proxy, api_url and oapi_url, then ask again$/m,
  )
  expect(printed).toContain('unclear group cidSre (app ops) [chat]: not asked: the app ops has no')
  expect(complained).toContain('0 wrong, 10 unclear; 2 not answered, so not proven: ask again')
})

test('trouble at DingTalk says nothing about a group, and proves nothing', async () => {
  const trouble = { status: 503, body: { code: 'ServiceUnavailable', message: 'busy' } }
  const { code, printed } = await checking(
    (sandbox) =>
      sandbox.faults({ match: { path: '/v1.0/robot/groups/robots/query' }, answer: trouble }),
    ...['--format', 'json'],
  )
  expect(code).toBe(1)
  expect(JSON.parse(printed).online[2]).toMatchObject({
    ...{ about: 'group cidSre', verdict: 'unclear', unanswered: true },
    detail: expect.stringContaining('says nothing about the settings: ask again later'),
  })
})

test('a pull request hears why it is not let through while DingTalk is away', async () => {
  const { printed } = await checkingAt('http://127.0.0.1:9', '--format', 'github')
  expect(printed.match(/title=online::access token: .*could not be reached/g)).toHaveLength(2)
})
