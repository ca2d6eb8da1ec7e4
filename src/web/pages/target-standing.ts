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
