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

/** Where the first so many do not fit, all of them need not be written to know: that takes seconds. */
const SAMPLES = [100, 1000]

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
  for (const to of [...SAMPLES.filter((sample) => sample < count), count]) {
    const message = write({ ...all, to }, Number.POSITIVE_INFINITY)
    if (budget.size(message) > budget.maxBytes) break
    if (to === count) return { parts: [message], omitted: 0 }
  }
  if (count === 1) return { parts: [squeeze(write, all, budget)], omitted: 0 }

  const plans = plan(count, write, budget)
  const of = plans.length
  const omitted = plans.at(-1)?.omitted ?? 0
  const parts = plans.map(({ length, ...it }) =>
    write({ ...it, of, part: of === 1 ? null : it.part }, length),
  )
  return { parts, omitted }
}

type Planned = PartPlan & { readonly length: number }

function plan(count: number, write: Write, budget: Budget): readonly Planned[] {
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
    const sizeOf = (to: number): number => budget.size(write(planFor(to), Number.POSITIVE_INFINITY))
    const before = plans.at(-1)
    const guess = before ? before.to - before.from : FIRST_GUESS
    const to = furthest(from, count, guess, sizeOf, budget.maxBytes)
    if (to > from) plans.push({ ...planFor(to), length: Number.POSITIVE_INFINITY })
    else plans.push({ ...planFor(from + 1), length: longest(write, planFor(from + 1), budget) })
    from = plans.at(-1)?.to ?? count
  }
  return plans
}

/** A list that does not fit as a whole often has its first part end about there. */
const FIRST_GUESS = 40

/**
 * The greatest `to` that fits. Messages grow evenly with their alerts, so each try says about where
 * the end is; where they do not, every other try halves what is left.
 */
function furthest(
  from: number,
  count: number,
  guess: number,
  sizeOf: (to: number) => number,
  most: number,
): number {
  let good: Tried = { to: from, size: 0 }
  let bad: Tried | null = null
  let next = from + guess
  for (let tries = 0; (bad?.to ?? count + 1) - good.to > 1; tries++) {
    const to = Math.min(Math.max(next, good.to + 1), (bad?.to ?? count + 1) - 1)
    const tried = { to, size: sizeOf(to) }
    if (tried.size <= most) good = tried
    else bad = tried
    next =
      bad === null
        ? from + 2 * (to - from)
        : tries % 2 === 1
          ? Math.floor((good.to + bad.to) / 2)
          : good.to + Math.floor(((most - good.size) / (bad.size - good.size)) * (bad.to - good.to))
  }
  return good.to
}

interface Tried {
  readonly to: number
  readonly size: number
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
