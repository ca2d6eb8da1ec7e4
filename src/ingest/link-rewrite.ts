import type { LinkRewrite } from './source.ts'

/**
 * Gives an address that only works inside the network the host that people can reach. The first
 * `from` that the address starts with wins; `http://prometheus:9090` is not the start of
 * `http://prometheus:90901`.
 */
export function rewriteLink(rewrites: readonly LinkRewrite[], address: string): string {
  for (const { from, to } of rewrites) {
    if (!address.startsWith(from)) continue
    const rest = address.slice(from.length)
    if (rest === '' || from.endsWith('/') || /^[/?#]/.test(rest)) return joined(to, from, rest)
  }
  return address
}

/** `from` and `to` may differ in whether they end with a slash. */
function joined(to: string, from: string, rest: string): string {
  if (from.endsWith('/') && !to.endsWith('/')) return `${to}/${rest}`
  if (to.endsWith('/') && rest.startsWith('/')) return to + rest.slice(1)
  return to + rest
}
