import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openSignature, type SignatureName } from '../../src/ingest/signature.ts'
import { ABSENT, arePayloadsHere, payload } from '../support/shared-payloads.ts'
import { aRequest, NOW, secrets } from './make.ts'

const BODY = '{ "b":1.0, "a":"中", "z":1e3 }\n'
const SECONDS = String(NOW / 1_000)
const KEY = 'k€y'

type Given = Readonly<Record<string, string>>

function holds(name: SignatureName, headers: Given, over: { body?: string; at?: number } = {}) {
  const isSigned = openSignature(name, { header: null, timestampHeader: null })
  const request = aRequest(over.body ?? BODY, { headers, receivedAt: over.at ?? NOW })
  return isSigned(secrets('another', KEY), request)
}

const mac = (text: string, key: string | Uint8Array = KEY) => createHmac('sha256', key).update(text)
const hex = (text: string) => mac(text).digest('hex')
const base64 = (text: string, key?: Uint8Array) => mac(text, key).digest('base64')

const SIGNED: readonly (readonly [SignatureName, Given])[] = [
  ['github', { 'x-hub-signature-256': `sha256=${hex(BODY)}` }],
  ['bitbucket', { 'x-hub-signature': `sha256=${hex(BODY)}` }],
  ['gitea', { 'x-gitea-signature': hex(BODY) }],
  ['gitea', { 'x-forgejo-signature': hex(BODY) }],
  ['gitea', { 'x-gogs-signature': hex(BODY) }],
  ['gogs', { 'x-gogs-signature': hex(BODY) }],
  ['grafana', { 'x-grafana-alerting-signature': hex(BODY) }],
  ['sentry', { 'sentry-hook-signature': hex(BODY) }],
  ['sonarqube', { 'x-sonar-webhook-hmac-sha256': hex(BODY) }],
  ['circleci', { 'circleci-signature': `v1=${hex(BODY)}` }],
  ['circleci', { 'circleci-signature': `v2=${hex('x')},v1=${hex(BODY)}` }],
  ['pagerduty', { 'x-pagerduty-signature': `v1=${hex('x')},v1=${hex(BODY)}` }],
  ['flux', { 'x-signature': `sha256=${hex(BODY)}` }],
  ['generic', { 'x-signature': hex(BODY) }],
  ['generic', { 'x-signature': `sha256=${hex(BODY)}` }],
  [
    'buildkite',
    { 'x-buildkite-signature': `timestamp=${SECONDS},signature=${hex(`${SECONDS}.${BODY}`)}` },
  ],
  [
    'standard-webhooks',
    {
      'webhook-id': 'msg_1',
      'webhook-timestamp': SECONDS,
      'webhook-signature': `v1a,AAAA v1,${base64('x')} v1,${base64(`msg_1.${SECONDS}.${BODY}`)}`,
    },
  ],
  ['gitee', { 'x-gitee-timestamp': `${NOW}`, 'x-gitee-token': base64(`${NOW}\n${KEY}`) }],
  ['gitee', { 'x-gitee-timestamp': `${NOW}`, 'x-gitee-token': KEY }],
  ['drone', droneHeaders(BODY)],
]

describe.each(SIGNED)('%s signs %j', (name, headers) => {
  test('the sender that knows one of the secrets is believed', () => {
    expect(holds(name, headers)).toBe(true)
  })

  test('another key, a shorter digest and no header at all are not', () => {
    const stranger = openSignature(name, { header: null, timestampHeader: null })
    const cut = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, v.slice(0, -2)]))
    expect([
      stranger(secrets('another'), aRequest(BODY, { headers })),
      stranger([], aRequest(BODY, { headers })),
      stranger(secrets(''), aRequest(BODY, { headers })),
      holds(name, cut),
      holds(name, {}),
    ]).toEqual([false, false, false, false, false])
  })
})

/** Gitee signs no body at all. */
test.each(SIGNED.filter(([name]) => name !== 'gitee'))(
  '%s signs these bytes, not what they mean: %j',
  (name, headers) => {
    expect(holds(name, headers, { body: JSON.stringify(JSON.parse(BODY)) })).toBe(false)
  },
)

test.each([
  ['a prefix is missing', 'github', { 'x-hub-signature-256': hex(BODY) }],
  ['a prefix too many', 'gitea', { 'x-gitea-signature': `sha256=${hex(BODY)}` }],
  ['a blank', 'github', { 'x-hub-signature-256': `sha256= ${hex(BODY)}` }],
  ['SHA-1', 'github', { 'x-hub-signature': `sha1=${hex(BODY).slice(0, 40)}` }],
  [
    'two headers, joined',
    'github',
    { 'x-hub-signature-256': `sha256=${hex(BODY)}, sha256=${hex('x')}` },
  ],
  ['only an unknown version', 'circleci', { 'circleci-signature': `v2=${hex(BODY)}` }],
  ['only an unknown version', 'pagerduty', { 'x-pagerduty-signature': `v0=${hex(BODY)}` }],
  ['no time', 'buildkite', { 'x-buildkite-signature': `signature=${hex(BODY)}` }],
  ['a body signed, and no Digest', 'drone', { ...droneHeaders(BODY), digest: '' }],
  ['the digest not among what is signed', 'drone', { ...droneHeaders(BODY, 'date') }],
] as const)('%s: %s refuses', (_, name, headers) => {
  expect(holds(name, headers)).toBe(false)
})

