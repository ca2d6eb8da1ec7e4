import type { Attempt, Delivery, Words } from '../domain/delivery.ts'
import { wordingOf } from '../domain/wording.ts'
import type { DeliveryChange } from '../outbox/store.ts'
import { type Cargo, tradePlaces } from './cargo.ts'
import type { History, Ledger, Step } from './ledger.ts'

export interface Ending extends Pick<Delivery, 'reason' | 'detail' | 'progress'> {
  readonly state: 'waiting' | 'dead' | 'held'
  /** The same words must go out again: the outcome is unknown, or a part is told. */
  readonly keepWords: boolean
  /** The call that failed; null where none was made. */
  readonly attempt: Attempt | null
}

/**
 * The cargo is not told. A digest that said nothing goes away, and those it folded are again what
 * they were, so that the next one can tell more; unless its words must be repeated. What was said
 * to DingTalk stays for people to see: each attempt, and the words that the next try makes anew.
 */
export async function untold(
  cargo: Cargo,
  ending: Ending,
  ledger: Pick<Ledger, 'history'>,
): Promise<Required<Pick<Step, 'changes' | 'attempts'>>> {
  const { keepWords, attempt, state, reason, detail, progress } = ending
  const { row, folded, beneath = [], isStored } = cargo
  const latest = attempt ? [attempt] : []
  const why = { state, reason, detail }
  const own = {
    id: row.id,
    ...why,
    progress,
    ...leftBehind(row, state === 'waiting' && !keepWords),
  }
  if ((keepWords || isStored) && state === 'waiting') return { changes: [own], attempts: latest }
  const others = [...folded, ...beneath].map(({ id }) => ({ id, ...why, toldBy: null }))
  if (row.kind !== 'digest') {
    const changes = others.map((change) => ({ ...change, ...pointTo(row.id, row.words) }))
    return { changes: tradePlaces(cargo, [own, ...changes], true), attempts: latest }
  }
  const { attempts, wordings } = await ledger.history(row.id)
  const said = row.words ? [...wordings, row.words] : wordings
  const left = bequest({ attempts: [...attempts, ...latest], wordings: said }, others)
  return { ...left, changes: [{ id: row.id, remove: true }, ...left.changes] }
}

/**
 * The history of a digest that goes stands with the first that it folded, and the others say where
 * to look.
 */
export function bequest(
  { attempts, wordings }: History,
  others: readonly DeliveryChange[],
): Required<Pick<Step, 'changes' | 'attempts'>> {
  const [first] = others
  const last = wordings.at(-1) ?? null
  if (!first) return { changes: [], attempts: [] }
  return {
    attempts: attempts.map((each) => ({ ...each, delivery: first.id })),
    changes: others.map((change) => ({
      ...change,
      ...(change !== first
        ? pointTo(first.id, last)
        : last && {
            tried: wordings.map((words) => ({ ...words, standWith: first.id })),
            triedWith: null,
          }),
    })),
  }
}

/** A row that was tried by itself: what is over keeps its words until a redrive makes others. */
function leftBehind(
  { words, triedWith }: Delivery,
  isMadeAnew: boolean,
): Pick<DeliveryChange, 'words' | 'tried' | 'triedWith'> {
  if (words === null) return {}
  return {
    ...(triedWith && { triedWith: null }),
    ...(isMadeAnew && { words: null, tried: [words] }),
  }
}

const pointTo = (delivery: string, words: Words | null): Pick<DeliveryChange, 'triedWith'> =>
  words === null ? {} : { triedWith: { delivery, wording: wordingOf(words) } }
