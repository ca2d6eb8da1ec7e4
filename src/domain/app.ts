import type { Secret } from './secret.ts'

/** One of our apps in DingTalk: where it is reached and how it proves itself. */
export interface App {
  readonly name: string
  readonly endpoints: Endpoints
  readonly credentials: AppCredentials
  readonly robotCode: string | null
  readonly agentId: string | null
  /** Budget group; null when the app belongs to none. */
  readonly org: string | null
  /** DingTalk's limit for one app and one API. */
  readonly callsPerSecond: number
}

/** The two API families of one region, reached directly or through a proxy. */
export interface Endpoints {
  /** `https://api.dingtalk.io`, no slash at the end. */
  readonly apiUrl: string
  readonly oapiUrl: string
  /** Null: none. Taken from the usual proxy variables when the settings say nothing. */
  readonly proxy: string | null
  readonly timeoutMs: number
}

export type AppCredentials =
  | { readonly kind: 'internal'; readonly appKey: string; readonly appSecret: Secret }
  | {
      readonly kind: 'third-party'
      readonly corpId: string
      readonly suiteKey: string
      readonly suiteSecret: Secret
      /** Holds the newest pushed ticket; null uses the grant that needs none. */
      readonly suiteTicketFile: string | null
    }
