import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asNobody } from './postgres.ts'

export const isOpensslHere = spawnSync('openssl', ['version']).status === 0

/** An authority of our own, in a folder of its own. */
export interface Authority {
  /** PEM. */
  readonly ca: string
  readonly caFile: string
  /** Files that a server of ours may read; `names` as X.509 writes them: `DNS:localhost`. */
  certify(names: string, days?: number): { readonly cert: string; readonly key: string }
  remove(): void
}

export function anAuthority(name: string): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-ca-'))
  chmodSync(folder, 0o755)
  const inFolder = (file: string) => join(folder, file)
  const openssl = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`)
  }
  const newKey = (subject: string, key: string) =>
    ['-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${subject}`, '-keyout', key] as const
  openssl('req', '-x509', '-days', '1', ...newKey(name, 'ca.key'), '-out', 'ca.pem')
  return {
    ca: readFileSync(inFolder('ca.pem'), 'utf8'),
    caFile: inFolder('ca.pem'),
    certify(names, days = 1) {
      writeFileSync(inFolder('names'), `subjectAltName=${names}`)
      openssl('req', ...newKey('server', 'server.key'), '-out', 'server.csr')
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names']
      openssl(
        'x509',
        '-req',
        '-in',
        'server.csr',
        '-days',
        `${days}`,
        ...signed,
        '-out',
        'server.pem',
      )
      const key = inFolder('server.key')
      chmodSync(key, 0o600)
      if (asNobody.uid) chownSync(key, asNobody.uid, asNobody.gid)
      return { cert: inFolder('server.pem'), key }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
