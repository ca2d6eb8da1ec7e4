import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bridge } from '../../src/bridge.ts'
import { MINUTE } from '../../src/domain/clock.ts'
import { realClock } from '../../src/process.ts'
import { type ListeningSandbox, listenSandbox } from '../../src/sandbox/listen.ts'
import { startBridgeFrom } from './start-bridge.ts'

/** The chats of the demo, by their ids. */
export const CHATS = { cidDemoOnCall: 'On call', cidDemoZhiban: '值班群' }

/** How many messages come of what `tellDemo` sends. */
export const EXPECTED = 3

export interface DemoHouse {
  readonly sandbox: ListeningSandbox
  readonly bridge: Bridge
}

/** A sandbox that stands for DingTalk, and a bridge before it; `ports` of 0 are any free ones. */
export async function startDemo(
  folder: string,
  ports: { readonly sandbox: number; readonly bridge: number; readonly admin: number },
): Promise<DemoHouse> {
  const sandbox = await listenSomewhere(ports.sandbox, (port) =>
    listenSandbox({ clock: realClock, port, names: CHATS }),
  )
  const bridge = await listenSomewhere(ports.bridge, (port) =>
    listenSomewhere(ports.admin, (admin) =>
      startBridgeFrom(join(folder, 'bridge.yaml'), settings(sandbox.url, port, admin)),
    ),
  )
  return { sandbox, bridge }
}

/** What a real Alertmanager sent, moved to today. */
export async function tellDemo({ bridge }: DemoHouse): Promise<void> {
  const startedAt = realClock.now() - 23 * MINUTE
  await post(bridge.url, 'firing.json', startedAt)
  await post(bridge.url, 'chinese.json', startedAt + 15 * MINUTE)
  await post(bridge.url, 'resolved.json', startedAt)
}

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
  const payload = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
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
