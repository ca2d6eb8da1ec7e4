/*
 * The main job with no account and no server: a sandbox that stands for DingTalk, the bridge, and
 * what a real Alertmanager sent. `--once` ends after the messages were seen, with 1 if they were not.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { MINUTE, SECOND } from '../src/domain/clock.ts'
import { realClock } from '../src/process.ts'
import { listenSandbox } from '../src/sandbox/listen.ts'
import { startBridgeFrom } from './demo/start-bridge.ts'

const CHATS = { cidDemoOnCall: 'On call', cidDemoZhiban: '值班群' }
const PORTS = { sandbox: 8090, bridge: 8080, admin: 8081 }
const EXPECTED = 3

async function demo(once: boolean): Promise<number> {
  const sandbox = await listenSomewhere(PORTS.sandbox, (port) =>
    listenSandbox({ clock: realClock, port, names: CHATS }),
  )
  const bridge = await listenSomewhere(PORTS.bridge, (port) =>
    listenSomewhere(PORTS.admin, (admin) =>
      startBridgeFrom(join(folder, 'bridge.yaml'), settings(sandbox.url, port, admin)),
    ),
  )
  try {
    const startedAt = realClock.now() - 23 * MINUTE
    await post(bridge.url, 'firing.json', startedAt)
    await post(bridge.url, 'chinese.json', startedAt + 15 * MINUTE)
    await post(bridge.url, 'resolved.json', startedAt)

    const deadline = realClock.now() + 20 * SECOND
    while (sandbox.messages().length < EXPECTED && realClock.now() < deadline) {
      await realClock.sleep(50)
    }
    const messages = sandbox.messages()
    for (const { target, title, text } of messages) {
      const chat = CHATS[target as keyof typeof CHATS] ?? target
      console.log(
        `\n${styleText('dim', `── ${chat} ──`)}\n${styleText('bold', title)}\n\n${readable(text)}`,
      )
    }
    const isSeen = messages.length === EXPECTED
    if (!isSeen) console.error(`\n${messages.length} of ${EXPECTED} messages arrived.`)
    if (once) return isSeen ? 0 : 1

    console.log(`
${styleText('dim', '────────')}
The chats       ${sandbox.url}
Send an alert   curl -sS ${bridge.url}/webhook/generic -H 'content-type: application/json' -d '{"title":"Disk full","severity":"critical","text":"/var on db-1 is at 98 %"}'
Alertmanager    url: ${bridge.url}/webhook/alertmanager
Grafana         ${bridge.url}/webhook/grafana
What was told   curl -sS ${bridge.adminUrl}/api/v1/deliveries
Metrics         ${bridge.adminUrl}/metrics

Ctrl-C ends it. For your own DingTalk, start from config/minimal.yaml.`)
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    })
    return 0
  } finally {
    await bridge.stop()
    await sandbox.close()
  }
}

/** Links as they are, without the wrapping that makes DingTalk open them outside. */
const readable = (text: string): string =>
  text.replace(
    /dingtalk:\/\/dingtalkclient\/page\/link\?url=([^&)\s]+)&pc_slide=false/g,
    (_, url) => decodeURIComponent(url),
  )

const settings = (sandboxUrl: string, port: number, admin: number): string => `
server: { listen: 127.0.0.1:${port} }
admin: { listen: 127.0.0.1:${admin} }
store: { url: 'sqlite:./demo.db' }
dingtalk:
  api_url: ${sandboxUrl}
  oapi_url: ${sandboxUrl}
  apps:
    demo: { app_key: dingdemo, app_secret: demo, robot_code: dingdemo }
groups: { on-call: cidDemoOnCall, zhiban: cidDemoZhiban }
receivers:
  - name: on-call
    targets: [{ group: on-call }]
  - name: zhiban
    targets: [{ group: zhiban, locale: zh-CN, timezone: Asia/Shanghai, template: alert-card }]
route:
  receiver: on-call
  routes:
    - matchers: ['team="支付组"']
      receiver: zhiban
`

/** What was captured, moved to today: how long ago it started, and that it just ended. */
async function post(url: string, file: string, startsAt: number): Promise<void> {
  const payload = JSON.parse(readFileSync(new URL(`./demo/${file}`, import.meta.url), 'utf8'))
  for (const alert of payload.alerts) {
    alert.startsAt = new Date(startsAt).toISOString()
    if (alert.status === 'resolved') alert.endsAt = new Date().toISOString()
  }
  const answer = await fetch(`${url}/webhook/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  })
  if (answer.status !== 202) throw new Error(`The bridge answered ${answer.status}.`)
}

/** On its usual port, or on a free one where somebody has that. */
async function listenSomewhere<T>(port: number, open: (port: number) => Promise<T>): Promise<T> {
  try {
    return await open(port)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return open(0)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'dingbridge-demo-'))
process.exitCode = await demo(process.argv.includes('--once')).finally(() =>
  rmSync(folder, { recursive: true, force: true }),
)
