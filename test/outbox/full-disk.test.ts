import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { realClock } from '../../src/process.ts'
import { listenSandbox } from '../../src/sandbox/listen.ts'
import { startChild } from '../support/child-bridge.ts'
import { HEAD, post, until } from '../support/house.ts'
import { aWebhook } from '../support/webhook.ts'

/** A disk that only this process and its own sees, and that any user may have where this works. */
const SMALL_DISK = [
  'unshare',
  '-Urm',
  'sh',
  '-c',
  'mount -t tmpfs -o size=4m none "$0" && exec "$@"',
]
const [command = '', ...args] = SMALL_DISK
const works = spawnSync(command, [...args, tmpdir(), 'true']).status === 0

test.skipIf(!works)(
  'a disk that is full (needs user namespaces) asks senders to come back, loses nothing, and needs no restart',
  async () => {
    const { sandbox, bridge, disk } = await onSmallDisk()
    const taken: string[] = []
    const refused: Awaited<ReturnType<typeof post>>[] = []
    const send = async (name: string) => {
      const answer = await post(`${bridge.url}/webhook/alertmanager`, aLargeAlert(name))
      if (answer.status === 202) taken.push(name)
      else refused.push(answer)
    }
    for (let i = 0; i < 5; i++) await send(`Before${i}`)
    const filler = join(disk, 'filler')
    fill(filler)
    for (let i = 0; i < 500 && refused.length < 10; i++) await send(`Full${i}x`)
    expect(
      refused.map(({ status, body, headers }) => [
        status,
        body.error.code,
        headers.get('retry-after'),
      ]),
    ).toEqual(Array(10).fill([503, 'store_unavailable', '5']))
    rmSync(filler)
    await until('room', async () => {
      await send('After')
      return taken.includes('After')
    })

    await until(
      'all that was taken',
      () => taken.every((name) => sandbox.messages().some(({ text }) => text.includes(name))),
      () => `${sandbox.messages().length} of ${taken.length} are told`,
    )
    expect(sandbox.messages()).toHaveLength(taken.length)
    expect(await bridge.end('SIGTERM')).toBe(0)
  },
)

async function onSmallDisk() {
  const sandbox = await listenSandbox({ clock: realClock })
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-disk-'))
  const mount = join(folder, 'disk')
  mkdirSync(mount)
  const config = join(folder, 'bridge.yaml')
  writeFileSync(
    config,
    `${HEAD.replace('./bridge.db', join(mount, 'bridge.db')).replaceAll('${SANDBOX}', sandbox.url)}
receivers: [{ name: chat, targets: [{ group: cidChat, pace: 1000/1s, digest: "off" }] }]
route: { receiver: chat }
`,
  )
  const bridge = await startChild(config, {}, [...SMALL_DISK, mount])
  onTestFinished(async () => {
    await bridge.end('SIGKILL')
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { sandbox, bridge, disk: `/proc/${bridge.pid}/root${mount}` }
}

function fill(file: string): void {
  for (let size = 64 * 1024; size >= 1; size = Math.floor(size / 4)) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
}

/** Random text: the store keeps bodies compressed. */
const aLargeAlert = (name: string) =>
  aWebhook(
    [
      {
        labels: { alertname: name },
        fingerprint: name,
        annotations: {
          note: Array.from({ length: 3_000 }, () => Math.random().toString(36)[2]).join(''),
        },
      },
    ],
    { groupKey: name },
  )
