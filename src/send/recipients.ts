import type { App } from '../domain/app.ts'
import type { Progress } from '../domain/delivery.ts'
import type { Outcome, RefusedRecipient } from '../domain/outcome.ts'
import type { Address } from '../domain/target.ts'
import type { Gateway } from './gateway.ts'

/** Who is to hear of it: ids as configured, and those that belong to the mobile numbers. */
export type Audience =
  | {
      readonly kind: 'known'
      readonly users: readonly string[]
      /** Numbers that belong to nobody. */
      readonly refused: readonly RefusedRecipient[]
    }
  | { readonly kind: 'failed'; readonly outcome: Exclude<Outcome, { kind: 'sent' }> }

export async function audienceOf(
  address: Address,
  app: App | null,
  gateway: Gateway,
  signal: AbortSignal,
): Promise<Audience> {
  if (address.channel === 'group' || address.channel === 'robot') {
    return { kind: 'known', users: [], refused: [] }
  }
  if (address.mobiles.length === 0 || !app) {
    return { kind: 'known', users: address.users, refused: [] }
  }
  const found = await gateway.lookUp(app, address.mobiles, signal)
  if (found.kind === 'failed') return found
  return {
    kind: 'known',
    users: [...new Set([...address.users, ...found.users])],
    refused: found.unknown.map((user) => ({ user, because: 'no user has this mobile number' })),
  }
}

/** The calls that one part still needs, as lists of users; chats and robots need one without. */
export function callsFor(
  progress: Progress,
  users: readonly string[],
  perCall: number | null,
): readonly (readonly string[])[] {
  if (perCall === null) return [[]]
  const refused = new Set(progress.refused.map(({ user }) => user))
  const owed = (progress.owed ?? users).filter((user) => !refused.has(user))
  if (owed.length === 0) return progress.owed === null && users.length === 0 ? [[]] : []
  return Array.from({ length: Math.ceil(owed.length / perCall) }, (_, i) =>
    owed.slice(i * perCall, (i + 1) * perCall),
  )
}

/** Departments are told with the first call of a part; a later one must not tell them again. */
export function addressFor(address: Address, progress: Progress): Address {
  if (address.channel !== 'work_notification') return address
  return progress.owed === null ? address : { ...address, departments: [] }
}
