import { describe, expect, test } from 'vitest'
import { ok } from '../../src/domain/result.ts'
import { planOf } from '../web/make-desk.ts'
import { aBench, answering } from './make-bench.ts'

const HEAD = `
dingtalk: { region: intl, apps: { ops: { app_key: dingops, app_secret: app-S3CRET } } }
receivers: [{ name: sre, targets: [{ group: cidSre }] }, { name: dba, targets: [{ group: cidDba }] }]
route: { receiver: sre, routes: [{ matchers: ['team="db"'], receiver: dba }] }`

/** A terminal beside a bridge that runs with these settings. */
function beside(yaml: string, answer: object, over: Parameters<typeof aBench>[0] = {}) {
  const plan = planOf(`${HEAD}\n${yaml}`)
  const load = () => ok({ plan, warnings: [], place: () => ({ file: '', line: 1, column: 1 }) })
  return aBench({ load, fetch: answering(200, answer), ...over })
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('deliveries with settings', () => {
  const NONE = { items: [], next: null }

  test.each([
    ['no auth', 'admin: { listen: 127.0.0.1:9401 }', undefined],
    ['a token', 'admin: { listen: ":9401", auth: { bearer_token: [adm1, adm2] } }', 'Bearer adm1'],
    [
      'a name and a password',
      'admin: { listen: 127.0.0.1:9401, auth: { username: op, password: pä:ss } }',
      basic('op:pä:ss'),
    ],
  ])('ask where those listen for operators, who have %s', async (_, admin, authorization) => {
    const { run, asked } = beside(admin, NONE)
    expect((await run('deliveries', 'list', '-c', 'x')).code).toBe(0)
    expect(asked).toEqual([
      {
        url: 'http://127.0.0.1:9401/api/v1/deliveries',
        method: 'GET',
        headers: authorization === undefined ? {} : { authorization },
        timeoutMs: 10_000,
      },
    ])
  })

  test.each([
    [['-c', 'x', 'deliveries', 'list'], {}],
    [['deliveries', '-c', 'x', 'list'], {}],
    [['deliveries', 'list'], { DINGBRIDGE_CONFIG: 'x' }],
  ])('%j with %j means the same', async (args, env) => {
    const { run, asked } = beside('admin: { listen: 127.0.0.1:9401 }', NONE, { env })
    await run(...args)
    expect(asked.map(({ url }) => url)).toEqual(['http://127.0.0.1:9401/api/v1/deliveries'])
  })

  test('prove themselves elsewhere with nothing of them', async () => {
    const admin = 'admin: { listen: 127.0.0.1:9401, auth: { bearer_token: adm1 } }'
    const { run, asked } = beside(admin, NONE)
    await run('deliveries', 'list', '-c', 'x', '--url', 'https://other.example.com/bridge/')
    expect(asked[0]).toMatchObject({
      url: 'https://other.example.com/bridge/api/v1/deliveries',
      headers: {},
    })
  })

  test('go by a token that is named', async () => {
    const admin = 'admin: { listen: 127.0.0.1:9401, auth: { bearer_token: adm1 } }'
    const { run, asked } = beside(admin, NONE, { env: { DINGBRIDGE_TOKEN: 'mine' } })
    await run('deliveries', 'list', '-c', 'x')
    expect(asked[0]?.headers).toEqual({ authorization: 'Bearer mine' })
  })

  test('an empty DINGBRIDGE_CONFIG names none', async () => {
    const { run, asked } = beside('', NONE, { env: { DINGBRIDGE_CONFIG: '' } })
    await run('deliveries', 'list')
    expect(asked[0]?.url).toBe('http://127.0.0.1:8081/api/v1/deliveries')
  })

  test('a token file with more than a token is refused before anybody hears of it', async () => {
    const readInput = async () => Buffer.from('two words')
    const { run, asked } = beside('', NONE, { readInput })
    const { code, complained } = await run('deliveries', 'list', '--token-file', 'f')
    expect([code, complained, asked]).toEqual([
      2,
      'error: --token-file: f does not hold one token and nothing else.\n',
      [],
    ])
  })

  test('what another server answers is not taken for a bridge', async () => {
    const { run } = aBench({ fetch: answering(200, { status: 'success' }) })
    expect(await run('deliveries', 'list')).toEqual({
      code: 1,
      printed: '',
      complained:
        'http://127.0.0.1:8081 answers 200: This is no answer of a dingbridge; see --url.\n',
    })
  })
})

describe('send with settings', () => {
  const TOLD = { id: 'w', deliveries: [{ id: 'd1', state: 'sent' }] }
  const BY_HAND = ['send', '-c', 'x', '-r', 'dba', '--title', 'T', '--text', 'X']
  const from = (...sources: readonly string[]) => `sources: [${sources.join(', ')}]`

  test.each([
    ['a token', '{ bearer_token: t1 }', { authorization: 'Bearer t1' }],
    ['a password', '{ username: u, password: p }', { authorization: basic('u:p') }],
    ['a header', '{ header_token: h1, header_token_name: X-Key }', { 'x-key': 'h1' }],
    ['a word in the address', '{ query_token: q1 }', {}],
  ])('proves itself with %s', async (_, auth, proof) => {
    const source = `{ name: hand, type: generic, receivers: [dba], auth: ${auth} }`
    const { run, asked } = beside(from(source), TOLD)
    expect((await run(...BY_HAND)).code).toBe(0)
    const [request] = asked
    const token = auth.includes('query_token') ? '&token=q1' : ''
    expect(request?.url).toBe(`http://127.0.0.1:8080/webhook/hand?receiver=dba${token}`)
    expect(request?.headers).toMatchObject(proof)
  })

  test('takes the source that may name the receiver', async () => {
    const { run, asked } = beside(
      from(
        '{ name: closed, type: generic, auth: { bearer_token: t1 } }',
        '{ name: mapped, type: generic, auth: none, map: { fields: { title: "{{a}}" } } }',
        '{ name: open, type: generic, auth: { bearer_token: t2 }, receivers: [dba] }',
      ),
      TOLD,
    )
    await run(...BY_HAND)
    expect(asked[0]?.url).toBe('http://127.0.0.1:8080/webhook/open?receiver=dba')
  })

  test.each([
    ['{ name: s, type: generic, auth: { bearer_token: t } }', 'may not name the receiver "dba"'],
    ['{ name: s, type: generic, receivers: [dba], auth: { hmac_secret: h } }', 'signed'],
    ['{ name: generic, type: grafana }', 'No source of the settings reads --title'],
  ])('%s: says so and sends nothing', async (source, words) => {
    const { run, asked } = beside(from(source), TOLD)
    const { code, complained } = await run(...BY_HAND)
    expect([code, asked]).toEqual([2, []])
    expect(complained).toContain(words)
  })

  test('believes the very certificate of the settings, under whatever name', async () => {
    const pem = '-----BEGIN CERTIFICATE-----'
    const tls = `server: { listen: 127.0.0.1:8443, tls: { cert: "${pem}", key: k } }`
    const { run, asked } = beside(tls, TOLD)
    await run(...BY_HAND)
    expect(asked[0]).toMatchObject({
      url: 'https://127.0.0.1:8443/webhook/generic?receiver=dba',
      trust: { pem, isItsOwn: true },
    })
  })

  test('is no yes where the root was told in place of the receiver', async () => {
    const { run } = aBench({ fetch: answering(200, { ...TOLD, wish: 'forbidden' }) })
    expect(await run('send', '-r', 'dba', '--title', 'T', '--text', 'X')).toEqual({
      code: 1,
      printed: 'd1 sent\n',
      complained:
        'The receiver "dba" is forbidden for the source "generic": the root receiver is told in its place.\n',
    })
  })
})
