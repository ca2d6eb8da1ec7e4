import type { Instant } from '../domain/clock.ts'
import type { Delivery, DeliveryState } from '../domain/delivery.ts'
import type { DeliverySummary } from './summary.ts'

/** What people look for. */
export interface DeliveryQuery {
  readonly states?: readonly DeliveryState[]
  readonly receiver?: string
  readonly target?: string
  readonly webhook?: string
  /** The key of a target's line, and nothing else. */
  readonly line?: string
  readonly acceptedSince?: Instant
  /** The digest that told them. */
  readonly toldBy?: string
  /** The sender's own key of the group. */
  readonly group?: string
  /** Told, dead, held or discarded then or later. */
  readonly endedSince?: Instant
  /** Words that names, label values and titles must contain. */
  readonly text?: string
  readonly limit: number
  /** As a former page gave it. */
  readonly cursor?: string
}

export interface DeliveryPage {
  readonly items: readonly Delivery[]
  readonly next: string | null
}

export interface DeliveryList extends Omit<DeliveryPage, 'items'> {
  readonly items: readonly DeliverySummary[]
}

/** Where a page ended: when its last delivery was accepted, and its id. */
export const readCursor = (text: string): readonly [Instant, string] | null => {
  const [, at, id] = /^(\d{1,15})\.(\w+)$/.exec(text) ?? []
  return at && id ? [Number(at), id] : null
}

const writeCursor = ({ acceptedAt, id }: Placed): string => `${acceptedAt}.${id}`

type Placed = Pick<Delivery, 'acceptedAt' | 'id'>

/** The page that begins what was found, in any order; one more than a page says that more follows. */
export function pageOf<T extends Placed>(
  found: readonly T[],
  limit: number,
): { readonly items: readonly T[]; readonly next: string | null } {
  const sorted = found.toSorted(newestFirst)
  const items = sorted.slice(0, limit)
  const last = items.at(-1)
  return { items, next: sorted.length > limit && last ? writeCursor(last) : null }
}

const newestFirst = (a: Placed, b: Placed): number =>
  b.acceptedAt - a.acceptedAt || (a.id < b.id ? 1 : -1)
