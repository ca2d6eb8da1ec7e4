import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutboxStore } from '../../src/outbox/store.ts'
import { openStore } from '../../src/outbox/stores.ts'
import { checkFiles } from '../settings/check-files.ts'
import { type Authority, anAuthority, isOpensslHere } from '../support/certificates.ts'
import {
  installedBinaries,
  letIn,
  runSql,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts'

const PASSWORD = 'pa55-%-word'
const here =
  isOpensslHere && process.env['TEST_PG_URL'] === undefined && installedBinaries() !== null

describe.skipIf(!here)('PostgreSQL over TLS (needs openssl, and a server of our own)', () => {
  let ours: Authority
  let other: Authority
  let server: TestPostgres

  beforeAll(async () => {
    ours = anAuthority('ours')
    other = anAuthority('other')
    const { cert, key } = ours.certify('IP:127.0.0.1')
    server = await startPostgres(['ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`])
    await runSql(
      server.url,
      `CREATE ROLE bridge LOGIN PASSWORD '${PASSWORD}'`,
      'GRANT CREATE ON DATABASE postgres TO bridge',
    )
    await letIn(
      server,
      'hostssl all bridge all scram-sha-256',
      'host all postgres 127.0.0.1/32 trust',
    )
  })
  afterAll(async () => {
    await server.stop()
    ours.remove()
    other.remove()
  })

  /** As an operator writes it: all that is secret stands in files. */
  async function open(host: string, query: string, ca: Authority | null): Promise<OutboxStore> {
    const { plan, issues } = checkFiles({
      'main.yaml': `
store:
  url: postgres://${host}:${new URL(server.url).port}/postgres${query}
  username: bridge
  password_file: ./password
  ${ca ? 'ca_file: ./ca.pem' : ''}
dingtalk: { region: cn, apps: { ops: { app_key: k, app_secret: s } } }
receivers: [{ name: sre, targets: [{ group: cidA }] }]
route: { receiver: sre }
`,
      password: `${PASSWORD}\n`,
      'ca.pem': ca?.ca ?? '',
    })
    expect(issues).toEqual([])
    return openStore(plan!.store)
  }

  const said = (opened: Promise<OutboxStore>): Promise<string> =>
    opened.then(
      (store) => store.close().then(() => 'open'),
      (error: Error) => error.message,
    )

  test.each([
    ['the name that its certificate has', '127.0.0.1', '', () => ours],
    ['another name, if any is taken', 'localhost', '?sslmode=verify-ca', () => ours],
    ['an unknown certificate, if any is taken', 'localhost', '?sslmode=require', () => null],
  ])('%s is let in', async (_, host, query, ca) => {
    expect(await said(open(host, query, ca()))).toBe('open')
  })

  test.each([
    [
      'another authority',
      '127.0.0.1',
      '',
      () => other,
      /unable to verify.*Set store\.ca_file to its authority/,
    ],
    [
      'another authority, whatever the name,',
      '127.0.0.1',
      '?sslmode=verify-ca',
      () => other,
      /Set store\.ca_file to its authority/,
    ],
    [
      'another name',
      'localhost',
      '',
      () => ours,
      /localhost.*Write the name that its certificate has.*sslmode=verify-ca/,
    ],
    [
      'an authority that the system does not know',
      '127.0.0.1',
      '?sslmode=verify-full',
      () => null,
      /Set store\.ca_file to its authority/,
    ],
    [
      'no encryption',
      '127.0.0.1',
      '',
      () => null,
      /no encryption.*set store\.ca_file, or sslmode=require/,
    ],
  ])('%s is refused with what to do', async (_, host, query, ca, words) => {
    const told = await said(open(host, query, ca()))
    expect(told).toMatch(words)
    expect(told).not.toContain(PASSWORD)
  })

  test('a name is checked as a name, after a new certificate too', async () => {
    ours.certify('DNS:localhost')
    await server.crash()
    await server.restart()
    expect(await said(open('localhost', '', ours))).toBe('open')
    expect(await said(open('127.0.0.1', '', ours))).toMatch(/Write the name/)
  })
})
