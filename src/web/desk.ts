import type { Chance } from '../domain/chance.ts'
import type { Clock } from '../domain/clock.ts'
import type { Delivery, NewDelivery } from '../domain/delivery.ts'
import type { Emit } from '../domain/event.ts'
import type { Result } from '../domain/result.ts'
import type { Target } from '../domain/target.ts'
import type { InboundRequest, Reading, Source } from '../ingest/source.ts'
import type { Draft } from '../match/dispatch.ts'
import type { Accepted, OutboxStore } from '../outbox/store.ts'
import type { Shut } from '../send/closures.ts'
import type { SettingsIssue } from '../settings/issue.ts'
import type { Plan } from '../settings/plan.ts'
import type { LastLoad } from '../settings/reload.ts'
import type { LastFailure } from '../telemetry/last-failures.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Traffic } from '../telemetry/traffic.ts'

/** What an operator may look at and do: the house, as the admin listener sees it. */
export interface Desk {
  readonly clock: Clock
  /** The same for pages that ask by themselves; see `share-reads.ts`. */
  readonly forPolls?: Desk
  readonly store: OutboxStore
  readonly metrics: Pick<Metrics, 'expose' | 'contentType'>
  readonly emit: Emit
  readonly chance: Chance
  /** Kept in the store: what signs sessions, so that they outlive a restart. */
  readonly key: string
  readonly version: string
  plan(): Plan
  /** What went through in the last hours, here and in other replicas. */
  traffic(): Promise<Traffic>
  /** How the last call of a target failed; see `placeOf`. */
  failures(): ReadonlyMap<string, LastFailure>
  /** Calls of this month by organisation. */
  calls(): Promise<ReadonlyMap<string, number>>
  /** What is in the way of a target besides its own line: its app, its organisation, an IP block. */
  shut(target: Target): Promise<Shut | null>
  /** What a delivery would be at the targets of another receiver. */
  reroute(delivery: Delivery, receiver: string): readonly NewDelivery[]
  /** What DingTalk refused may work now: these lines try at once. */
  knock(targets: readonly string[]): Promise<void>
  /** Takes a webhook as if its sender had sent it just now; `wished` is the receiver it names. */
  accept(
    source: Source,
    reading: Reading,
    request: InboundRequest,
    wished: string | null,
  ): Promise<Accepted>
  /** Tells what somebody tries out. Resolves with the ids of the deliveries. */
  tell(drafts: readonly Draft[], origin: TrialOrigin): Promise<readonly string[]>
  /** Either all of the settings on disk, with the number of their warnings, or what is wrong. */
  reload(): Promise<Result<number, readonly SettingsIssue[]>>
  lastLoad(): LastLoad
}

/** What is kept of it as its webhook. */
export interface TrialOrigin {
  readonly source: string
  readonly sourceType: string
  readonly body: string
}
