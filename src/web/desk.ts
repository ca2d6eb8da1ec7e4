import type { Clock } from '../domain/clock.ts'
import type { Delivery, NewDelivery } from '../domain/delivery.ts'
import type { Emit } from '../domain/event.ts'
import type { Result } from '../domain/result.ts'
import type { Target } from '../domain/target.ts'
import type { OutboxStore } from '../outbox/store.ts'
import type { Shut } from '../send/closures.ts'
import type { SettingsIssue } from '../settings/issue.ts'
import type { Plan } from '../settings/plan.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** What an operator may look at and do: the house, as the admin listener sees it. */
export interface Desk {
  readonly clock: Clock
  readonly store: OutboxStore
  readonly metrics: Pick<Metrics, 'expose' | 'contentType'>
  readonly emit: Emit
  readonly version: string
  plan(): Plan
  /** What is in the way of a target besides its own line: its app, its organisation, an IP block. */
  shut(target: Target): Promise<Shut | null>
  /** What a delivery would be at the targets of another receiver. */
  reroute(delivery: Delivery, receiver: string): readonly NewDelivery[]
  /** What DingTalk refused may work now: these lines try at once. */
  knock(targets: readonly string[]): Promise<void>
  /** Either all of the settings on disk, with the number of their warnings, or what is wrong. */
  reload(): Promise<Result<number, readonly SettingsIssue[]>>
}
