import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Auth } from '../../src/ingest/auth.ts'
import { openAuthentication } from '../../src/ingest/authenticate.ts'
import type { InboundRequest } from '../../src/ingest/source.ts'
import { anAuth, aRequest, NOW, secrets } from './make.ts'

const REFUSED = {
  status: 401,
  code: 'unauthorized',
  message: 'The credential or signature is missing, wrong or too old.',
}

function check(
  auth: Partial<Auth>,
  headers: Record<string, string>,
  over: Partial<InboundRequest> = {},
) {
  const authenticate = openAuthentication(anAuth(auth), {
    signature: 'grafana',
  })
  return authenticate(aRequest('{"a":1}', { headers, ...over }))
}

const bearer = { bearerToken: secrets('old', 'new') }

test.each(['Bearer old', 'Bearer new', 'bearer new'])(
  '%s is one of the tokens',
  (authorization) => {
    expect(check(bearer, { authorization })).toBeNull()
  },
)

test.each([
  ['nothing', {}],
  ['nothing after the scheme', { authorization: 'Bearer ' }],
  ['another token', { authorization: 'Bearer nope' }],
  ['another scheme', { authorization: 'Token new' }],
  ['two words', { authorization: 'Bearer new new' }],
  ['two headers, joined', { authorization: 'Bearer new, Bearer new' }],
  ['a very long one', { authorization: `Bearer ${'n'.repeat(9_000)}` }],
] as const)('a bearer token is refused: %s', (_, headers) => {
  expect(check(bearer, headers)).toEqual(REFUSED)
})

const basic = { basic: { username: '运维', password: secrets('pa:ss wörd') } }
const encode = (pair: string) => ({
  authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
})

test('a basic password may hold colons, and both parts any UTF-8', () => {
  expect(check(basic, encode('运维:pa:ss wörd'))).toBeNull()
})

test.each([
  ['no base64', { authorization: 'Basic !!!' }],
  ['no colon', encode('运维')],
  ['another user', encode('other:pa:ss wörd')],
  ['an empty password', encode('运维:')],
  ['nothing', {}],
] as const)('a basic credential is refused: %s', (_, headers) => {
  expect(check(basic, headers)).toEqual(REFUSED)
})

test('a header token is compared under its own name', () => {
  const auth = { headerToken: secrets('s3'), headerTokenName: 'X-Shared' }
  expect([check(auth, { 'x-shared': 's3' }), check(auth, { 'x-token': 's3' })]).toEqual([
    null,
    REFUSED,
  ])
})

test.each([
  ['?token=q', null],
  ['?access_token=q', null],
  ['?token=x', REFUSED],
  ['?token=x&token=q', REFUSED],
  ['?token=q&token=x', REFUSED],
  ['', REFUSED],
])('query token %j', (query, expected) => {
  expect(check({ queryToken: secrets('q') }, {}, { query: new URLSearchParams(query) })).toEqual(
    expected,
  )
})

test('an empty secret lets nobody in', () => {
  expect(check({ headerToken: secrets('') }, { 'x-token': '' })).toEqual(REFUSED)
})

test.each([
  ['10.1.2.3', null],
  ['::ffff:10.1.2.3', null],
  ['fd00::1', null],
  ['192.0.2.7', null],
  ['11.0.0.1', 403],
  ['unknown', 403],
  ['', 403],
])('from %j', (address, status) => {
  const allow = ['10.0.0.0/8', 'fd00::/8', '192.0.2.7']
  expect(check({ allow }, {}, { address })?.status ?? null).toBe(status)
})

test('everything that is configured must hold', () => {
  const auth = { ...bearer, queryToken: secrets('q') }
  expect(check(auth, { authorization: 'Bearer new' })).toEqual(REFUSED)
  const query = new URLSearchParams('token=q')
  expect(check(auth, { authorization: 'Bearer new' }, { query })).toBeNull()
})

describe('signatures', () => {
  const sign = (text: string) => createHmac('sha256', 'k2').update(text).digest('hex')
  const auth = { hmacSecret: secrets('k1', 'k2'), hmacTimestampHeader: 'X-Ts' }
  const signed = (ts: number, signature = sign(`${ts}:{"a":1}`)) =>
    check(auth, { 'x-grafana-alerting-signature': signature, 'x-ts': String(ts) })

  test.each([
    ['now', 0, null],
    ['five minutes ago', -300, null],
    ['in five minutes', 300, null],
    ['longer ago', -301, REFUSED],
    ['further ahead', 301, REFUSED],
  ])('signed %s', (_, seconds, expected) => {
    expect(signed(NOW / 1_000 + seconds)).toEqual(expected)
  })

  test('a signature without the time is refused where a time is configured', () => {
    expect(signed(NOW / 1_000, sign('{"a":1}'))).toEqual(REFUSED)
    expect(check(auth, { 'x-grafana-alerting-signature': sign('{"a":1}') })).toEqual(REFUSED)
  })

  test.each(['', 'sha256=', 'zz', sign('{"a":1}').slice(2), `${sign('{"a":1}')}00`])(
    'a malformed signature %j is refused',
    (signature) => {
      expect(
        check({ hmacSecret: secrets('k2') }, { 'x-grafana-alerting-signature': signature }),
      ).toEqual(REFUSED)
    },
  )
})
