/** The message kinds of DingTalk's enterprise robots that carry words (`msgKey`). */
export const MSG_KEYS = [
  'sampleText',
  'sampleMarkdown',
  'sampleLink',
  'sampleImageMsg',
  'sampleActionCard',
  'sampleActionCard2',
  'sampleActionCard3',
  'sampleActionCard4',
  'sampleActionCard5',
  'sampleActionCard6',
] as const

export type MsgKey = (typeof MSG_KEYS)[number]

export interface Button {
  readonly title: string
  readonly url: string
}

/**
 * What a person will read: plain data, the same for every channel, so that it can wait in the
 * outbox and be shown on a page. A channel turns it into its own request.
 */
export interface Message {
  readonly msgKey: MsgKey
  /** The push text and chat-list preview: plain, one line. */
  readonly title: string
  /** DingTalk Markdown; plain text for `sampleText` and `sampleLink`. */
  readonly text: string
  /** As many as `msgKey` takes: 1, 2 to 5, or 2 for `…6`. */
  readonly buttons: readonly Button[]
  /** `sampleLink`: where it leads. */
  readonly messageUrl?: string
  /** `sampleLink` and `sampleImageMsg`: an address or a media id. */
  readonly picUrl?: string
  /** Custom robots only: a card of pictures and links. Other channels show `text`, which lists them. */
  readonly feed?: readonly FeedLink[]
  /** Work notifications: the values of the template's variables. */
  readonly data?: Readonly<Record<string, string>>
  /** Custom robots: who is to be called by name. */
  readonly mentions?: Mentions
}

export interface FeedLink {
  readonly title: string
  readonly url: string
  readonly picUrl: string
}

export interface Mentions {
  readonly mobiles: readonly string[]
  readonly users: readonly string[]
  readonly all: boolean
}
