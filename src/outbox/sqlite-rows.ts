import type { NewDelivery } from '../domain/delivery.ts'
import { type Attempt, type Delivery, NO_PROGRESS } from '../domain/delivery.ts'
import { reviveNotification } from '../domain/notification.ts'
import { searchTextOf } from './search-text.ts'
import type { DeliveryChange, NewDigest, Settlement } from './store.ts'

/**
 * A delivery on its way between the threads. The notification travels as JSON: it is stored as
 * JSON anyway, text is cheaper to hand over than a tree, and labels keep having no prototype.
 */
export type Packed<T extends { notification: unknown }> = Omit<T, 'notification'> & {
  readonly notification: string
}

/** As in `store.ts`, with the notifications packed. */
export type PackedSettlement = Omit<Settlement, 'created' | 'changes'> & {
  readonly created: readonly (Packed<NewDigest> & Searched)[]
  readonly changes: readonly PackedChange[]
}

type PackedChange = Omit<DeliveryChange, 'standsFor'> & {
  readonly standsFor?: Packed<NonNullable<DeliveryChange['standsFor']>>
}

export const packSettlement = (settlement: Settlement): PackedSettlement => ({
  ...settlement,
  created: settlement.created.map(packNew),
  changes: settlement.changes.map(({ standsFor, ...change }) => ({
    ...change,
    ...(standsFor && { standsFor: pack(standsFor) }),
  })),
})

/** A new row comes with what it is found by. */
export interface Searched {
  readonly search: string
}

export const packNew = <T extends Pick<NewDelivery, 'notification'>>(
  delivery: T,
): Packed<T> & Searched => ({
  ...pack(delivery),
  search: searchTextOf(delivery.notification),
})

export const pack = <T extends Pick<NewDelivery, 'notification'>>(delivery: T): Packed<T> => ({
  ...delivery,
  notification: JSON.stringify(delivery.notification),
})

export const unpack = (delivery: Packed<Delivery>): Delivery => ({
  ...delivery,
  notification: reviveNotification(JSON.parse(delivery.notification)),
})

/** A row of `deliveries` as SQLite gives it. */
export type DeliveryRow = Readonly<Record<string, string | number | null>>

export function deliveryOf(row: DeliveryRow): Packed<Delivery> {
  return {
    id: String(row['id']),
    kind: row['kind'] as Delivery['kind'],
    webhook: row['webhook'] as string | null,
    target: String(row['target']),
    receiver: String(row['receiver']),
    targetName: String(row['target_name']),
    channel: row['channel'] as Delivery['channel'],
    notification: String(row['notification']),
    state: row['state'] as Delivery['state'],
    acceptedAt: Number(row['accepted_at']),
    mutedUntil: row['muted_until'] as number | null,
    expiresAt: Number(row['expires_at']),
    toldAt: row['told_at'] as number | null,
    toldBy: row['told_by'] as string | null,
    attempts: Number(row['attempts']),
    reason: row['reason'] as Delivery['reason'],
    detail: row['detail'] as string | null,
    words: parse(row['words']) as Delivery['words'],
    progress: (parse(row['progress']) as Delivery['progress'] | null) ?? NO_PROGRESS,
    redrives: Number(row['redrives']),
  }
}

export const attemptOf = (row: DeliveryRow): Attempt => parse(row['attempt']) as Attempt

function parse(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null
}
