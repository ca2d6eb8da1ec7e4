import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { fetchAnswer } from '../src/fetch-answer.ts'
import { realClock } from '../src/process.ts'
import { listen } from '../src/server/listen.ts'
import { anAuthority, isOpensslHere } from './support/certificates.ts'

/** A listener whose certificate is for another name than the one it is asked under. */
async function aListener(names: string) {
  const authority = anAuthority('ours')
  onTestFinished(() => authority.remove())
  const files = authority.certify(names)
  const pem = { cert: readFileSync(files.cert), key: readFileSync(files.key) }
  const app = {
    fetch: async (request: Request) =>
      Response.json({ method: request.method, said: await request.text() }, { status: 202 }),
  }
  const tls = { ...pem, clientCa: null }
  const listener = await listen(app, { host: '127.0.0.1', port: 0, tls }, realClock)
  onTestFinished(() => listener.close(0))
  const url = `https://127.0.0.1:${listener.port}/`
  const ask = (trust?: { readonly pem: string; readonly isItsOwn: boolean }) =>
    fetchAnswer(url, {
      method: 'POST',
      headers: {},
      body: Buffer.from('hello'),
      timeoutMs: 60_000,
      ...(trust && { trust }),
    })
  return { ask, ca: authority.ca, cert: pem.cert.toString() }
}

test.skipIf(!isOpensslHere)(
  'https is believed of authorities that are named (skipped without openssl)',
  async () => {
    const { ask, ca } = await aListener('IP:127.0.0.1')
    await expect(ask()).rejects.toThrow('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    expect(await ask({ pem: ca, isItsOwn: false })).toEqual({
      status: 202,
      text: '{"method":"POST","said":"hello"}',
    })
  },
)

test.skipIf(!isOpensslHere)(
  'its very own certificate is believed under another name, and no other of the same authority',
  async () => {
    const { ask, ca, cert } = await aListener('DNS:ding.example.com')
    await expect(ask({ pem: ca, isItsOwn: false })).rejects.toThrow('ERR_TLS_CERT_ALTNAME_INVALID')
    expect(await ask({ pem: `${cert}${ca}`, isItsOwn: true })).toMatchObject({ status: 202 })
    await expect(ask({ pem: `${ca}${cert}`, isItsOwn: true })).rejects.toThrow(
      'another certificate than the settings',
    )
  },
)

test('nobody at the address is said with the reason', async () => {
  const request = { method: 'GET', headers: {}, timeoutMs: 60_000 } as const
  const app = { fetch: () => new Response() }
  const gone = await listen(app, { host: '127.0.0.1', port: 0, tls: null }, realClock)
  await gone.close(0)
  const url = `http://127.0.0.1:${gone.port}/`
  await expect(fetchAnswer(url, request)).rejects.toThrow('ECONNREFUSED')
  await expect(fetchAnswer('http://127.0.0.1:1/', request)).rejects.toThrow('bad port')
})
