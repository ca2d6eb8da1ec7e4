import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { realClock } from '../../src/process.ts'
import { listen, type TlsMaterial } from '../../src/server/listen.ts'

const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version']).length > 0
  } catch {
    return false
  }
})()

/** A certificate for this name, and its key. */
function materialOf(name: string): TlsMaterial {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-subj',
    `/CN=${name}`,
  ]
  execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { cert: readFileSync(cert), key: readFileSync(key), clientCa: null }
}

const nameAt = (port: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject?.CN)
      socket.destroy()
    })
    socket.on('error', reject)
  })

test.skipIf(!hasOpenssl)(
  'new certificates are shown to new connections, and bad ones to nobody (skipped without openssl)',
  async () => {
    const app = { fetch: () => new Response('ok') }
    const tls = materialOf('old')
    const listener = await listen(app, { host: '127.0.0.1', port: 0, tls }, realClock)
    onTestFinished(() => listener.close(0))
    expect(await nameAt(listener.port)).toBe('old')
    listener.renew(materialOf('new'))
    expect(await nameAt(listener.port)).toBe('new')
    expect(() => listener.renew({ ...tls, key: Buffer.from('none') })).toThrow()
    expect(await nameAt(listener.port)).toBe('new')
  },
)
