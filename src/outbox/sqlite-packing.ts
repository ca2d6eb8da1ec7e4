import type { Delivery, NewDelivery } from '../domain/delivery.ts'
import type { Packed } from './delivery-rows.ts'
import { searchTextOf } from './search-text.ts'
import type { DeliveryChange, NewDigest, Settlement } from './store.ts'
import { writeAbout } from './summary.ts'
import { writeNotification } from './write-notification.ts'

/*
 * What is written, on its way to the database thread: with what it is found by and listed as,
 * which is worked out here, where others have their turn.
 */

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
