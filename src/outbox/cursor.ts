import type { Instant } from '../domain/clock.ts'
import type { Delivery } from '../domain/delivery.ts'

/** Where a page ended: when its last delivery was accepted, and its id. */
export const readCursor = (text: string): readonly [Instant, string] | null => {
  const [, at, id] = /^(\d{1,15})\.(\w+)$/.exec(text) ?? []
  return at && id ? [Number(at), id] : null
}

export const writeCursor = ({ acceptedAt, id }: Pick<Delivery, 'acceptedAt' | 'id'>): string =>
  `${acceptedAt}.${id}`
