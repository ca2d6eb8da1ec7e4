import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { NO_AUTH } from '../../src/ingest/auth.ts'
import { readablePayload, redactPayload } from '../../src/web/redact-payload.ts'

const redact = (text: string): string => redactPayload(Buffer.from(text), null)

describe('a payload is shown', () => {
  test.each([
    ['{"secret":"x1y2","ref":"main"}', '{"secret":"<secret>","ref":"main"}'],
    ['{"hook":{"Secret_Token" : "x1\\"y2"}}', '{"hook":{"Secret_Token" : "<secret>"}}'],
    ['{"api_key":"x1y2","apikey":"x1y2"}', '{"api_key":"<secret>","apikey":"<secret>"}'],
    ['{"password":"x1y2 cut off he', '{"password":"<secret>"'],
    ['payload=1&access_token=x1y2&b=2', 'payload=1&access_token=<secret>&b=2'],
    ['{"token":5,"message":"the secret is out"}', '{"token":5,"message":"the secret is out"}'],
  ])('without what proves its sender: %s', (text, shown) => {
    expect(redact(text)).toBe(shown)
  })

  test('without the credentials of its source, wherever they stand', () => {
    const auth = {
      ...NO_AUTH,
      bearerToken: [new Secret('hook-S3CRET')],
      queryToken: [new Secret('ab')],
    }
    const shown = redactPayload(Buffer.from('{"text":"I am hook-S3CRET, absolutely"}'), auth)
    expect(shown).toBe('{"text":"I am <secret>, absolutely"}')
  })

  test('laid out where it is JSON, as it is where it is not, and no longer than 16 KiB', () => {
    expect(readablePayload(Buffer.from('{"a":[1]}'), null)).toBe('{\n  "a": [\n    1\n  ]\n}')
    expect(readablePayload(Buffer.from('{"a":['), null)).toBe('{"a":[')
    expect(redactPayload(Buffer.alloc(100_000, 'x'), null)).toHaveLength(16 * 1024)
  })

  test('quickly, whatever it is', () => {
    const nasty = '"secret'.repeat(2_000)
    const startedAt = process.threadCpuUsage()
    redact(nasty)
    expect(process.threadCpuUsage(startedAt).user).toBeLessThan(1_000_000)
  })

  test('never with the value of a field called secret', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string(), (value, rest) => {
        const planted = `S3CRET${value}`
        expect(redact(JSON.stringify({ rest, webhook_secret: planted }))).not.toContain('S3CRET')
      }),
    )
  })
})
