import { createHash } from 'node:crypto'
import type { App } from '../../domain/app.ts'
import { unreachable } from '../../domain/result.ts'
import type { Address } from '../../domain/target.ts'

/**
 * The identity of a place: the same wherever and under whatever name it is written, also after
 * its app was renamed. A hash, so that pages and logs may show it.
 */
export function targetKey(address: Address, app: App | null): string {
  const parts = [address.channel, ...identityOf(app), ...placeOf(address)]
  const text = parts.map((part) => `${part.length}:${part}`).join('')
  return createHash('sha256').update(text).digest('hex').slice(0, 20)
}

function identityOf(app: App | null): readonly string[] {
  if (app === null) return []
  const { credentials } = app
  return credentials.kind === 'internal'
    ? [credentials.appKey]
    : [credentials.suiteKey, credentials.corpId]
}

function placeOf(address: Address): readonly string[] {
  switch (address.channel) {
    case 'group':
      return [address.conversation]
    case 'users':
      return [...address.users, '|', ...address.mobiles]
    case 'work_notification':
      return [
        address.templateId,
        ...address.users,
        '|',
        ...address.mobiles,
        '|',
        ...address.departments,
      ]
    case 'robot':
      return [address.accessToken.reveal()]
    default:
      return unreachable(address)
  }
}
