import type { IncomingMessage } from 'node:http'

/**
 * Headers with lower-case names, the values of a repeated one joined by `, `. Made of Node's raw
 * list, because its own object silently keeps only the first of two Authorization headers.
 */
export function requestHeaders(
  incoming: IncomingMessage | undefined,
  request: () => Request,
): Readonly<Record<string, string | undefined>> {
  const headers: Record<string, string | undefined> = Object.create(null)
  for (const [name, value] of incoming ? pairsOf(incoming.rawHeaders) : request().headers) {
    const key = name.toLowerCase()
    const before = headers[key]
    headers[key] = before === undefined ? value : `${before}, ${value}`
  }
  return headers
}

function* pairsOf(raw: readonly string[]): Iterable<readonly [string, string]> {
  for (let i = 0; i + 1 < raw.length; i += 2) yield [raw[i] ?? '', raw[i + 1] ?? '']
}
