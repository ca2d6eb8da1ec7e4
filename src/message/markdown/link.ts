import { clean } from './clean.ts'

export interface LinkRewrite {
  readonly from: string
  readonly to: string
}

const SCHEMES = ['http:', 'https:', 'dingtalk:']

/** Longer ones are no address that somebody wrote, and would leave no room for words. */
const LONGEST = 4000

/**
 * An address that may become a link, or null. Rewrites come first: what a sender calls itself
 * (`http://prometheus:9090`) is seldom what a phone can open.
 */
export function safeUrl(raw: string, rewrites: readonly LinkRewrite[] = []): string | null {
  if (raw.length > LONGEST * 2) return null
  const trimmed = rewrite(clean(raw).trim(), rewrites)
  if (trimmed === '' || /[\n\\]/.test(trimmed)) return null
  // A throw is dear: a text may hold thousands of brackets that are no links.
  const url = URL.parse(trimmed)
  if (url === null) return null
  if (!SCHEMES.includes(url.protocol)) return null
  if (url.protocol !== 'dingtalk:' && url.hostname === '') return null
  const encoded = encodeActive(url.href)
  return encoded.length > LONGEST ? null : encoded
}

/**
 * A plain web address opens in a side panel that forgets the session of the computer's browser;
 * wrapped it opens outside. Other addresses stay as they are.
 */
export function openOutside(url: string): string {
  if (!/^https?:/.test(url)) return url
  const target = encodeActive(encodeURIComponent(url))
  return `dingtalk://dingtalkclient/page/link?url=${target}&pc_slide=false`
}

/** One value inside an address: a query's value, a part of a path. */
export const encodeValue = (value: string): string =>
  encodeActive(encodeURIComponent(clean(value).replace(/\s+/g, ' ').trim()))

function rewrite(url: string, rewrites: readonly LinkRewrite[]): string {
  for (const { from, to } of rewrites) {
    const prefix = from.replace(/\/+$/, '')
    const rest = url.slice(prefix.length)
    if (url.startsWith(prefix) && /^(?:$|[/?#])/.test(rest)) return to.replace(/\/+$/, '') + rest
  }
  return url
}

/** Characters that would end the address, or begin something, in somebody's Markdown. */
function encodeActive(url: string): string {
  return url.replace(
    /[()[\]<>{}"'`*|^\\\s!]/g,
    (char) => `%${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
