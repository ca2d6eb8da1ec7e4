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
const MANY = 1000

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
  const first = write({ ...all, to: Math.min(count, MANY) }, Number.POSITIVE_INFINITY)
  if (budget.size(first) <= budget.maxBytes) {
    const whole = count <= MANY ? first : write(all, Number.POSITIVE_INFINITY)
    if (budget.size(whole) <= budget.maxBytes) return { parts: [whole], omitted: 0 }
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
    const fits = (to: number): boolean =>
      budget.size(write(planFor(to), Number.POSITIVE_INFINITY)) <= budget.maxBytes
    const to = furthest(from, count, fits)
    if (to > from) plans.push({ ...planFor(to), length: Number.POSITIVE_INFINITY })
    else plans.push({ ...planFor(from + 1), length: longest(write, planFor(from + 1), budget) })
    from = plans.at(-1)?.to ?? count
  }
  return plans
}

/** The greatest `to` that fits, tried first in growing steps: most parts hold few of many. */
function furthest(from: number, count: number, fits: (to: number) => boolean): number {
  let good = from
  let step = 1
  while (good + step <= count && fits(good + step)) {
    good += step
    step *= 2
  }
  let bad = Math.min(good + step, count + 1)
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (fits(middle)) good = middle
    else bad = middle
  }
  return good
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
