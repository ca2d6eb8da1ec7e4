import type { Instant } from '../domain/clock.ts'
import type { Delivery, DeliveryState } from '../domain/delivery.ts'

/** What people look for. */
export interface DeliveryQuery {
  readonly states?: readonly DeliveryState[]
  readonly receiver?: string
  readonly target?: string
  readonly webhook?: string
  /** The key of a target's line, and nothing else. */
  readonly line?: string
  readonly acceptedSince?: Instant
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

/** Where a page ended: when its last delivery was accepted, and its id. */
export const readCursor = (text: string): readonly [Instant, string] | null => {
  const [, at, id] = /^(\d{1,15})\.(\w+)$/.exec(text) ?? []
  return at && id ? [Number(at), id] : null
}

export const writeCursor = ({ acceptedAt, id }: Pick<Delivery, 'acceptedAt' | 'id'>): string =>
  `${acceptedAt}.${id}`
