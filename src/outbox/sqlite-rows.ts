import type { NewDelivery } from '../domain/delivery.ts'
import { type Attempt, type Delivery, NO_PROGRESS, type Words } from '../domain/delivery.ts'
import { reviveNotification } from '../domain/notification.ts'
import { searchTextOf } from './search-text.ts'
import type { DeliveryChange, NewDigest, Settlement } from './store.ts'
import { aboutOf, type DeliverySummary, readAbout, writeAbout } from './summary.ts'
import { writeNotification } from './write-notification.ts'

/**
 * A delivery on its way between the threads. The notification travels as JSON: it is stored as
 * JSON anyway, text is cheaper to hand over than a tree, and labels keep having no prototype.
 */
export type Packed<T extends { notification: unknown }> = Omit<T, 'notification'> & {
  readonly notification: string
}

/** As in `store.ts`, with the notifications packed. */
export type PackedSettlement = Omit<Settlement, 'created' | 'changes'> & {
  readonly created: readonly (Packed<NewDigest> & Shown)[]
  readonly changes: readonly PackedChange[]
}

type PackedChange = Omit<DeliveryChange, 'standsFor'> & {
  readonly standsFor?: Packed<NonNullable<DeliveryChange['standsFor']>> & Pick<Shown, 'about'>
}

export const packSettlement = (settlement: Settlement): PackedSettlement => ({
  ...settlement,
  created: settlement.created.map((made) => ({ ...pack(made), ...shown('digest', made) })),
  changes: settlement.changes.map(({ standsFor, ...change }) => ({
    ...change,
    ...(standsFor && {
      standsFor: { ...pack(standsFor), about: writeAbout({ ...standsFor, kind: 'digest' }) },
    }),
  })),
})

/** A new row comes with what it is found by, and how it is listed. */
export interface Shown {
  readonly search: string
  readonly about: string
}

export async function packNew(delivery: NewDelivery): Promise<Packed<NewDelivery> & Shown> {
  const notification = await writeNotification(delivery.notification)
  return { ...delivery, notification, ...shown('notification', delivery) }
}

const shown = (
  kind: Delivery['kind'],
  { notification }: Pick<Delivery, 'notification'>,
): Shown => ({
  search: searchTextOf(notification),
  about: writeAbout({ kind, notification }),
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

export const deliveryOf = (row: DeliveryRow): Packed<Delivery> => ({
  ...historyOf(row),
  notification: String(row['notification']),
  words: parse(row['words']) as Delivery['words'],
  triedWith: parse(row['tried_with']) as Delivery['triedWith'],
})

/** A summary on its way between the threads; `notification` only where `about` is not known. */
export type PackedSummary = Omit<DeliverySummary, 'about'> & {
  readonly about: string | null
  readonly notification: string | null
}

/** A row that was read for a list. */
export const listedOf = (row: DeliveryRow): PackedSummary => ({
  ...historyOf(row),
  about: row['about'] as string | null,
  notification: row['notification'] as string | null,
  title: row['title'] as string | null,
})

export function unpackSummary({ about, notification, ...rest }: PackedSummary): DeliverySummary {
  if (about !== null) return { ...rest, about: readAbout(about) }
  const revived = reviveNotification(JSON.parse(notification ?? ''))
  return { ...rest, about: aboutOf({ kind: rest.kind, notification: revived }) }
}

function historyOf(row: DeliveryRow): Omit<Delivery, 'notification' | 'words' | 'triedWith'> {
  return {
    id: String(row['id']),
    kind: row['kind'] as Delivery['kind'],
    webhook: row['webhook'] as string | null,
    target: String(row['target']),
    receiver: String(row['receiver']),
    targetName: String(row['target_name']),
    channel: row['channel'] as Delivery['channel'],
    state: row['state'] as Delivery['state'],
    acceptedAt: Number(row['accepted_at']),
    mutedUntil: row['muted_until'] as number | null,
    expiresAt: Number(row['expires_at']),
    toldAt: row['told_at'] as number | null,
    toldBy: row['told_by'] as string | null,
    attempts: Number(row['attempts']),
    reason: row['reason'] as Delivery['reason'],
    detail: row['detail'] as string | null,
    progress: (parse(row['progress']) as Delivery['progress'] | null) ?? NO_PROGRESS,
    redrives: Number(row['redrives']),
  }
}

export const attemptOf = (row: DeliveryRow): Attempt => parse(row['attempt']) as Attempt

export const wordsOf = (row: DeliveryRow): Words => parse(row['words']) as Words

function parse(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null
}