const MINUTES = 60_000
test.each([
  ['buildkite', 5],
  ['standard-webhooks', 5],
  ['gitee', 5],
  ['drone', 5],
] as const)('what %s signed holds for %i minutes, either way', (name, minutes) => {
  const [, headers] = SIGNED.find(([each]) => each === name) ?? []
  const at = [-minutes, minutes, -minutes - 1, minutes + 1].map((off) => NOW + off * MINUTES)
  expect(at.map((moment) => holds(name, headers ?? {}, { at: moment }))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('a robot’s sign stands in the query, signs only the time and may be used for an hour', () => {
  const isSigned = openSignature('dingtalk', { header: null, timestampHeader: null })
  const ask = (sign: string, off: number) =>
    isSigned(
      secrets('SECx'),
      aRequest('', {
        query: new URLSearchParams({ timestamp: String(NOW), sign }),
        receivedAt: NOW + off,
      }),
    )
  const sign = base64(`${NOW}\nSECx`, Buffer.from('SECx'))
  expect([ask(sign, 0), ask(sign, 60 * MINUTES), ask(sign, 61 * MINUTES), ask('', 0)]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(ask(sign.replaceAll('+', ' '), 0)).toBe(true)
})

test.each(['whsec_a2V5LWluLWJhc2U2NA==', 'a2V5LWluLWJhc2U2NA=='])(
  'a standard secret %s stands for the bytes that it encodes',
  (secret) => {
    const isSigned = openSignature('standard-webhooks', { header: null, timestampHeader: null })
    const text = `m.${SECONDS}.${BODY}`
    const headers = {
      'webhook-id': 'm',
      'webhook-timestamp': SECONDS,
      'webhook-signature': `v1,${base64(text, Buffer.from('key-in-base64'))}`,
    }
    expect(isSigned(secrets(secret), aRequest(BODY, { headers }))).toBe(true)
  },
)

test('the settings may name another header, and a time that is signed with the body', () => {
  const isSigned = openSignature('sentry', { header: 'X-Mine', timestampHeader: 'X-When' })
  const signed = { 'x-mine': hex(`${SECONDS}:${BODY}`), 'x-when': SECONDS }
  const bodyOnly = { 'x-mine': hex(BODY), 'x-when': SECONDS }
  const ask = (headers: Given) => isSigned(secrets(KEY), aRequest(BODY, { headers }))
  expect([ask(signed), ask(bodyOnly)]).toEqual([true, false])
})

function droneHeaders(body: string, signs = 'date digest'): Given {
  const date = new Date(NOW).toUTCString()
  const digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`
  const signature = base64(`date: ${date}\ndigest: ${digest}`)
  return {
    date,
    digest,
    signature: `keyId="hmac-key",algorithm="hmac-sha256",signature="${signature}",headers="${signs}"`,
  }
}

interface Vector {
  readonly id: string
  readonly scheme: string
  readonly secret: string
  readonly headers: Given
  readonly body?: string
  readonly bodyFile?: string
  readonly now?: number
  readonly expect: 'valid' | 'invalid' | 'either'
}

/** Scheme of a published vector → ours; plain tokens are no signatures. */
const OURS: Readonly<Record<string, SignatureName>> = {
  'github-sha256': 'github',
  'bitbucket-sha256': 'bitbucket',
  'gitea-sha256-hex': 'gitea',
  'gogs-sha256-hex': 'gogs',
  gitee: 'gitee',
  'standard-webhooks': 'standard-webhooks',
  'grafana-hmac': 'grafana',
  'circleci-v1': 'circleci',
  buildkite: 'buildkite',
  'pagerduty-v1': 'pagerduty',
  'flux-hmac': 'flux',
}

const vectors: readonly Vector[] = arePayloadsHere
  ? JSON.parse(Buffer.from(payload('signatures/vectors.public.json')).toString('utf8'))
  : []
const signatures = vectors.filter(
  ({ scheme, expect }) => !scheme.endsWith('-token') && expect !== 'either',
)

describe.skipIf(!arePayloadsHere)(`published vectors (skipped where ${ABSENT})`, () => {
  test.each(signatures)('$id is $expect', (vector) => {
    const headers = Object.fromEntries(
      Object.entries(vector.headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const isGrafana = vector.scheme === 'grafana-hmac'
    const named = (part: string) => Object.keys(headers).find((name) => name.endsWith(part)) ?? null
    const isSigned = openSignature(OURS[vector.scheme] ?? 'generic', {
      header: isGrafana ? named('signature') : null,
      timestampHeader: isGrafana ? named('timestamp') : null,
    })
    const body = vector.bodyFile ? payload(vector.bodyFile) : Buffer.from(vector.body ?? '')
    const now = vector.now ?? 0
    const receivedAt = now > 1e11 ? now : now * 1_000
    const held = isSigned(secrets(vector.secret), aRequest(body, { headers, receivedAt }))
    expect(held).toBe(vector.expect === 'valid')
  })
})
