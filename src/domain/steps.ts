import { breathe } from './breath.ts'

/** Work that can be interrupted: wherever it yields, others may have their turn. */
export type Steps<T> = Generator<undefined, T, undefined>

/** Between turns: even with the costliest mapping a dozen milliseconds. */
const AT_A_TIME = 100

/** Like `items.map(work)`, for lists of which a webhook may bring fifty thousand. */
export function* mapInSteps<A, B>(
  items: readonly A[],
  work: (item: A, index: number) => B,
): Steps<B[]> {
  const done: B[] = []
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % AT_A_TIME === 0) yield
    done.push(work(item, index))
  }
  return done
}

/** For whoever has nobody else to answer. */
export function inOneGo<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Everybody else has a turn after each step. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await breathe()
  }
}
