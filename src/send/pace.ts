import { type Instant, MINUTE } from '../domain/clock.ts'
import type { Pace } from '../domain/target.ts'
import type { LineMemory, Slot } from '../outbox/line.ts'

/** What may go out of a line now. */
export type Turn =
  /** `fold`: everything that waits as one digest; else the head by itself. */
  | { readonly kind: 'send'; readonly fold: boolean; readonly kept: boolean }
  | { readonly kind: 'wait'; readonly until: Instant }

export interface LineView extends Pick<LineMemory, 'slots' | 'closed' | 'retryingSince'> {
  readonly waiting: number
  /** Since when the head waits to be told. */
  readonly headSince: Instant
  /** The head's words are fixed, or half of it is told: it can only go by itself. */
  readonly headBegun: boolean
  /** A mute held it back, or a person sends it again: it comes with all that came back with it. */
  readonly headHeldBack: boolean
}

/** A head that has been retried for so long takes those behind it along. */
const STUCK_AFTER = 2 * MINUTE
/** More than these waiting when a target reopens are told as one. */
const REOPEN_WITH = 3

/**
 * Decides whose turn it is, in a sliding window: `pace.messages` in *any* stretch of
 * `pace.perMs`. A fixed window would let twice as many through across its border, and DingTalk
 * shuts a robot for ten minutes when it is passed once.
 *
 * A third of the slots is kept for digests and spread evenly, so that a storm that has used up
 * the free ones is told in steps of a few seconds instead of minutes later.
 */
export function nextTurn(line: LineView, pace: Pace, digest: 'auto' | 'off', now: Instant): Turn {
  const slots = line.slots.filter(({ at }) => at > now - pace.perMs)
  const oldest = slots[0]
  if (oldest && slots.length >= pace.messages) {
    return { kind: 'wait', until: (slots.at(-pace.messages) ?? oldest).at + pace.perMs }
  }
  const kept = digest === 'off' ? 0 : Math.max(1, Math.floor(pace.messages / 3))
  const free = pace.messages - kept
  const freeSlots = slots.filter((slot) => !slot.kept)
  const isFree = freeSlots.length < free

  if (line.headBegun) return { kind: 'send', fold: false, kept: !isFree }
  if (digest === 'auto' && (hasReopened(line) || isStuck(line, now) || line.headHeldBack)) {
    return { kind: 'send', fold: line.waiting > 1, kept: !isFree }
  }
  if (isFree) return { kind: 'send', fold: false, kept: false }

  const keptAt = nextKept(slots, pace.perMs / kept, line.headSince)
  if (keptAt <= now) return { kind: 'send', fold: line.waiting > 1, kept: true }
  const freeAt = freeSlots[0] ? freeSlots[0].at + pace.perMs : keptAt
  return { kind: 'wait', until: free > 0 ? Math.min(keptAt, freeAt) : keptAt }
}

/** The slots that still count, with the one just used. */
export function useSlot(slots: readonly Slot[], slot: Slot, pace: Pace): readonly Slot[] {
  return [...slots.filter(({ at }) => at > slot.at - pace.perMs), slot]
}

/**
 * One step after the last kept slot, or after the free ones were used up. Free slots that come
 * back one by one must not push it away for ever: nobody waits more than two steps for it.
 */
function nextKept(slots: readonly Slot[], step: number, headSince: Instant): Instant {
  const lastKept = slots.findLast((slot) => slot.kept)
  if (lastKept) return lastKept.at + step
  const last = slots.at(-1)
  return last ? Math.min(last.at + step, headSince + 2 * step) : headSince
}

const hasReopened = (line: LineView): boolean => line.closed && line.waiting > REOPEN_WITH

const isStuck = (line: LineView, now: Instant): boolean =>
  line.waiting > 1 && line.retryingSince !== null && now - line.retryingSince >= STUCK_AFTER
