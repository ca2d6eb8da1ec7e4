/** Text that may stand anywhere in HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/**
 * Where a link leads in a browser, or null when it must not be one. DingTalk's own scheme wraps
 * a web address, which is what a browser can open.
 */
export function hrefOf(url: string): string | null {
  const parsed = URL.parse(url)
  if (!parsed) return null
  if (parsed.protocol === 'http:' || parsed.protocol === 'https:') return parsed.href
  if (parsed.protocol !== 'dingtalk:') return null
  const inner = URL.parse(parsed.searchParams.get('url') ?? '')
  return inner && /^https?:$/.test(inner.protocol) ? inner.href : parsed.href
}

/** A link that opens outside; `inner` is HTML. Without a place to go, just the inner part. */
export function anchor(url: string, inner: string, name = ''): string {
  const href = hrefOf(url)
  if (href === null) return inner
  const attribute = name === '' ? '' : ` class="${name}"`
  return `<a${attribute} href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${inner}</a>`
}

/** Plain words of a text message: line breaks stay, web addresses can be followed. */
export function renderPlain(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"'，。；）]+)/)
    .map((part, at) => (at % 2 === 1 ? anchor(part, escapeHtml(part)) : escapeHtml(part)))
    .join('')
    .replaceAll('\n', '<br>')
}
