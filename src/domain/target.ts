import type { Secret } from './secret.ts'

export const CHANNELS = ['group', 'users', 'work_notification', 'robot'] as const
export type ChannelName = (typeof CHANNELS)[number]

/** Where a message goes: one chat, one list of people, one work-notification template, one robot. */
export type Address =
  | {
      readonly channel: 'group'
      readonly app: string
      /** openConversationId */
      readonly conversation: string
      /** Scene groups have their own robot; else the app's. */
      readonly robotCode: string | null
      readonly coolAppCode: string | null
    }
  | {
      readonly channel: 'users'
      readonly app: string
      /** User ids, each once. */
      readonly users: readonly string[]
      /** Looked up when first needed. */
      readonly mobiles: readonly string[]
    }
  | {
      readonly channel: 'work_notification'
      readonly app: string
      readonly templateId: string
      readonly users: readonly string[]
      readonly mobiles: readonly string[]
      readonly departments: readonly string[]
    }
  | {
      readonly channel: 'robot'
      /** Without the query; the token is added when it is sent. */
      readonly url: string
      readonly accessToken: Secret
      readonly secret: Secret | null
      readonly keyword: string | null
    }

export interface Pace {
  readonly messages: number
  readonly perMs: number
}

/** Whom a custom robot calls by name; `fromLabel` names a label that holds mobile numbers. */
export interface MentionPlan {
  readonly mobiles: readonly string[]
  readonly users: readonly string[]
  readonly all: boolean
  readonly fromLabel: string | null
  readonly on: 'firing' | 'always'
}

/** One place where a receiver listens, with how it wants to be told. */
export interface Target {
  /**
   * Identity: a hash of app and address, the same wherever the target is written. Pace, order
   * and memory belong to it. It reveals neither ids nor tokens.
   */
  readonly key: string
  readonly receiver: string
  /** For pages and metrics: the configured name, or `receiver/number`. */
  readonly name: string
  readonly address: Address
  /** The target's own template, or its receiver's. */
  readonly template: string | null
  readonly locale: string
  readonly timezone: string
  readonly pace: Pace
  readonly onUnknown: 'retry' | 'hold'
  readonly digest: 'auto' | 'off'
  readonly mentions: MentionPlan | null
  /** Work notifications: template sources for the variables; win over the template's own. */
  readonly data: Readonly<Record<string, string>>
}

/**
 * A target's line in the outbox has the target's key. Users of it who were asked to wait, and
 * still have to hear something that the others have heard, wait in a second one.
 */
export const owedLine = (key: string): string => `${key}${OWED}`

export const isOwedLine = (line: string): boolean => line.endsWith(OWED)

/** The key of the target that a line belongs to. */
export const targetOfLine = (line: string): string =>
  isOwedLine(line) ? line.slice(0, -OWED.length) : line

/** Of a second line; the stores' statements take it off where all are to hear something anew. */
export const OWED = '~owed'
