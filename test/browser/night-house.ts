import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBridgeFrom } from '../../scripts/demo/start-bridge.ts'
import { realClock } from '../../src/process.ts'
import { listenSandbox } from '../../src/sandbox/listen.ts'
import { post } from './admin-house.ts'

export const STATES = ['sent', 'waiting', 'dead', 'held', 'muted', 'discarded'] as const

/** A bridge with a password, after a night in which a delivery came into each state. */
export async function nightHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-browser-'))
  const sandbox = await listenSandbox({ clock: realClock })
  await post(`${sandbox.url}/sandbox/limits`, { bad: { groups: ['cid-waiting', 'cid-discarded'] } })
  await fault('cid-dead', { status: 400, body: { code: 'invalidParameter.msgParam.invalid' } })
  await fault('cid-held', { reset: true })
  const bridge = await startBridgeFrom(join(folder, 'bridge.yaml'), settings(sandbox.url))
  const ids = new Map<string, string>()
  for (const state of STATES) ids.set(state, await send(state))
  const until = async (state: string, path: string, method = 'GET') => {
    while ((await ask(path, method)).state !== state) await realClock.sleep(20)
  }
  await until('discarded', `/${ids.get('discarded')}/discard`, 'POST')
  for (const state of STATES) await until(state, `/${ids.get(state)}`)

  /** So many alerts that the message leads to its page. */
  async function send(state: string): Promise<string> {
    const alerts = Array.from({ length: 20 }, (_, i) => ({
      title: `The ${state} one`,
      text: 'so much to say of it '.repeat(200),
      labels: { state, severity: 'critical', instance: `db-${i}` },
    }))
    const answer = await post(`${bridge.url}/webhook/generic`, { alerts })
    return ((await answer.json()) as { deliveries: string[] }).deliveries[0] ?? ''
  }

  async function ask(path: string, method: string) {
    const url = `${bridge.adminUrl}/api/v1/deliveries${path}`
    const answer = await fetch(url, { method, headers: { authorization: SIGNED_IN } })
    return (await answer.json()) as { state: string }
  }

  function fault(target: string, answer: object) {
    return post(`${sandbox.url}/sandbox/faults`, { match: { target }, times: 9, answer })
  }

  const close = async () => {
    await bridge.stop()
    await sandbox.close()
    rmSync(folder, { recursive: true })
  }
  return { sandbox, bridge, ids, close }
}

const PASSWORD = 'a password for the night'
export const SIGNED_IN = `Basic ${btoa(`ops:${PASSWORD}`)}`

const settings = (sandboxUrl: string): string => `
server: { listen: 127.0.0.1:0 }
admin: { listen: 127.0.0.1:0, auth: { username: ops, password: ${PASSWORD} } }
external_url: https://ding.example.com
store: { url: 'sqlite:./night.db' }
dingtalk:
  api_url: ${sandboxUrl}
  oapi_url: ${sandboxUrl}
  apps: { ops: { app_key: dingops, app_secret: ops, robot_code: dingops } }
time_intervals: [{ name: always, time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }] }]
receivers:
${STATES.map((state) => `  - { name: ${state}, targets: [{ group: cid-${state}, on_unknown: hold }] }`).join('\n')}
route:
  receiver: sent
  routes:
${STATES.map((state) => `    - { matchers: ['state="${state}"'], receiver: ${state}${state === 'muted' ? ', mute_time_intervals: [always]' : ''} }`).join('\n')}
`
