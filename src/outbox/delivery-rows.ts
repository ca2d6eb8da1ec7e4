import { type Attempt, type Delivery, NO_PROGRESS, type Words } from '../domain/delivery.ts'
import { reviveNotification } from '../domain/notification.ts'
import type { DeliveryStanding } from './store.ts'
import { aboutOf, type DeliverySummary, readAbout } from './summary.ts'

/** A row of `deliveries`, as any database gives it. */
export type DeliveryRow = Readonly<Record<string, string | number | null>>

/**
 * A delivery whose notification is still JSON: as it is stored, and as it travels between the
 * threads. Text is cheaper to hand over than a tree, and labels keep having no prototype.
 */
export type Packed<T extends { notification: unknown }> = Omit<T, 'notification'> & {
  readonly notification: string
}

export const unpack = (delivery: Packed<Delivery>): Delivery => ({
  ...delivery,
  notification: reviveNotification(JSON.parse(delivery.notification)),
})

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

export const standingOf = (row: DeliveryRow): DeliveryStanding => ({
  id: String(row['id']),
  state: row['state'] as Delivery['state'],
  reason: row['reason'] as Delivery['reason'],
})

export const attemptOf = (row: DeliveryRow): Attempt => parse(row['attempt']) as Attempt

export const wordsOf = (row: DeliveryRow): Words => parse(row['words']) as Words

function parse(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null
}
