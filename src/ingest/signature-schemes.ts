import { createHash } from 'node:crypto'
import { HOUR, type Instant, SECOND } from '../domain/clock.ts'
import type { Secret } from '../domain/secret.ts'
import type { InboundRequest } from './source.ts'

/** How one kind of sender signs: HMAC-SHA256, and everything around it that differs. */
export interface SignatureScheme {
  /** Where the signature stands, lower case; of several the first that the request has. */
  readonly headers: readonly string[]
  /** Where the signed time stands, if it has a header of its own. */
  readonly timeHeader?: string
  readonly encoding: 'hex' | 'base64'
  /** What the request claims; null when it claims nothing that could hold. Checks no secret. */
  readonly claim: (request: InboundRequest, names: SignatureNames) => SignatureClaim | null
  /** The keys that a secret stands for, where that is not its own text. */
  readonly keys?: (secret: Secret) => readonly (string | Uint8Array)[]
  readonly maxSkewMs?: number
}

export interface SignatureNames {
  readonly headers: readonly string[]
  readonly time: string | null
}

export interface SignatureClaim {
  /** Any one may hold: senders that change their secret sign with both. */
  readonly digests: readonly string[]
  /** When it was signed; null: the scheme does not say. */
  readonly at: Instant | null
  /** What is signed in front of the body. */
  readonly text: (secret: Secret) => string
  readonly coversBody: boolean
  /** Texts that may be the secret itself, where the sender has such a mode. */
  readonly plain?: readonly string[]
}

/** Every scheme by the name under which a source refers to it. */
export const SIGNATURES = {
  /** Also Gitea and Forgejo where they are told to speak as GitHub does. */
  github: hex(['x-hub-signature-256'], prefixed('sha256=')),
  /** Cloud and Data Center; the digest is SHA-256 although the name is that of SHA-1's header. */
  bitbucket: hex(['x-hub-signature'], prefixed('sha256=')),
  gitea: hex(['x-gitea-signature', 'x-forgejo-signature', 'x-gogs-signature'], bare),
  gogs: hex(['x-gogs-signature'], bare),
  grafana: hex(['x-grafana-alerting-signature'], bareOrPrefixed),
  sentry: hex(['sentry-hook-signature'], bare),
  sonarqube: hex(['x-sonar-webhook-hmac-sha256'], bare),
  circleci: hex(['circleci-signature'], listed(',', 'v1=')),
  pagerduty: hex(['x-pagerduty-signature'], listed(',', 'v1=')),
  flux: hex(['x-signature'], prefixed('sha256=')),
  generic: hex(['x-signature'], bareOrPrefixed),
  buildkite: {
    headers: ['x-buildkite-signature'],
    encoding: 'hex',
    claim: ({ headers }, names) => {
      const match = /^timestamp=(\d{1,12}),\s*signature=([0-9a-f]{64})$/i.exec(
        valueIn(headers, names),
      )
      const [, time = '', digest = ''] = match ?? []
      return match && over([digest.toLowerCase()], `${time}.`, Number(time) * SECOND)
    },
  },
  /** The Standard Webhooks, as GitLab's signing token follows them. */
  'standard-webhooks': {
    headers: ['webhook-signature'],
    timeHeader: 'webhook-timestamp',
    encoding: 'base64',
    keys: standardKeys,
    claim: ({ headers }, names) => {
      const id = headers['webhook-id'] ?? ''
      const time = timeIn(headers, names)
      const digests = valueIn(headers, names)
        .split(' ')
        .flatMap((each) => /^v1,([A-Za-z0-9+/]{43}=)$/.exec(each)?.[1] ?? [])
      if (id === '' || time === null || digests.length === 0) return null
      return over(digests, `${id}.${time}.`, Number(time) * SECOND)
    },
  },
  /** Signs only the time; in its password mode the header holds the secret itself. */
  gitee: {
    headers: ['x-gitee-token'],
    timeHeader: 'x-gitee-timestamp',
    encoding: 'base64',
    claim: ({ headers }, names) => {
      const given = valueIn(headers, names)
      const time = timeIn(headers, names)
      if (given === '') return null
      const digests = time !== null && BASE64_DIGEST.test(given) ? [given] : []
      return {
        ...overTime(digests, time ?? '0'),
        at: digests.length > 0 ? Number(time) : null,
        plain: [given],
      }
    },
  },
  /** As DingTalk's custom robots are called: in the query, and good for an hour. */
  dingtalk: {
    headers: [],
    encoding: 'base64',
    maxSkewMs: HOUR,
    claim: ({ query }) => {
      const time = query.get('timestamp') ?? ''
      // A `+` that nobody encoded arrives as a blank.
      const given = (query.get('sign') ?? '').replaceAll(' ', '+')
      if (!/^\d{1,14}$/.test(time) || !BASE64_DIGEST.test(given)) return null
      return { ...overTime([given], time), at: Number(time) }
    },
  },
  /** HTTP signatures over the headers Date and Digest, of which the second vouches for the body. */
  drone: {
    headers: ['signature'],
    encoding: 'base64',
    claim: ({ headers, body }, names) => {
      const fields = httpSignatureFields(valueIn(headers, names))
      const { date = '', digest = '' } = headers
      const at = Date.parse(date)
      const isWhole = digest === `SHA-256=${createHash('sha256').update(body).digest('base64')}`
      const signed = fields['headers']?.toLowerCase() === 'date digest'
      const given = fields['signature'] ?? ''
      if (!signed || !isWhole || fields['algorithm'] !== 'hmac-sha256' || Number.isNaN(at))
        return null
      const text = `date: ${date}\ndigest: ${digest}`
      return { digests: [given], at, text: () => text, coversBody: false }
    },
  },
} as const satisfies Readonly<Record<string, SignatureScheme>>

