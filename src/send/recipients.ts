import type { App } from '../domain/app.ts'
import type { Progress } from '../domain/delivery.ts'
import type { Failure, RefusedRecipient } from '../domain/outcome.ts'
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
  | { readonly kind: 'failed'; readonly outcome: Failure }

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

/** Who still has to hear the part under way. */
export function listeners(progress: Progress, users: readonly string[]): readonly string[] {
  const refused = new Set(progress.refused.map(({ user }) => user))
  return (progress.owed ?? users).filter((user) => !refused.has(user))
}

/** The calls that tell these users; chats, robots and departments alone need one without. */
export function callsFor(
  users: readonly string[],
  perCall: number | null,
): readonly (readonly string[])[] {
  if (perCall === null || users.length === 0) return [[]]
  return Array.from({ length: Math.ceil(users.length / perCall) }, (_, i) =>
    users.slice(i * perCall, (i + 1) * perCall),
  )
}

/** Departments are told with one call of a part; another one must not tell them again. */
export function addressFor(address: Address, withDepartments: boolean): Address {
  if (address.channel !== 'work_notification' || withDepartments) return address
  return { ...address, departments: [] }
}

/** Whether the part under way has still to be told to departments, with the next call. */
export const owesDepartments = (address: Address, { owed, refused }: Progress): boolean =>
  departmentsOf(address).length > 0 &&
  owed === null &&
  !refused.some(({ user }) => user === departmentsIn(address))

/** How departments are listed that DingTalk refuses: which of them it minds, it does not say. */
export const departmentsIn = (address: Address): string =>
  `departments ${departmentsOf(address).join(', ')}`

const departmentsOf = (address: Address): readonly string[] =>
  address.channel === 'work_notification' ? address.departments : []
