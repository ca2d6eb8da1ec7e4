import type { Instant } from '../domain/clock.ts'
import type { Words } from '../domain/delivery.ts'
import type { Target } from '../domain/target.ts'
import type { Line } from '../outbox/line.ts'
import { type Cargo, digestReason } from './cargo.ts'
import type { House } from './house.ts'

interface Occasion {
  readonly line: Line
  readonly target: Target
  readonly house: House
  readonly form: Words['form']
  readonly now: Instant
}

/** The words of what one turn carries. */
export function wordsFor(
  { row, folded, beneath = [], over }: Cargo,
  { line, target, house, form, now }: Occasion,
): Words {
  if (row.kind === 'digest') {
    const rows = [...folded, ...beneath]
      .filter(({ kind }) => kind !== 'digest')
      .sort((a, b) => a.acceptedAt - b.acceptedAt)
    return house.digest(row, rows, target, digestReason(folded, line), form, now)
  }
  // It speaks for the one that it overtook, so it is as late as that one.
  const [first] = folded
  const since = first && {
    acceptedAt: first.acceptedAt,
    mutedUntil: first.mutedUntil,
    detail: first.detail,
  }
  return house.words({ ...row, ...since }, target, form, now, over)
}
