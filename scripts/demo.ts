/*
 * The main job with no account and no server: a sandbox that stands for DingTalk, the bridge, and
 * what a real Alertmanager sent. `--once` ends after the messages were seen, with 1 if they were not.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { MINUTE } from '../src/domain/clock.ts'
import { realClock } from '../src/process.ts'
import { CHATS, EXPECTED, startDemo, tellDemo } from './demo/demo-house.ts'

const PORTS = { sandbox: 8090, bridge: 8080, admin: 8081 }

async function demo(once: boolean): Promise<number> {
  const house = await startDemo(folder, PORTS)
  const { sandbox, bridge } = house
  try {
    await tellDemo(house)
    const deadline = realClock.now() + MINUTE
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
The admin page  ${bridge.adminUrl}
Send an alert   curl -sS ${bridge.url}/webhook/generic -H 'content-type: application/json' -d '{"title":"Disk full","severity":"critical","text":"/var on db-1 is at 98 %"}'
Alertmanager    url: ${bridge.url}/webhook/alertmanager
Grafana         ${bridge.url}/webhook/grafana
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

const folder = mkdtempSync(join(tmpdir(), 'dingbridge-demo-'))
process.exitCode = await demo(process.argv.includes('--once')).finally(() =>
  rmSync(folder, { recursive: true, force: true }),
)
