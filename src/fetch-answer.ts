import { X509Certificate } from 'node:crypto'
import { type RequestOptions, request as requestOver } from 'node:https'
import { buffer } from 'node:stream/consumers'
import type { Bench, BenchAnswer, BenchRequest, Trust } from './tools/bench.ts'

/** Another bridge's answer. A redirect is one, so that no token follows it. */
export const fetchAnswer: Bench['fetch'] = async (url, request) => {
  const signal = AbortSignal.timeout(request.timeoutMs)
  try {
    const { trust } = request
    return trust && url.startsWith('https:')
      ? await fetchTrusting(url, request, trust, signal)
      : await fetchPlainly(url, request, signal)
  } catch (error) {
    // `fetch failed` says nothing; its cause says that the connection was refused.
    const { cause = error } = error as Error
    const { code, message } = cause as NodeJS.ErrnoException
    throw new Error(typeof code === 'string' ? code : message, { cause: error })
  }
}

async function fetchPlainly(
  url: string,
  { method, headers, body }: BenchRequest,
  signal: AbortSignal,
): Promise<BenchAnswer> {
  const init = { method, headers, ...(body && { body: Buffer.from(body) }), signal }
  const response = await fetch(url, { ...init, redirect: 'manual' })
  return { status: response.status, text: await response.text() }
}

/** `fetch` believes only the authorities that the whole process does. */
function fetchTrusting(
  url: string,
  { method, headers, body }: BenchRequest,
  trust: Trust,
  signal: AbortSignal,
): Promise<BenchAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, signal, ...believing(trust) }
    const request = requestOver(url, options, (response) => {
      buffer(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, text: text.toString('utf8') }),
        reject,
      )
    })
    request.once('error', reject)
    request.end(body)
  })
}

function believing({ pem, isItsOwn }: Trust): RequestOptions {
  if (!isItsOwn) return { ca: pem }
  // The chain after the certificate may end in an authority that signs for strangers too.
  const own = new X509Certificate(pem)
  return {
    ca: own.toString(),
    allowPartialTrustChain: true,
    checkServerIdentity: (_, { raw }) =>
      raw.equals(own.raw) ? undefined : new Error('it shows another certificate than the settings'),
  }
}
