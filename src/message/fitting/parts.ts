import type { Message } from '../../domain/message.ts'
import type { Slice } from '../facts/facts.ts'
import type { Budget } from '../voice.ts'

export interface PartPlan extends Slice {
  /** From 1; null when there is only one part. */
  readonly part: number | null
  readonly of: number
  /** Alerts that this part says are not told, in the last part. */
  readonly omitted: number
}

/** Makes the message for some of the alerts; `length` bounds each of their values. */
export type Write = (plan: PartPlan, length: number) => Message

/** What the first so many take says about whether all have a chance: to write thousands takes seconds. */
const SAMPLE = 40
/** Where the others were half as long as the first, they would still not fit in one. */
const HOPELESS = 2

/** Nothing is ever shortened below this: less would be no words any more. */
const LEAST_LENGTH = 16

/**
 * Alerts to as many messages as may be, each within the budget: whole alerts in order, one that
 * is too long by itself shortened, those that find no room counted. Everything is written anew
 * for every try, because only the encoded message says how long it is.
 */
export function intoParts(
  count: number,
  write: Write,
  budget: Budget,
): { readonly parts: readonly Message[]; readonly omitted: number } {
  const all: PartPlan = { from: 0, to: count, isLast: true, part: null, of: 1, omitted: 0 }
  const wholeLength = Number.POSITIVE_INFINITY
  const sample = Math.min(SAMPLE, count)
  const first = write({ ...all, to: sample }, wholeLength)
  const size = budget.size(first)
  if (size * (count / sample) <= HOPELESS * budget.maxBytes) {
    const whole = sample === count ? first : write(all, wholeLength)
    if (budget.size(whole) <= budget.maxBytes) return { parts: [whole], omitted: 0 }
  }
  if (count === 1) return { parts: [squeeze(write, all, budget)], omitted: 0 }

  const plans = plan(count, write, budget, Math.floor((sample * budget.maxBytes) / size))
  const of = plans.length
  const omitted = plans.at(-1)?.omitted ?? 0
  const parts = plans.map(({ length, message, ...it }) =>
    message && of === it.of
      ? message
      : write({ ...it, of, part: of === 1 ? null : it.part }, length),
  )
  return { parts, omitted }
}

/** With the message itself, where it was written on the way. */
type Planned = PartPlan & { readonly length: number; readonly message: Message | null }

/** `guess`: about how many alerts the first part may hold. */
function plan(count: number, write: Write, budget: Budget, guess: number): readonly Planned[] {
  const plans: Planned[] = []
  let from = 0
  while (from < count && plans.length < budget.maxParts) {
    const part = plans.length + 1
    const isFinal = part === budget.maxParts
    const planFor = (to: number): PartPlan => ({
      from,
      to,
      isLast: isFinal || to === count,
      part,
      of: budget.maxParts,
      omitted: isFinal ? count - to : 0,
    })
    const before = plans.at(-1)
    const { to, message } = furthest(from, count, {
      guess: before ? before.to - before.from : guess,
      write: (end) => write(planFor(end), Number.POSITIVE_INFINITY),
      budget,
    })
    if (message) plans.push({ ...planFor(to), length: Number.POSITIVE_INFINITY, message })
    else {
      const one = planFor(from + 1)
      plans.push({ ...one, length: longest(write, one, budget), message: null })
    }
    from = plans.at(-1)?.to ?? count
  }
  return plans
}

/**
 * The greatest `to` that fits, with its message; null where not even one does. Messages grow evenly
 * with their alerts, so each try says about where the end is; where they do not, every third try
 * halves what is left.
 */
function furthest(from: number, count: number, search: Search): Tried {
  const { guess, write, budget } = search
  let good: Tried = { to: from, size: 0, message: null }
  let bad: Pick<Tried, 'to' | 'size'> = { to: count + 1, size: Number.POSITIVE_INFINITY }
  let next = from + guess
  for (let tries = 0; bad.to - good.to > 1; tries++) {
    const to = Math.min(Math.max(next, good.to + 1), bad.to - 1)
    const message = write(to)
    const size = budget.size(message)
    if (size <= budget.maxBytes) good = { to, size, message }
    else bad = { to, size }
    const isSlow = tries % 3 === 2
    next = isSlow ? farther(from, good.to, bad) : between(from, good, bad, budget)
  }
  return good
}

/** Where the end is if messages grow evenly; where only one side is known, in proportion. */
function between(
  from: number,
  good: Tried,
  bad: Pick<Tried, 'to' | 'size'>,
  { maxBytes }: Budget,
): number {
  if (!Number.isFinite(bad.size))
    return from + Math.floor(((good.to - from) * maxBytes) / Math.max(1, good.size))
  const part = (maxBytes - good.size) / (bad.size - good.size)
  return good.to + Math.floor(part * (bad.to - good.to))
}

const farther = (from: number, good: number, bad: Pick<Tried, 'to' | 'size'>): number =>
  Number.isFinite(bad.size) ? Math.floor((good + bad.to) / 2) : from + 2 * (good - from)

interface Search {
  /** About how many alerts fit. */
  readonly guess: number
  /** The message of the alerts up to there. */
  write(to: number): Message
  readonly budget: Budget
}

interface Tried {
  readonly to: number
  readonly size: number
  readonly message: Message | null
}

/** One alert that is too long by itself, with as much of its values as there is room for. */
function squeeze(write: Write, plan: PartPlan, budget: Budget): Message {
  return write(plan, longest(write, plan, budget))
}

function longest(write: Write, plan: PartPlan, budget: Budget): number {
  let good = LEAST_LENGTH
  let bad = budget.maxBytes + 1
  while (bad - good > Math.max(1, good / 64)) {
    const middle = Math.floor((good + bad) / 2)
    if (budget.size(write(plan, middle)) <= budget.maxBytes) good = middle
    else bad = middle
  }
  return good
}
