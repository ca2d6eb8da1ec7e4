import type { html } from 'hono/html'
import type { Desk } from '../desk.ts'
import type { PageSpeech } from '../look/page-speech.ts'
import type { WordKey } from '../look/words-en.ts'

export type Html = ReturnType<typeof html>

/** What a page knows of who looks at it. */
export interface View {
  readonly desk: Desk
  readonly speech: PageSpeech
  readonly url: URL
  /** Whether there is a session that can be ended. */
  readonly isSignedIn: boolean
  /** For the forms on the page. */
  readonly token: string
}

export const PAGES = {
  overview: '/',
  deliveries: '/deliveries',
  routes: '/routes',
  targets: '/targets',
  rejected: '/rejected',
  playground: '/playground',
} as const satisfies Partial<Record<WordKey, string>>

export type PageName = keyof typeof PAGES

export interface Page {
  readonly title: string
  /** Which of the pages it belongs to; null: none. */
  readonly name: PageName | null
  readonly body: Html
  /** 200 unless it says otherwise. */
  readonly status?: number
  /** Whether the script asks again and again for the parts with `data-live`. */
  readonly isLive?: boolean
  /** Without the way to the other pages: nobody is signed in. */
  readonly isBare?: boolean
}
