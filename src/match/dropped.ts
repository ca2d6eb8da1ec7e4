import type { Delivery } from '../domain/delivery.ts'
import { unreachable } from '../domain/result.ts'
import type { Mute } from './mute.ts'
import type { DropReason } from './trace.ts'

/*
 * What a mute drops is listed all the same, as a delivery that is over before it began: people see
 * that it came and why nobody heard of it, and can send it after all.
 */

/** Why a delivery was never told, as it stands with it: `Muted by weekends: …`. */
export const droppedBecause = ({ by }: Mute, reason: DropReason): string =>
  `${BEGINNING}${by.join(', ')}: ${rule(reason)}.`

/** Read back, for pages: nobody took it out. */
export const isDropped = ({ state, detail }: Pick<Delivery, 'state' | 'detail'>): boolean =>
  state === 'discarded' && detail !== null && detail.startsWith(BEGINNING)

const BEGINNING = 'Muted by '

function rule(reason: DropReason): string {
  switch (reason) {
    case 'on_mute':
      return 'its route says on_mute: drop'
    case 'stale':
      return 'news of CI, deployments and commits is not kept for later'
    default:
      return unreachable(reason)
  }
}