type Headers = InboundRequest['headers']

const BASE64_DIGEST = /^[A-Za-z0-9+/]{43}=$/

const valueIn = (headers: Headers, names: SignatureNames): string =>
  names.headers.map((name) => headers[name]).find((value) => value !== undefined) ?? ''

function timeIn(headers: Headers, names: SignatureNames): string | null {
  const time = names.time === null ? '' : (headers[names.time] ?? '')
  return /^\d{1,14}$/.test(time) ? time : null
}

const over = (digests: readonly string[], text: string, at: Instant | null): SignatureClaim => ({
  digests,
  at,
  text: () => text,
  coversBody: true,
})

const overTime = (digests: readonly string[], time: string) => ({
  digests,
  text: (secret: Secret) => `${time}\n${secret.reveal()}`,
  coversBody: false,
})

/**
 * A digest in hex over the body, or over `<time>:<body>` where a header with the time is
 * configured, as Grafana signs; without that header such a signature never holds.
 */
function hex(
  headers: readonly string[],
  digestsIn: (value: string) => readonly string[],
): SignatureScheme {
  return {
    headers,
    encoding: 'hex',
    claim: ({ headers: given }, names) => {
      const digests = digestsIn(valueIn(given, names)).map((digest) => digest.toLowerCase())
      if (digests.length === 0) return null
      if (names.time === null) return over(digests, '', null)
      const time = timeIn(given, names)
      return time === null ? null : over(digests, `${time}:`, Number(time) * SECOND)
    },
  }
}

function bare(value: string): readonly string[] {
  return /^[0-9a-f]{64}$/i.test(value) ? [value] : []
}

function prefixed(prefix: string): (value: string) => readonly string[] {
  return (value) => (value.startsWith(prefix) ? bare(value.slice(prefix.length)) : [])
}

function bareOrPrefixed(value: string): readonly string[] {
  return bare(value.replace(/^sha256=/, ''))
}

/** Several with their versions; what is of another version says nothing to us. */
function listed(separator: string, version: string): (value: string) => readonly string[] {
  return (value) => value.split(separator).flatMap((each) => prefixed(version)(each.trim()))
}

/**
 * The key is what stands in base64 after `whsec_`. A secret without that mark may be either the
 * base64 or the key itself: libraries differ, so both are tried.
 */
function standardKeys(secret: Secret): readonly (string | Uint8Array)[] {
  const text = secret.reveal()
  const encoded = text.startsWith('whsec_') ? text.slice('whsec_'.length) : text
  const isEncoded = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded)
  const decoded = isEncoded ? [Buffer.from(encoded, 'base64')] : []
  return encoded === text ? [...decoded, text] : decoded
}

/** `keyId="…",algorithm="…",signature="…",headers="…"`. */
const httpSignatureFields = (value: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...value.matchAll(/([A-Za-z]+)="([^"]*)"/g)].map(([, name = '', text = '']) => [name, text]),
  )
