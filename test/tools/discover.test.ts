import { expect, onTestFinished, test } from 'vitest'
import { hearRobot, realClock } from '../../src/process.ts'
import { type ListeningSandbox, listenSandbox } from '../../src/sandbox/listen.ts'
import { until } from '../support/house.ts'
import { planOf } from '../web/make-desk.ts'
import { aBench } from './make-bench.ts'

const settings = (url: string): string => `
dingtalk: { api_url: ${url}, oapi_url: ${url}, apps: { ops: { app_key: dingops, app_secret: ops-S3CRET } } }
groups: { sre: cidKnown }
receivers: [{ name: all, targets: [{ group: sre }] }]
route: { receiver: all }
`

/** Runs discover against a sandbox, says `mentions` as soon as it listens, and ends its wait. */
async function discovering(
  mentions: readonly object[],
  args: readonly string[] = [],
  prepare: (sandbox: ListeningSandbox) => void = () => {},
) {
  const sandbox = await listenSandbox({ clock: realClock })
  onTestFinished(sandbox.close)
  prepare(sandbox)
  const plan = planOf(settings(sandbox.url))
  const place = () => ({ file: '', line: 1, column: 1 })
  const over = new AbortController()
  const bench = aBench({
    load: () => ({ ok: true, value: { plan, warnings: [], place } }),
    listenToRobot: (app, listener, signal) =>
      hearRobot('test', app, listener, AbortSignal.any([signal, over.signal])),
  })
  const running = bench.run('discover', ...args)
  for (const mention of mentions)
    await until('a listener', async () => {
      const answer = await fetch(`${sandbox.url}/sandbox/mentions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(mention),
      })
      return answer.status === 201
    })
  if (mentions.length > 0) {
    await until('answers to DingTalk', () => sandbox.streams.list().every((each) => each.answered))
    over.abort()
  }
  const ran = await running
  expect(`${ran.printed}${ran.complained}`).not.toContain('S3CRET')
  return ran
}

test('prints the group and the person of the next message, ready to paste', async () => {
  const mention = {
    group: 'cidNew==',
    title: 'Ops alerts',
    user: 'manager1',
    nick: '王芳',
    text: 'hi',
  }
  const { code, printed, complained } = await discovering([mention])
  expect({ code, printed }).toEqual({
    code: 0,
    printed: `groups: { ops-alerts: "cidNew==" } # Ops alerts
people: { "王芳": { user: "manager1" } } # 王芳
`,
  })
  expect(complained).toContain('Connected as ops over 127.0.0.1')
})

test('of a chat with the robot only the person, and nobody twice', async () => {
  const mention = { user: 'u1', nick: 'Li Lei', text: 'hi' }
  const { printed } = await discovering([mention, mention], ['--all'])
  expect(printed).toBe('people: { li-lei: { user: "u1" } } # Li Lei\n')
})

test('says what is known already, and who has no id; names of strangers stay on their line', async () => {
  const mention = { group: 'cidKnown', title: 'A\nb\u001b[31m', nick: 'Out\nside', text: 'hi' }
  const { printed, complained } = await discovering([mention])
  expect(printed).toBe('groups: { sre: "cidKnown" } # A b [31m\n')
  expect(complained).toContain('The settings know this group as sre.')
  expect(complained).toContain('Out side is not of this organisation, and has no user id.')
})

test('when nobody speaks it says what to look at', async () => {
  const { code, complained } = await discovering([], ['--wait', '1s'])
  expect(code).toBe(1)
  expect(complained).toMatch(
    /Nobody spoke to the robot within 1s\.\n.*Stream mode.*\n.*\n.*dingtalk\.io/,
  )
})

test('a refused secret is told with what to do', async () => {
  const { code, complained } = await discovering(
    [],
    [],
    (sandbox) => void sandbox.limits({ bad: { keys: ['dingops'] } }),
  )
  expect(code).toBe(1)
  expect(complained).toMatch(/^ops cannot listen: .*(?:app_key|app_secret|clientId)/)
})

test.each([
  [['--app', 'nobody'], /There is no app "nobody"\. The settings have: ops\./],
  [['--wait', 'soon'], /--wait: "soon" is no duration/],
])('%j is wrong usage', async (args, said) => {
  const { code, complained } = await discovering([], args)
  expect({ code, complained }).toEqual({ code: 2, complained: expect.stringMatching(said) })
})
