import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startChild } from '../support/child-bridge.ts'
import { HEAD, post, until } from '../support/house.ts'

test('a running bridge reads its settings anew when the file changes, and keeps them when wrong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-watch-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const config = join(folder, 'bridge.yaml')
  const write = (source: string) => {
    const head = HEAD.replaceAll('${SANDBOX}', 'http://127.0.0.1:1')
    const rest = `receivers: [{ name: chat, targets: [{ group: cidOne }] }]\nroute: { receiver: chat }\n`
    writeFileSync(`${config}.new`, `${head}sources: [{ name: prod, type: ${source} }]\n${rest}`)
    renameSync(`${config}.new`, config)
  }
  write('alertmanager')
  const child = await startChild(config)
  onTestFinished(async () => void (await child.end('SIGKILL')))
  const status = async (body: string) => (await post(`${child.url}/webhook/prod`, body)).status
  const logged = (event: string) => child.output().split(`"event":"${event}"`).length - 1
  const generic = JSON.stringify({ title: 'Disk full' })

  expect(await status(generic)).toBe(400)
  write('nobody')
  await until('a refusal', () => logged('settings.refused') === 1, child.output)
  expect(await status(generic)).toBe(400)
  write('generic')
  await until('new settings', () => logged('settings.loaded') === 1, child.output)
  expect(await status(generic)).toBe(202)
  expect(await child.end('SIGTERM')).toBe(0)
})
