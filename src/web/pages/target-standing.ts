import type { TargetView } from '../api/target-view.ts'

/** As the settings call it; one that they have no more is known by its receiver. */
export const targetName = ({ target, receiver }: TargetView): string => target ?? receiver

/** How a target is, in one word for people: open it is only while nothing has to be said again. */
export function standingOf({
  configured,
  condition,
  retrying_since,
}: TargetView): 'open' | 'retrying' | 'closed' | 'unhealthy' | 'gone' {
  if (!configured) return 'gone'
  if (condition === 'unhealthy' || condition === 'closed') return condition
  return retrying_since === null ? 'open' : 'retrying'
}

/**
 * The card of a place on the page of targets, as it is named in addresses. One target may stand in
 * many receivers, and each has a card; names of receivers are in any script.
 */
export const cardId = ({ id, receiver }: Pick<TargetView, 'id' | 'receiver'>): string =>
  `t-${idWord(id)}-${idWord(receiver)}`

/** Different for different texts, and only what an id may hold. */
const idWord = (text: string): string =>
  text.replace(/[^A-Za-z0-9]/gu, (sign) => `_${sign.codePointAt(0)?.toString(36)}_`)
