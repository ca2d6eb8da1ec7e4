import type { Auth } from '../ingest/auth.ts'

const HIDDEN = '<secret>'

/** Longer ones are shown by their beginning: the rest says little more. */
const SHOWN = 16 * 1024

/**
 * A sender's body for people to read: without what proves who sent it, which some senders put
 * inside (a Gitea webhook has a `secret`). By the names of fields, which works on what is no JSON
 * too, and by the very credentials of its source.
 */
export function redactPayload(body: Uint8Array, auth: Auth | null, most = SHOWN): string {
  const text = Buffer.from(body.subarray(0, most)).toString('utf8')
  const named = text.replace(FIELD, `$1"${HIDDEN}"`).replace(PAIR, `$1${HIDDEN}`)
  return secretsOf(auth).reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), named)
}

/** The same, laid out where it is JSON. */
export function readablePayload(body: Uint8Array, auth: Auth | null, most = SHOWN): string {
  const text = redactPayload(body, auth, most)
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

const WORD = '(?:secret|password|passwd|token|api_?key|authorization|credential)'

/** `"webhook_secret": "…"`, also where the end is cut off. Names are short, so that this is quick. */
const FIELD = new RegExp(
  `("[^"\\\\\\n]{0,40}${WORD}[^"\\\\\\n]{0,40}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*(?:"|$)`,
  'gi',
)
/** `secret=…` of a form. */
const PAIR = new RegExp(`(\\b[\\w.-]{0,40}${WORD}[\\w.-]{0,40}=)[^&\\s"<]+`, 'gi')

/** Shorter ones stand in every other word. */
const LONG_ENOUGH = 4

function secretsOf(auth: Auth | null): readonly string[] {
  if (auth === null) return []
  const { bearerToken, basic, hmacSecret, headerToken, queryToken } = auth
  return [...bearerToken, ...(basic?.password ?? []), ...hmacSecret, ...headerToken, ...queryToken]
    .map((secret) => secret.reveal())
    .filter((secret) => secret.length >= LONG_ENOUGH)
}
