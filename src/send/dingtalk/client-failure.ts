import type { Answer } from '../channel.ts'

type Failed = Extract<Answer, { kind: 'failed' }>

/**
 * A broken call in words. Made of error codes only: the messages of the network libraries quote
 * URLs, and those hold tokens and a proxy's password.
 */
export function describeFailure(
  cause: unknown,
  host: string,
  sent: boolean,
): Pick<Failed, 'reason' | 'detail'> {
  if (cause === 'stopped')
    return { reason: 'timeout', detail: `stopped before ${host} answered${after(sent)}` }
  if (cause === 'deadline')
    return { reason: 'timeout', detail: `${host} did not finish its answer in time${after(sent)}` }
  const code = codeOf(cause)
  const said = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined
  if (said) return { reason: said.reason, detail: `${said.words(host)}${after(sent)}` }
  if (isTls(code))
    return { reason: 'network', detail: `the certificate of ${host} cannot be trusted (${code})` }
  const words = sent ? `the connection to ${host} broke` : `${host} cannot be reached`
  return { reason: 'network', detail: `${words} (${code})${after(sent)}` }
}

const after = (sent: boolean): string => (sent ? '; it may have arrived' : '; nothing was sent')

const WORDS: Readonly<
  Record<string, { reason: 'network' | 'timeout'; words: (host: string) => string }>
> = {
  ENOTFOUND: { reason: 'network', words: (host) => `no address is known for ${host}` },
  EAI_AGAIN: { reason: 'network', words: (host) => `the name server did not answer for ${host}` },
  ECONNREFUSED: { reason: 'network', words: (host) => `${host} refuses connections` },
  ETIMEDOUT: { reason: 'timeout', words: (host) => `${host} did not take the connection in time` },
  UND_ERR_CONNECT_TIMEOUT: {
    reason: 'timeout',
    words: (host) => `${host} did not take the connection in time`,
  },
  UND_ERR_HEADERS_TIMEOUT: { reason: 'timeout', words: (host) => `${host} did not answer in time` },
  UND_ERR_BODY_TIMEOUT: {
    reason: 'timeout',
    words: (host) => `${host} did not finish its answer in time`,
  },
  UND_ERR_RES_EXCEEDED_MAX_SIZE: {
    reason: 'network',
    words: (host) => `the answer of ${host} is too long to be DingTalk's`,
  },
  UND_ERR_ABORTED: { reason: 'network', words: (host) => `the proxy does not lead to ${host}` },
  UND_ERR_INVALID_ARG: {
    reason: 'network',
    words: (host) => `the request to ${host} cannot be written: check its address and token`,
  },
}

const isTls = (code: string): boolean =>
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/.test(code)

/** An error's code, its cause's, or its name: nothing that a far side could have written. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown'
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: unknown }
  if (typeof code === 'string') return code
  if (cause !== undefined) return codeOf(cause)
  return typeof name === 'string' ? name : 'unknown'
}
