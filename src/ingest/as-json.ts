import type { InboundRequest } from './source.ts'

/**
 * For senders of whom nothing but JSON ever comes, whatever they call it: scripts with curl leave its
 * form type on it. A charset that they name still counts.
 */
export function asJson(request: InboundRequest): InboundRequest {
  const charset = /;\s*charset=.*$/i.exec(request.headers['content-type'] ?? '')?.[0] ?? ''
  const headers = { ...request.headers, 'content-type': `application/json${charset}` }
  return { ...request, headers }
}
