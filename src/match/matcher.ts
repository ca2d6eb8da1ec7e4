import type { Labels } from '../domain/labels.ts'

/** One condition on one label, as Alertmanager writes it: `severity="critical"`, `team=~"db|infra"`. */
export interface Matcher {
  readonly name: string
  readonly op: '=' | '!=' | '=~' | '!~'
  readonly value: string
  /** As the user wrote it, for `explain`. */
  readonly text: string
  matches(labels: Labels): boolean
}
